import DocketCore
import DocketJSON
import DocketService

/// Webhooks as clients write them.
enum WebhookJSON {
    private static let fields = JSONFields(WebhookMember.allCases.map { "\($0.name)" })

    /// The longest filter, in bytes: what a request's target has room for.
    static let filterBytesMax = 8192

    /// Reads a webhook; what is wrong with it is told by the draft. Other members are passed over.
    static func draft(_ body: [UInt8]) -> WebhookDraft {
        do throws(JSONError) {
            return try read(body)
        } catch {
            var unreadable = WebhookDraft()
            unreadable.malformed = Fault(error)
            return unreadable
        }
    }

    private static func read(_ body: [UInt8]) throws(JSONError) -> WebhookDraft {
        var reader = JSONReader(body)
        var draft = WebhookDraft()
        try reader.requireObject()
        try reader.object(fields) { (index, reader) throws(JSONError) in
            switch WebhookMember(rawValue: index) {
            case .url: draft.url = try text(&reader, "/Url", &draft.faults)
            case .eventTypes: try readEventTypes(&reader, into: &draft)
            case .filter: draft.filter = try text(&reader, "/Filter", &draft.faults)
            case .isDisabled: try readDisabled(&reader, into: &draft)
            case nil: try reader.skip()
            }
        }
        try reader.end()
        if let filter = draft.filter, filter.utf8.count > filterBytesMax {
            draft.faults.append(
                Fault("/Filter", "must have \(filterBytesMax) characters at most"))
            draft.filter = nil
        }
        return draft
    }

    private static func text(
        _ reader: inout JSONReader, _ pointer: String, _ faults: inout [Fault]
    ) throws(JSONError) -> String? {
        switch try reader.scalar() {
        case .null: return nil
        case .string(let utf8): return String(decoding: utf8, as: UTF8.self)
        default:
            faults.append(Fault(pointer, "must be text"))
            return nil
        }
    }

    private static func readEventTypes(
        _ reader: inout JSONReader, into draft: inout WebhookDraft
    ) throws(JSONError) {
        guard try reader.peek() == .array else {
            if case .null = try reader.scalar() { return }
            return draft.faults.append(Fault("/EventTypes", "must be a list of names"))
        }
        try reader.array { (position, reader) throws(JSONError) in
            guard position < eventTypesMax else { return try reader.skip() }
            let pointer = "/EventTypes/\(position)"
            let count = draft.faults.count
            let type = try text(&reader, pointer, &draft.faults)
            if type == nil, draft.faults.count == count {
                draft.faults.append(Fault(pointer, "must be text"))
            }
            draft.eventTypes.append(type)
        }
    }

    /// Names that are looked at; no more are known anyway.
    private static let eventTypesMax = 100

    private static func readDisabled(
        _ reader: inout JSONReader, into draft: inout WebhookDraft
    ) throws(JSONError) {
        switch try reader.scalar() {
        case .null: return
        case .boolean(let flag): draft.isDisabled = flag
        default: draft.faults.append(Fault("/Disabled", "must be true or false"))
        }
    }
}

/// The members of a webhook that a client may write.
enum WebhookMember: Int, CaseIterable, Sendable {
    case url, eventTypes, filter, isDisabled

    /// The name in JSON.
    var name: StaticString {
        switch self {
        case .url: "Url"
        case .eventTypes: "EventTypes"
        case .filter: "Filter"
        case .isDisabled: "Disabled"
        }
    }
}
