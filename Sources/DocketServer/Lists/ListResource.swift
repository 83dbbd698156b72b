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
    /// How many are in memory at a time.
    var pageSize = 256
    /// Reads a page.
    let fetch: @Sendable (ListRequest) async throws -> ListPage<Element>
    /// How one is written, with the members that are selected.
    let writer: @Sendable (Selection) -> @Sendable (Element, inout JSONWriter) -> Void
}

extension Call {
    /// The options behind `?` as they are parsed.
    ///
    /// - Throws: `RequestError.badRequest`, `.notSupported`.
    func queryOptions() throws -> QueryOptions {
        let texts = try query().map {
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
