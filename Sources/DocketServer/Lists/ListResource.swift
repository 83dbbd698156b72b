import DocketCore
import DocketJSON
import DocketService

/// A list that clients ask for: what it is of, where it comes from, how it is written.
struct ListResource<Element: Sendable>: Sendable {
    /// What is known of each thing.
    let entity: EntityType
    /// The name in OData's context and of a file, such as `Orders`.
    let name: String
    /// Whether the lists inside are written without being asked for.
    var isFull = false
    /// How many the first page has.
    var pageSize = 256
    /// How many things come with one, itself included.
    var weight: @Sendable (Element) -> Int = { _ in 1 }
    /// Reads a page.
    let fetch: @Sendable (ListRequest) async throws -> ListPage<Element>
    /// How one is written, with the members that are selected.
    let writer: @Sendable (Selection) -> @Sendable (Element, inout JSONWriter) -> Void
}

extension ListResource {
    /// Reads what a client asks; where that is wrong, a list that there is none of is told first
    /// (contract, section 5, order of checks).
    func blamingLast<Value>(_ read: () async throws -> Value) async throws -> Value {
        do {
            return try await read()
        } catch RequestError.badRequest(let text, let position) {
            _ = try await fetch(ListRequest(ListQuery(all: entity, isFull: false), limit: 0))
            throw RequestError.badRequest(text, position: position)
        }
    }

    /// Things in memory at a time, about.
    private static var thingsMax: Int { 4096 }

    /// How many the next page has: twice as many, since each page may cost a sort of all, as long
    /// as what is in memory stays within bounds.
    func pageSize(after page: ListPage<Element>, of size: Int) -> Int {
        let things = page.elements.reduce(0) { $0 + weight($1) }
        let fitting = Self.thingsMax * page.elements.count / max(things, 1)
        return max(16, min(size * 2, fitting))
    }
}

extension Call {
    /// The options behind `?` as they are parsed.
    ///
    /// - Parameter other: the name, in lower case, of one that is none of OData's, and is left out.
    /// - Throws: `RequestError.badRequest`, `.notSupported`.
    func queryOptions(but other: String? = nil) throws -> QueryOptions {
        let texts = try query().filter { $0.name.lowercased() != other }.map {
            QueryOptionText(name: $0.name, value: $0.value, rawValue: $0.rawValue)
        }
        return try RequestError.blaming { () throws(QueryOptionError) in try QueryOptions(texts) }
    }

    /// Refuses every option: for resources that are no list.
    ///
    /// - Throws: `RequestError.notSupported`, `.badRequest`.
    func refuseOptions() throws {
        guard let option = try query().first else { return }
        _ = try queryOptions()
        throw RequestError.notSupported("\(option.name) on this resource")
    }
}

extension RequestError {
    /// A refusal of a query as a refusal of the request.
    static func blaming<Value>(
        _ body: () throws(QueryOptionError) -> Value
    ) throws(RequestError) -> Value {
        do throws(QueryOptionError) {
            return try body()
        } catch {
            switch error.error {
            case .invalid(let text, let position):
                throw .badRequest("\(error.option): \(text)", position: position)
            case .unsupported(let feature, _):
                throw .notSupported("\(feature) (\(error.option))")
            }
        }
    }
}
