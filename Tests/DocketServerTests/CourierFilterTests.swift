import DocketCore
import DocketJSON
import DocketStore
import DocketTestKit
import HTTPTypes
import Testing

/// Which events a webhook's filter lets through.
@Suite(.timeLimit(.minutes(30))) struct CourierFilterTests {
    private typealias Event = WebhookReceiver.Event

    @Test func `a filter is on the order as of the event, wherever it has moved on to`()
        async throws
    {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                _ = try await desk.hook(to: receiver, filter: "Name eq 'wanted'")
                let first = try await desk.server.make(#""Name": "wanted""#)
                try await desk.rename(first, "other")
                let second = try await desk.server.make(#""Name": "other""#)
                try await desk.rename(second, "wanted")
                try await desk.rename(second, "third")
                let before = [
                    try await desk.server.send(.get, first.fullPath).bytes,
                    try await desk.server.send(.get, second.fullPath).bytes,
                ]
                try await desk.withCourier {
                    try await desk.until("both are told") { receiver.calls.count >= 2 }
                    let last = try await desk.server.make(#""Name": "wanted""#)
                    try await desk.until("the last is told") {
                        receiver.events.contains(Event("order.created", last.id))
                    }
                    #expect(receiver.calls.count == 3)
                }
                #expect(
                    Set(receiver.events.prefix(2)) == [
                        Event("order.created", first.id), Event("order.updated", second.id),
                    ])
                let after = [
                    try await desk.server.send(.get, first.fullPath).bytes,
                    try await desk.server.send(.get, second.fullPath).bytes,
                ]
                #expect(after == before)
                let events = try await desk.server.send(.get, "\(first.path)/Events").json
                #expect(events.elements?.count == 2)
            }
        }
    }

    /// Conditions that an order meets when it is made, and not when it has become another.
    @Test(arguments: [
        "State eq 'Created'", "Version eq 1", "Items/any(i: i/SKU eq 'old')",
        "Items/$count eq 1", "not (Name eq 'new')", "DiscountAmount lt 1",
        "contains(Name, 'old') and EntityId eq 14202", "ModifiedDateUtc eq CreatedDateUtc",
        "ModifiedDateUtc le now()",
    ])
    func `every kind of condition is judged as of the event`(filter: String) async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                _ = try await desk.hook(to: receiver, filter: filter)
                let order = try await desk.server.make(
                    #""Name": "old""#, items: [#""SKU": "old""#])
                let deleted = try await desk.server.send(.delete, order.itemPath(0))
                #expect(deleted.status == 204)
                _ = try await desk.server.addItem(#""SKU": "new""#, to: order)
                _ = try await desk.server.addItem(#""SKU": "new""#, to: order)
                let patched = try await desk.server.send(
                    .patch, order.path, body: #"{"Name": "new", "DiscountAmount": 2}"#)
                #expect(patched.status == 200)
                try await desk.server.perform("Process", on: order)
                try await desk.withCourier {
                    try await desk.until("its making is told") {
                        receiver.events.first == Event("order.created", order.id)
                    }
                }
            }
        }
    }

    @Test func `what no order meets is never told`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    let hook = try await desk.hook(to: receiver, filter: "EntityId ne 14202")
                    _ = try await desk.hook(to: other)
                    let before = try #require(try await desk.server.stored(hook)).lastSequence
                    let order = try await desk.server.make()
                    try await desk.withCourier {
                        try await desk.until("the other is told") { other.calls.count == 1 }
                        try await desk.until("the event was looked at") {
                            try await desk.server.stored(hook)?.lastSequence == before + 1
                        }
                    }
                    #expect(other.events == [Event("order.created", order.id)])
                    #expect(receiver.connections == 0)
                    #expect(try await desk.deliveries(of: hook).isEmpty)
                }
            }
        }
    }

    @Test func `types and filter must both fit`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                _ = try await desk.hook(
                    to: receiver, types: ["order.updated"], filter: "Name eq 'b'")
                let order = try await desk.server.make(#""Name": "b""#)
                for name in ["a", "b", "c"] { try await desk.rename(order, name) }
                try await desk.withCourier {
                    try await desk.until("one is told") { !receiver.calls.isEmpty }
                    let last = try await desk.server.make(#""Name": "a""#)
                    try await desk.rename(last, "b")
                    try await desk.until("the last is told") {
                        receiver.events.last == Event("order.updated", last.id)
                    }
                }
                let version = try receiver.call(0).json["data"]?["order"]?["Version"]
                #expect(version == .number("3"))
                #expect(receiver.calls.count == 2)
            }
        }
    }
}
