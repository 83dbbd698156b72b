/// Why what an operator wrote of an outside issuer can't be.
package enum OutsideIssuerError: Error, Sendable, Equatable {
    /// What stands there is no object.
    case notAnObject
    /// A member that there isn't, and the one that may be meant.
    case unknownMember(String, nearest: String?)
    /// A member that must be there.
    case missing(String)
    /// A member that is of another form.
    case wrongForm(String, wanted: String)
    case invalidName(String)
    case invalidIdentifier(member: String)
    case noAlgorithm
    case unknownAlgorithm(String)
    /// A key that is a secret can't come from an address.
    case secretFromAddress(SignatureAlgorithm)
    case badAddress(String)
    /// An address without TLS that is not this machine's own.
    case plainAddress
    case unknownScope(String)
    case nothingAllowed
    case namesWithoutClaim
    /// Two issuers have the same.
    case repeated(String)
    /// One of Docket's own clients is called so.
    case nameOfClient(String)
}

extension OutsideIssuerError: CustomStringConvertible {
    /// One line for the person at the terminal.
    package var description: String {
        switch self {
        case .notAnObject: "must be an object"
        case .unknownMember(let name, let nearest):
            "there is no member '\(name)'" + (nearest.map { "; did you mean \($0)?" } ?? "")
        case .missing(let member): "\(member) is missing"
        case .wrongForm(let member, let wanted): "\(member) must be \(wanted)"
        case .invalidName(let name):
            "Name must be 1 to \(ClientDraft.idCharactersMax) letters, digits or -._~:@, not"
                + " '\(name)'"
        case .invalidIdentifier(let member):
            "\(member) must be 1 to \(OutsideIssuer.identifierCharactersMax) visible ASCII"
                + " characters"
        case .noAlgorithm: "Algorithms must have one at least"
        case .unknownAlgorithm(let name):
            "Algorithms has '\(name)'; there are "
                + SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
        case .secretFromAddress(let algorithm):
            "\(algorithm.rawValue) goes by a secret, so Keys must be a file"
        case .badAddress(let reason): "Keys \(reason)"
        case .plainAddress: "Keys must begin with https://; http:// is for this machine alone"
        case .unknownScope(let name): "there is no scope '\(name)'"
        case .nothingAllowed: "Scopes and Companies must have one at least"
        case .namesWithoutClaim: "ScopeNames goes with a ScopesClaim"
        case .repeated(let member): "another issuer has the same \(member)"
        case .nameOfClient(let name):
            "Name is '\(name)', and so is a client: nobody could tell in the history who it was"
        }
    }
}
