import DocketCore
import DocketJSON
import HTTPTypes

// The history of orders, in the words of docs/api/history.md.

extension OperationDescription {
    static let listOrderEvents = OperationDescription(
        "listOrderEvents", .history, "Lists the events of an order", "Oldest first.",
        answers: [.ok("The events.", .array(of: NamedSchema.event.reference))])

    static let listActions = OperationDescription(
        "listActions", .history, "Tells what can be done with an order next",
        "Whether this token may do it with this order now, and how to come to what can't be done.",
        parameters: [.ifNoneMatch],
        answers: [
            .ok("The actions.", .array(of: NamedSchema.action.reference), headers: [.eTag])
        ])

    static let listEvents = OperationDescription(
        "listEvents", .history, "Lists or follows the events of a Company",
        "A page of them by Sequence; or, for `Accept: text/event-stream`, all that come, as they "
            + "come (server-sent events).",
        parameters: [.afterEvent, .topEvents, .lastEventID],
        answers: [
            AnswerDescription(
                status: .ok, words: "The events.",
                contents: [
                    .json(.array(of: NamedSchema.event.reference)),
                    .text(
                        EventStream.contentType,
                        ": events after 0\n\nid: 1\nevent: order.created\n"
                            + "data: {\"Sequence\":1}\n\n"
                    ),
                ], headers: [.link])
        ])
}

extension NamedSchema {
    /// What happened to an order.
    static let event = NamedSchema(
        "Event",
        .object([
            .init(
                "Sequence", Written.longInteger.with(["minimum": 1]),
                "1, 2, 3, … within the Company, without gaps.", 6),
            .init(
                "Type", Written.name(OrderEventType.allCases.map(\.rawValue)), "What happened.",
                "order.updated"),
            .init("OrderId", Written.guid, "The order.", PathKey.order.example),
            .init(
                "Version", Written.longInteger.with(["minimum": 1]),
                "The order's Version after the event.", 3),
            .init("At", Written.time, "When.", "2026-11-21T21:15:20.642Z"),
            .init("Actor", Schema("string"), "Who: the client, and the user behind it.", "sandbox"),
            .init(
                "Changes", .any([.array(of: patchStep), Schema("null")]),
                "What changed: a JSON Patch (RFC 6902) of the order with its items; null "
                    + "for what happened before histories were kept."),
            .init(
                "Hash", Schema("string", ["pattern": "^[0-9a-f]{64}$"]).orNull,
                "Seals this event and all before it of the order.",
                "dca27b1f2af738cbb3ad3c3102cbb934028c52902633870891f11982334b660e"),
        ]))

    private static let patchStep = Schema.object([
        .init("op", Written.name(["add", "remove", "replace"]), "What is done.", "replace"),
        .init("path", Schema("string", ["format": "json-pointer"]), "Where.", "/Name"),
        .init("value", Schema([]), "What is put there.", "Ann's phone", isRequired: false),
    ])
}
