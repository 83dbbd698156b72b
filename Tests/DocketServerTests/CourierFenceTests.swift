import DocketCore
import DocketTestKit
import HTTPTypes
import Testing

/// Whom a courier calls, and who waits for whom.
@Suite(.timeLimit(.minutes(30))) struct CourierFenceTests {
    @Test func `an address that is not allowed is not called`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier(allowing: []) {
                    let row = try await desk.delivery(of: hook, when: "it has failed") {
                        $0.tries > 0
                    }
                    #expect(row.state == "Waiting")
                    #expect(row.status == nil)
                    #expect(row.error == "the host has no address of the public internet")
                    #expect(row.next != nil)
                }
                #expect(receiver.connections == 0)
                // It is delivered once the operator allows it.
                desk.advance(seconds: 400)
                try await desk.withCourier {
                    try await desk.until("it is delivered") { receiver.calls.count == 1 }
                }
            }
        }
    }

    @Test func `nobody there is told by name`() async throws {
        try await CourierDesk.run { desk in
            let hook = try await Self.hookToNobody(desk)
            _ = try await desk.server.make()
            try await desk.withCourier {
                let row = try await desk.delivery(of: hook, when: "it has failed") {
                    $0.tries > 0
                }
                #expect(row.state == "Waiting")
                #expect(row.status == nil)
                #expect(row.error == "the connection was refused")
            }
        }
    }

    /// A webhook to a receiver that has just ended.
    private static func hookToNobody(_ desk: CourierDesk) async throws -> Hook {
        let made = Shared<Hook?>(nil)
        try await WebhookReceiver.run { receiver in
            let hook = try await desk.hook(to: receiver)
            made.change { $0 = hook }
        }
        return try #require(made.value)
    }

    @Test func `a disabled webhook is told nothing, and later only of what is new`()
        async throws
    {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    let hook = try await desk.hook(to: receiver, isDisabled: true)
                    _ = try await desk.hook(to: other)
                    try await desk.withCourier {
                        _ = try await desk.server.make()
                        try await desk.until("the other is told") { other.calls.count == 1 }
                        #expect(receiver.connections == 0)
                        try await desk.replace(hook, to: receiver)
                        let order = try await desk.server.make()
                        try await desk.until("it is told") { !receiver.calls.isEmpty }
                        #expect(receiver.calls.map(\.orderID) == [order.id])
                    }
                }
            }
        }
    }

    @Test func `a webhook that is deleted is told nothing more`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    receiver.answers(.status(500, ["Retry-After": "1000"]))
                    let hook = try await desk.hook(to: receiver)
                    _ = try await desk.hook(to: other)
                    try await desk.withCourier {
                        _ = try await desk.server.make()
                        _ = try await desk.delivery(of: hook, when: "it has failed") {
                            $0.tries == 1
                        }
                        let deleted = try await desk.server.send(.delete, hook.path)
                        #expect(deleted.status == 204)
                        let count = receiver.calls.count
                        desk.advance(seconds: 100_000)
                        _ = try await desk.server.make()
                        try await desk.until("the other is told") { other.calls.count == 2 }
                        #expect(receiver.calls.count == count)
                    }
                }
            }
        }
    }

    @Test func `a new address is called from the next delivery on`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { next in
                    receiver.answers(.status(500, ["Retry-After": "300"]))
                    let hook = try await desk.hook(to: receiver)
                    try await desk.withCourier {
                        _ = try await desk.server.make()
                        _ = try await desk.delivery(of: hook, when: "it has failed") {
                            $0.tries == 1
                        }
                        try await desk.replace(hook, to: next)
                        desk.advance(seconds: 400)
                        try await desk.until("it is told") { next.calls.count == 1 }
                    }
                    let ids = Set((receiver.calls + next.calls).map(\.id))
                    #expect(ids.count == 1)
                }
            }
        }
    }

    // MARK: - Receivers that misbehave

    @Test func `a receiver that never answers delays nobody else`() async throws {
        try await CourierDesk.run { desk in
            try await desk.withCourier {
                try await WebhookReceiver.run { silent in
                    try await WebhookReceiver.run { other in
                        silent.answers(.silence)
                        _ = try await desk.hook(to: silent)
                        _ = try await desk.hook(to: other)
                        // Told to the other from beginning to end while one call is under way;
                        // should that call end meanwhile, there is another one later.
                        try await desk.until("it is told while the silent one is called") {
                            let first = try await desk.server.make()
                            try await desk.until("it is called") { !silent.open.isEmpty }
                            let open = silent.open
                            let order = try await desk.server.make()
                            try await desk.until("the other is told") {
                                let told = Set(other.calls.map(\.orderID))
                                return told.isSuperset(of: [first.id, order.id])
                            }
                            return !silent.open.isDisjoint(with: open)
                        }
                    }
                }
            }
        }
    }

    @Test func `a receiver that never answers has failed, and says so`() async throws {
        try await CourierDesk.run { desk in
            try await desk.withCourier(callSeconds: 12) {
                try await WebhookReceiver.run { receiver in
                    receiver.answers(.silence)
                    let hook = try await desk.hook(to: receiver)
                    _ = try await desk.server.make()
                    let row = try await desk.delivery(of: hook, when: "it has failed") {
                        $0.tries > 0
                    }
                    #expect(row.state == "Waiting")
                    #expect(row.status == nil)
                    // A busy machine may not even come to connect.
                    let words = ["no answer within 12 s", "no connection within 4 s"]
                    #expect(words.contains(row.error ?? ""))
                }
            }
        }
    }

    @Test func `a receiver that resets is called again`() async throws {
        try await CourierDesk.run { desk in
            try await desk.withCourier {
                try await WebhookReceiver.run { receiver in
                    try await WebhookReceiver.run { other in
                        receiver.answers(.reset)
                        let hook = try await desk.hook(to: receiver)
                        _ = try await desk.hook(to: other)
                        _ = try await desk.server.make()
                        let row = try await desk.delivery(of: hook, when: "it has failed") {
                            $0.tries > 0
                        }
                        #expect(row.state == "Waiting")
                        #expect(row.status == nil)
                        let words = try #require(row.error)
                        #expect(!words.contains("errno"), "for people: \(words)")
                        try await desk.until("the other is told") { other.calls.count == 1 }
                        receiver.answers(.status(200))
                        desk.advance(seconds: 400)
                        _ = try await desk.delivery(of: hook, when: "it is taken") {
                            $0.state == "Delivered"
                        }
                        #expect(Set(receiver.calls.map(\.id)).count == 1)
                    }
                }
            }
        }
    }

    /// The status was in the head: what comes behind it, or does not, decides nothing.
    @Test(arguments: [true, false])
    func `an answer without an end is one`(pours: Bool) async throws {
        try await CourierDesk.run { desk in
            try await desk.withCourier {
                try await WebhookReceiver.run { receiver in
                    try await WebhookReceiver.run { other in
                        receiver.answers(pours ? .endless : .headOnly)
                        let hook = try await desk.hook(to: receiver)
                        _ = try await desk.hook(to: other)
                        for _ in 0..<3 { _ = try await desk.server.make() }
                        try await desk.until("all is taken") {
                            let rows = try await desk.deliveries(of: hook)
                            return rows.count == 3
                                && rows.allSatisfy { $0.state == "Delivered" && $0.status == 200 }
                        }
                        try await desk.until("the other is told") { other.calls.count == 3 }
                        try await desk.until("nobody listens any more") {
                            receiver.open.isEmpty
                        }
                        #expect(receiver.calls.count == 3)
                    }
                }
            }
        }
    }

    @Test func `five failures in a row spare the receiver, then one trial goes out`()
        async throws
    {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    receiver.answers(.status(500))
                    let hook = try await desk.hook(to: receiver)
                    _ = try await desk.hook(to: other)
                    for _ in 0..<5 { _ = try await desk.server.make() }
                    try await desk.withCourier {
                        try await desk.until("five have failed") {
                            let rows = try await desk.deliveries(of: hook)
                            return rows.filter { $0.tries > 0 }.count == 5
                                && receiver.open.isEmpty
                        }
                        let (gate, before) = (Gate(), receiver.calls.count)
                        receiver.answers(.held(gate))
                        desk.advance(seconds: 400)
                        try await desk.until("a trial goes out") {
                            receiver.calls.count > before
                        }
                        _ = try await desk.server.make()
                        try await desk.until("the other is told") { other.calls.count == 6 }
                        #expect(receiver.open.count <= 1)
                        gate.open()
                        try await desk.until("all is taken") {
                            let rows = try await desk.deliveries(of: hook)
                            return rows.count == 6 && rows.allSatisfy { $0.state == "Delivered" }
                        }
                    }
                    #expect(Set(receiver.calls.map(\.id)).count == 6)
                }
            }
        }
    }
}
