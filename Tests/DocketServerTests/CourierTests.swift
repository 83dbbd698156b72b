import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// What webhooks are told, and in which order.
@Suite(.timeLimit(.minutes(30))) struct CourierTests {
    private typealias Event = WebhookReceiver.Event

    @Test func `an event is delivered with its order as it was then`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let hook = try await desk.hook(to: receiver)
                let order = try await desk.server.make(#""Name": "a""#, items: [""])
                try await desk.rename(order, "b")
                try await desk.server.perform("Process", on: order)
                try await desk.withCourier {
                    try await desk.until("all is delivered") { receiver.calls.count == 3 }
                }
                let events = try await desk.server.send(.get, "\(order.path)/Events").json
                #expect(events.elements?.count == 3)
                for (place, call) in receiver.calls.enumerated() {
                    let event = try #require(events[place])
                    #expect(call.json.members?.map(\.name) == ["type", "timestamp", "data"])
                    #expect(call.json["type"] == event["Type"])
                    #expect(call.json["timestamp"] == event["At"])
                    let data = try #require(call.json["data"])
                    #expect(data.members?.map(\.name) == ["event", "order"])
                    #expect(data["event"] == event)
                    let then = try await desk.server.send(
                        .get, "\(order.fullPath)?asOf=\(place + 1)")
                    #expect(data["order"] == then.json)
                }
                let types = ["order.created", "order.updated", "order.processed"]
                #expect(receiver.calls.map(\.type) == types)
                #expect(try await desk.deliveries(of: hook).count == 3)
            }
        }
    }

    @Test func `a delivery is a signed POST of JSON`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    try await desk.until("it is delivered") { !receiver.calls.isEmpty }
                }
                let call = try #require(receiver.calls.first)
                #expect(call.line == "POST /hook?x=1")
                #expect(call.fields["content-type"] == "application/json")
                #expect(call.fields["host"] == "127.0.0.1:\(receiver.port)")
                #expect(call.fields["authorization"] == nil)
                let row = try #require(try await desk.deliveries(of: hook).first)
                #expect(call.id == row.id)
                #expect(call.isSigned(by: [hook.secret]))
                #expect(row.state == "Delivered")
                #expect(row.tries == 1)
                #expect(row.status == 200)
                #expect(row.error == nil)
                #expect(row.next == nil)
                #expect(row.last != nil)
            }
        }
    }

    @Test func `a new secret signs beside the old one for a day, then alone`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let hook = try await desk.hook(to: receiver)
                let rotated = try await desk.server.send(.post, "\(hook.path)/RotateSecret")
                let next = rotated["Secret"]?.text ?? ""
                try await desk.withCourier {
                    _ = try await desk.server.make()
                    try await desk.until("it is delivered") { receiver.calls.count == 1 }
                    desk.advance(seconds: 24 * 3600 + 1)
                    _ = try await desk.server.make()
                    try await desk.until("the next is delivered") { receiver.calls.count == 2 }
                }
                #expect(try receiver.call(0).isSigned(by: [next, hook.secret]))
                #expect(try receiver.call(1).isSigned(by: [next]))
            }
        }
    }

    @Test func `a test has neither event nor order`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                // Whatever it wants to be told of otherwise.
                let hook = try await desk.hook(
                    to: receiver, types: ["order.shipped"], filter: "EntityId eq 1")
                let made = try await desk.server.send(.post, "\(hook.path)/Test")
                try await desk.withCourier {
                    try await desk.until("it is delivered") { !receiver.calls.isEmpty }
                }
                let call = try #require(receiver.calls.first)
                #expect(call.id == made.id)
                #expect(call.isSigned(by: [hook.secret]))
                #expect(call.type == "webhook.test")
                #expect(call.json["timestamp"] == made["CreatedAt"])
                #expect(call.json["data"]?["event"] == .null)
                #expect(call.json["data"]?["order"] == .null)
            }
        }
    }

    @Test func `only the event types that were asked for are told`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                _ = try await desk.hook(
                    to: receiver, types: ["order.processed", "order.cancelled"])
                let orders = [
                    try await desk.server.make(items: [""]),
                    try await desk.server.make(items: [""]),
                ]
                for order in orders {
                    try await desk.rename(order, "b")
                    try await desk.server.perform("Process", on: order)
                }
                try await desk.withCourier {
                    try await desk.until("both are told") { receiver.calls.count >= 2 }
                    let last = try await desk.server.make(items: [""])
                    try await desk.server.perform("Process", on: last)
                    try await desk.until("the last is told") { receiver.calls.count >= 3 }
                }
                #expect(receiver.calls.allSatisfy { $0.type == "order.processed" })
                #expect(Set(receiver.calls.map(\.orderID)).count == 3)
            }
        }
    }

    @Test func `a webhook is told of what happens after it was made`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let before = try await desk.server.make()
                _ = try await desk.hook(to: receiver)
                let after = try await desk.server.make()
                try await desk.rename(before, "b")
                try await desk.withCourier {
                    try await desk.until("both are told") { receiver.calls.count >= 2 }
                }
                #expect(
                    Set(receiver.events) == [
                        Event("order.created", after.id), Event("order.updated", before.id),
                    ])
                #expect(receiver.calls.count == 2)
            }
        }
    }

    @Test func `a webhook is told of its own company's events only`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    _ = try await desk.hook(to: receiver)
                    _ = try await desk.hook(to: other, of: 1)
                    let mine = try await desk.server.make()
                    let theirs = try await desk.server.send(
                        .post, "/v1/Companies(1)/Orders",
                        body: #"{"EntityId": 8, "OrderTypeId": 1}"#)
                    #expect(theirs.status == 201)
                    try await desk.withCourier {
                        try await desk.until("both are told") {
                            !receiver.calls.isEmpty && !other.calls.isEmpty
                        }
                    }
                    #expect(receiver.events == [Event("order.created", mine.id)])
                    #expect(other.events == [Event("order.created", theirs.id)])
                }
            }
        }
    }

    @Test func `an event that is not taken holds back its own order's next, and no other`()
        async throws
    {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let hook = try await desk.hook(to: receiver)
                let stuck = try await desk.server.make()
                let free = try await desk.server.make()
                receiver.answers { .status($0.orderID == stuck.id ? 400 : 200) }
                try await desk.rename(stuck, "b")
                try await desk.rename(free, "b")
                let others = [
                    Event("order.created", free.id), Event("order.updated", free.id),
                ]
                try await desk.withCourier {
                    try await desk.until("the other order is told of") {
                        receiver.events.filter { others.contains($0) } == others
                    }
                    _ = try await desk.delivery(of: hook, when: "the first has failed") {
                        $0.tries > 0 && $0.state == "Waiting"
                    }
                    #expect(!receiver.events.contains(Event("order.updated", stuck.id)))
                    receiver.answers(.status(200))
                    desk.advance(seconds: 400)
                    try await desk.until("all is told") {
                        receiver.events.last == Event("order.updated", stuck.id)
                    }
                }
                let told = receiver.events.filter { $0.description.hasSuffix(stuck.id) }
                #expect(
                    told.dropLast().allSatisfy { $0 == Event("order.created", stuck.id) })
                #expect(told.count >= 3)
            }
        }
    }

    @Test func `an order's events come in their order, many orders at once`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                _ = try await desk.hook(to: receiver)
                var versions: [String: [Int]] = [:]
                try await desk.withCourier {
                    for _ in 0..<6 {
                        let order = try await desk.server.make()
                        for name in ["b", "c", "d"] { try await desk.rename(order, name) }
                        versions[order.id] = [1, 2, 3, 4]
                    }
                    try await desk.until("all is told") { receiver.calls.count >= 24 }
                }
                var told: [String: [Int]] = [:]
                for call in receiver.calls {
                    let version = call.json["data"]?["event"]?["Version"]?.numberText ?? ""
                    told[call.orderID, default: []].append(Int(version) ?? 0)
                }
                #expect(told == versions)
            }
        }
    }
}

extension WebhookReceiver.Call {
    /// Whether it has a right signature of each secret, and no other.
    func isSigned(by secrets: [String]) -> Bool {
        let signatures = secrets.map { secret in
            WebhookSignature.sign(
                id, at: seconds, body: bytes, by: Base64.decode(secret.dropFirst(6)) ?? [])
        }
        return fields["webhook-signature"] == signatures.joined(separator: " ")
    }
}
