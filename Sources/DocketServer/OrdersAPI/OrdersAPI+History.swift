import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// `/Orders({o})/Events`, `/Orders({o})/Actions` and the company's `/Events`.
    var historyRoutes: [Route] {
        [
            Route(
                .get, "v1/companies()/orders()/events", .scope(.ordersRead), .listOrderEvents,
                getEvents),
            Route(
                .get, "v1/companies()/orders()/actions", .scope(.ordersRead), .listActions,
                getActions),
            Route(
                .get, "v1/companies()/events", .scope(.ordersRead), .listEvents, getCompanyEvents,
                choosesForm: true),
        ]
    }

    @Sendable private func getEvents(_ call: Call) async throws -> Answer {
        let events = try await history.events(of: try call.orderID(), in: try call.company())
        try call.refuseOptions()
        return .json(.ok, EventDocument.bytes(events))
    }

    @Sendable private func getActions(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let order = try await orders.get(try call.orderID(), of: company, withItems: true)
        try call.refuseOptions()
        // What the request says of versions is about this answer, not about the actions.
        let actions = order.actions(
            in: OrderContext(company: company, now: call.now, isLenient: isLenient))
        return .json(
            .ok, ActionJSON.document(actions, of: order, in: company, for: call.principal)
        ).adding(.eTag, EntityTag(version: order.version).text).unlessKnown(to: call)
    }

    /// A page of events, or all that come, as they come.
    @Sendable private func getCompanyEvents(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let form = try Accept.choose(EventForm.forms, call.headers, format: nil)
        let last = try await history.lastSequence(of: company)
        let options = try EventOptions(call)
        switch form {
        case .stream:
            let start = try call.lastEventID() ?? options.after ?? last
            return try events.answer(call, of: company, after: start)
        case .page:
            let events = try await history.page(
                of: company, after: options.after ?? 0, limit: options.top)
            let answer = Answer.json(.ok, EventDocument.bytes(events))
            guard let last = events.last,
                last.sequence < (try await history.lastSequence(of: company))
            else { return answer }
            let next = "\(call.rawPath)?after=\(last.sequence)&%24top=\(options.top)"
            return answer.adding(.link, "<\(next)>; rel=\"next\"")
        }
    }
}

/// The forms of a company's events.
private enum EventForm: Sendable, Equatable {
    case page, stream

    static let forms: [(media: MediaType, form: EventForm)] = [
        (.json, .page), (MediaType(name: EventStream.contentType), .stream),
    ]
}

/// The options of a company's events.
private struct EventOptions {
    /// The Sequence behind which they begin.
    var after: Int64?
    /// How many at most.
    var top: Int { size ?? History.pageMax }
    private var size: Int?

    init(_ call: Call) throws {
        for option in try call.query() {
            switch option.name.lowercased() {
            case "after":
                guard after == nil, let number = Int64(option.value), number >= 0 else {
                    throw RequestError.badRequest(
                        "after must be the Sequence of an event, or 0", position: 0)
                }
                after = number
            case "$top", "top":
                size = try option.pageSize(upTo: History.pageMax, known: size)
            default:
                throw RequestError.badRequest(
                    "there is no query option '\(option.name)'", position: 0)
            }
        }
    }
}

/// What can be done with an order, as JSON.
enum ActionJSON {
    /// A list of actions.
    static func document(
        _ actions: [OrderAction], of order: Order, in company: CompanyID,
        for principal: Principal?
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.beginArray()
        for action in actions {
            let lacking = action.kind.scope
            let isLacking = principal.map { !$0.scopes.allows(lacking) } ?? true
            let reason =
                isLacking
                ? ErrorTable.problem(for: RequestError.missingScope(lacking))?.message
                : action.refusal.flatMap { ErrorTable.problem(for: $0)?.message }
            writer.beginObject()
            writer.key("Operation")
            writer.string(action.kind.rawValue)
            writer.key("Method")
            writer.plain(action.kind == .update ? "PUT" : "POST")
            writer.key("Href")
            writer.string(
                "/v1/Companies(\(company))/Orders(\(order.id))\(action.kind.path)")
            writer.key("Allowed")
            writer.boolean(reason == nil)
            if let reason {
                writer.key("Reason")
                writer.string(reason)
                writer.key("Way")
                writer.beginArray()
                for step in isLacking ? [] : action.way { writer.string(step.rawValue) }
                writer.endArray()
            }
            writer.endObject()
        }
        writer.endArray()
        return writer.bytes
    }
}

extension OrderAction.Kind {
    /// What stands behind the order in the path of the action.
    fileprivate var path: String {
        switch self {
        case .update: ""
        case .addItem: "/Items"
        case .process, .shipped, .cancel: "/\(rawValue)"
        }
    }

    /// The scope that the action needs.
    fileprivate var scope: Scope {
        switch self {
        case .update, .addItem, .cancel: .ordersWrite
        case .process, .shipped: .ordersProcess
        }
    }
}
