import DocketCore
import DocketService
import DocketStore
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// Couriers of many servers on one database.
@Suite(.timeLimit(.minutes(30))) struct CourierLeaseTests {
    /// Leases a company's deliveries as another server does, which is never heard of again.
    ///
    /// - Returns: when the lease ends by itself.
    private static func leaseElsewhere(
        _ desk: CourierDesk, seconds: Int64
    ) async throws -> Timestamp {
        let company = try TestServer.hookCompany()
        let end = Shared(Timestamp(microseconds: 0))
        try await desk.until("the lease is free") {
            // Whatever was leased has ended by then.
            desk.advance(seconds: 60)
            let now = desk.services.clock.now()
            end.change { $0 = now.adding(seconds: seconds) }
            let until = end.value
            return try await desk.server.database.write(of: company) { connection in
                try SystemStore(connection).lease(.deliver, of: company, at: now, until: until)
            }
        }
        return end.value
    }

    private static func leasedUntil(_ desk: CourierDesk) async throws -> Timestamp {
        let company = try TestServer.hookCompany()
        let microseconds = try await desk.server.database.count(
            """
            SELECT leased_until FROM leases
            WHERE company_id = \(company) AND task = \(BackgroundTask.deliver.rawValue)
            """)
        return Timestamp(microseconds: microseconds)
    }

    @Test func `two couriers on one database deliver each event once`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    _ = try await desk.hook(to: receiver)
                    _ = try await desk.hook(to: other)
                    try await desk.withCourier {
                        try await desk.withCourier {
                            for _ in 0..<10 {
                                let order = try await desk.server.make()
                                try await desk.rename(order, "b")
                            }
                            try await desk.until("all is told") {
                                receiver.calls.count >= 20 && other.calls.count >= 20
                            }
                        }
                        let last = try await desk.server.make()
                        try await desk.until("the last is told") {
                            receiver.calls.last?.orderID == last.id
                                && other.calls.last?.orderID == last.id
                        }
                    }
                    for calls in [receiver.calls, other.calls] {
                        #expect(calls.count == 21)
                        #expect(Set(calls.map(\.id)).count == 21)
                        #expect(Set(calls.map(\.event)).count == 21)
                    }
                }
            }
        }
    }

    @Test func `a courier that is started later delivers what was written before`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let hook = try await desk.hook(to: receiver)
                for _ in 0..<130 { _ = try await desk.server.make() }
                try await desk.withCourier {
                    try await desk.until("all is told") { receiver.calls.count >= 130 }
                }
                try await desk.until("all is noted") {
                    try await desk.deliveries(of: hook).allSatisfy { $0.state == "Delivered" }
                }
                #expect(Set(receiver.calls.map(\.orderID)).count == 130)
                #expect(receiver.calls.count == 130)
            }
        }
    }

    @Test func `a courier goes on where another has stopped`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                receiver.answers(.status(500))
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    _ = try await desk.delivery(of: hook, when: "it has failed") {
                        $0.tries > 0
                    }
                }
                // Given back: nobody has to wait until the lease ends by itself.
                #expect(try await Self.leasedUntil(desk) == Timestamp(microseconds: 0))
                receiver.answers(.status(200))
                desk.advance(seconds: 400)
                try await desk.withCourier {
                    _ = try await desk.delivery(of: hook, when: "it is taken") {
                        $0.state == "Delivered"
                    }
                }
                #expect(Set(receiver.calls.map(\.id)).count == 1)
            }
        }
    }

    @Test func `what another server has leased is left to it until the lease ends`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    _ = try await desk.hook(to: receiver)
                    _ = try await desk.hook(to: other, of: 1)
                    let end = try await Self.leaseElsewhere(desk, seconds: 100_000)
                    _ = try await desk.server.make()
                    _ = try await desk.server.send(
                        .post, "/v1/Companies(1)/Orders",
                        body: #"{"EntityId": 8, "OrderTypeId": 1}"#)
                    try await desk.withCourier {
                        try await desk.until("the other company is told") {
                            !other.calls.isEmpty
                        }
                        #expect(receiver.connections == 0)
                        #expect(try await Self.leasedUntil(desk) == end)
                        desk.advance(seconds: 100_001)
                        try await desk.until("it is told") { receiver.calls.count == 1 }
                    }
                }
            }
        }
    }

    @Test func `a courier that stops gives back no lease that is another's by now`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                _ = try await desk.hook(to: receiver)
                let end = Shared(Timestamp(microseconds: 0))
                try await desk.withCourier {
                    _ = try await desk.server.make()
                    try await desk.until("it is told") { receiver.calls.count == 1 }
                    let until = try await Self.leaseElsewhere(desk, seconds: 100_000)
                    end.change { $0 = until }
                }
                #expect(try await Self.leasedUntil(desk) == end.value)
            }
        }
    }

    /// All of them are told while their lease is due to be renewed.
    @Test func `webhooks of a company that renew its lease at once go on`() async throws {
        try await CourierDesk.run { desk in
            try await desk.withCourier {
                try await WebhookReceiver.run { first in
                    try await WebhookReceiver.run { second in
                        try await WebhookReceiver.run { third in
                            let receivers = [first, second, third]
                            for receiver in receivers { _ = try await desk.hook(to: receiver) }
                            for round in 1...3 {
                                try await Self.renewAtOnce(desk, receivers, round: round)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func renewAtOnce(
        _ desk: CourierDesk, _ receivers: [WebhookReceiver], round: Int
    ) async throws {
        let gate = Gate()
        for receiver in receivers { receiver.answers(.held(gate)) }
        _ = try await desk.server.make()
        try await desk.until("all are called") {
            receivers.allSatisfy { $0.calls.count == round * 2 - 1 }
        }
        // Less than a lease, and more than may be left of it.
        desk.advance(seconds: 20)
        gate.open()
        try await desk.until("all have answered") { receivers.allSatisfy(\.open.isEmpty) }
        _ = try await desk.server.make()
        // As long as the clock stands still no lease ends by itself.
        let (start, ahead) = (ContinuousClock.now, desk.services.clock.secondsAhead)
        var isTold = false
        while !isTold, ContinuousClock.now < start + .seconds(60) {
            let passed = (ContinuousClock.now - start).components.seconds
            desk.services.clock.set(secondsAhead: ahead - passed)
            try await Task.sleep(for: .milliseconds(10))
            isTold = receivers.allSatisfy { $0.calls.count == round * 2 }
        }
        desk.services.clock.set(secondsAhead: ahead)
        try #require(isTold, "round \(round): somebody holds the lease and does nothing")
    }
}
