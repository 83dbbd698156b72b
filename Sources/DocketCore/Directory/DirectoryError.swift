/// Why an entry of the directory was not found, made or changed.
package enum DirectoryError: Error, Sendable, Equatable {
    /// No such entry; `noun` such as `Location`, `id` as it is written.
    case notFound(noun: String, id: String)
    /// What was sent is wrong, in each of these places.
    case invalid([Fault])
    /// Another entry has the Id.
    case idTaken(noun: String, id: String)
    /// Another employee of the company has the UserName.
    case userNameTaken(String)
    /// The largest possible Id is taken, so that there is no next one.
    case idsExhausted(noun: String)
}

extension DirectoryError: CustomStringConvertible {
    /// One line for whoever asked.
    package var description: String {
        switch self {
        case .notFound(let noun, let id): "\(noun) resource with id \(id) cannot be found"
        case .invalid(let faults): faults.map(\.detail).joined(separator: "; ")
        case .idTaken(let noun, let id): "\(noun) resource with id \(id) is already there"
        case .userNameTaken(let name): "UserName \(name) belongs to another Employee already"
        case .idsExhausted(let noun): 
            "the largest id of a \(noun) is taken: name a free Id"
        }
    }
}
