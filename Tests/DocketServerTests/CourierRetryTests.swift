import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// What becomes of a delivery that is not taken.
@Suite(.timeLimit(.minutes(30))) struct CourierRetryTests {
    @Test(arguments: [500, 503, 429, 404, 400, 304])
    func `what is not taken is sent again: the same id, a new time`(status: Int) async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                receiver.answers { .status($0.number == 0 ? status : 204) }
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    let failed = try await desk.delivery(of: hook, when: "it was tried") {
                        $0.tries > 0
                    }
                    // Otherwise so slow that it was sent again meanwhile.
                    if failed.tries == 1 {
                        #expect(failed.state == "Waiting")
                        #expect(failed.status == status)
                        #expect((5...5.5).contains(failed.pause ?? 0))
                    }
                    desk.advance(seconds: 10)
                    let taken = try await desk.delivery(of: hook, when: "it is taken") {
                        $0.state == "Delivered"
                    }
                    #expect(taken.tries == 2)
                    #expect(taken.status == 204)
                    #expect(taken.error == nil)
                }
                #expect(receiver.calls.count == 2)
                let (first, second) = (try receiver.call(0), try receiver.call(1))
                #expect(first.id == second.id)
                #expect(first.bytes == second.bytes)
                #expect(second.seconds >= first.seconds + 5)
                #expect(receiver.calls.allSatisfy { $0.isSigned(by: [hook.secret]) })
            }
        }
    }

    @Test func `a delivery is parked after ten tries, and sent again when a client asks`()
        async throws
    {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                // Longer than the test takes, shorter than the clock is moved.
                receiver.answers(.status(500, ["Retry-After": "80000"]))
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    for tries in 1...10 {
                        let row = try await desk.delivery(of: hook, when: "try \(tries)") {
                            $0.tries == tries
                        }
                        #expect(row.state == (tries < 10 ? "Waiting" : "Parked"))
                        #expect((row.next == nil) == (tries == 10))
                        // More than any pause.
                        desk.advance(seconds: 100_000)
                    }
                    // Whoever is told of the next event would have been sent the parked one, too.
                    receiver.answers(.status(200))
                    let next = try await desk.server.make()
                    try await desk.until("the next is told") {
                        receiver.calls.last?.orderID == next.id
                    }
                    #expect(receiver.calls.count == 11)
                    let id = try receiver.call(0).id
                    let resent = try await desk.server.send(
                        .post, "\(hook.deliveries)(\(id))/Resend")
                    #expect(resent.status == 202)
                    let row = try await desk.delivery(of: hook, when: "it is taken") {
                        $0.id == id && $0.state == "Delivered"
                    }
                    #expect(row.tries == 1)
                }
                #expect(receiver.calls.count == 12)
                #expect(try Set(receiver.calls.prefix(10).map(\.id)) == [receiver.call(11).id])
                #expect(try receiver.call(11).bytes == receiver.call(0).bytes)
            }
        }
    }

    @Test func `what was delivered is sent again when a client asks`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let hook = try await desk.hook(to: receiver)
                let order = try await desk.server.make()
                try await desk.withCourier {
                    let row = try await desk.delivery(of: hook, when: "it is taken") {
                        $0.state == "Delivered"
                    }
                    try await desk.rename(order, "b")
                    try await desk.until("the next is told") { receiver.calls.count == 2 }
                    _ = try await desk.server.send(
                        .post, "\(hook.deliveries)(\(row.id))/Resend")
                    try await desk.until("it is told again") { receiver.calls.count == 3 }
                }
                // The order as it was then, whatever has become of it.
                #expect(try receiver.call(2).id == receiver.call(0).id)
                #expect(try receiver.call(2).bytes == receiver.call(0).bytes)
            }
        }
    }

    @Test(arguments: [429, 503, 400])
    func `the receiver says in seconds when it wants to be called again`(
        status: Int
    ) async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                receiver.answers(.status(status, ["Retry-After": "1000"]))
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    let row = try await desk.delivery(of: hook, when: "it has failed") {
                        $0.tries == 1
                    }
                    #expect(row.pause == 1000)
                    receiver.answers(.status(200))
                    desk.advance(seconds: 1001)
                    _ = try await desk.delivery(of: hook, when: "it is taken") {
                        $0.state == "Delivered" && $0.tries == 2
                    }
                }
            }
        }
    }

    @Test func `the receiver says by a date when it wants to be called again`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                let date = desk.services.clock.now().adding(hours: 2)
                receiver.answers(.status(503, ["Retry-After": Self.httpDate(date)]))
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    let row = try await desk.delivery(of: hook, when: "it has failed") {
                        $0.tries == 1
                    }
                    let next = try #require(row.next)
                    // The date has whole seconds, and so have the seconds up to it.
                    #expect(next > date.adding(seconds: -2))
                    #expect(next < date.adding(hours: 1))
                    receiver.answers(.status(200))
                    desk.advance(seconds: 3 * 3600)
                    _ = try await desk.delivery(of: hook, when: "it is taken") {
                        $0.state == "Delivered"
                    }
                }
            }
        }
    }

    @Test(
        arguments: [
            ("99999999", 86_400...86_400), ("-5", 5...5.5), ("0", 5...5.5), ("soon", 5...5.5),
            ("", 5...5.5), ("1.5", 5...5.5), ("Sun, 06 Nov 1994 08:49:37 GMT", 5...5.5),
        ] as [(String, ClosedRange<Double>)])
    func `what is no use as Retry-After does no harm`(
        field: String, pauses: ClosedRange<Double>
    ) async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                receiver.answers(.status(503, ["Retry-After": field]))
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    let row = try await desk.delivery(of: hook, when: "it has failed") {
                        $0.tries > 0
                    }
                    // Otherwise so slow that it was sent again meanwhile.
                    if row.tries == 1 { #expect(pauses.contains(row.pause ?? 0)) }
                }
            }
        }
    }

    @Test func `a receiver that asks to be spared is spared other events, too`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    receiver.answers(.status(429, ["Retry-After": "1000"]))
                    let hook = try await desk.hook(to: receiver)
                    _ = try await desk.hook(to: other)
                    try await desk.withCourier {
                        _ = try await desk.server.make()
                        _ = try await desk.delivery(of: hook, when: "it has failed") {
                            $0.tries == 1
                        }
                        _ = try await desk.server.make()
                        try await desk.until("the other is told") { other.calls.count == 2 }
                        #expect(receiver.calls.count == 1)
                        receiver.answers(.status(200))
                        desk.advance(seconds: 1001)
                        try await desk.until("both are told") {
                            Set(receiver.calls.map(\.id)).count == 2
                        }
                    }
                }
            }
        }
    }

    @Test func `a receiver that is gone disables its webhook, which says why`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { other in
                    receiver.answers(.status(410))
                    let hook = try await desk.hook(to: receiver)
                    _ = try await desk.hook(to: other)
                    try await desk.withCourier {
                        _ = try await desk.server.make()
                        let row = try await desk.delivery(of: hook, when: "it has failed") {
                            $0.tries == 1
                        }
                        #expect(row.state == "Parked")
                        #expect(row.status == 410)
                        let read = try await desk.server.send(.get, hook.path)
                        #expect(read["Disabled"] == .boolean(true))
                        #expect(read["DisabledReason"]?.text?.contains("410") == true)
                        _ = try await desk.server.make()
                        try await desk.until("the other is told") { other.calls.count == 2 }
                    }
                    #expect(receiver.calls.count == 1)
                }
            }
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is not followed`(status: Int) async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                try await WebhookReceiver.run { target in
                    receiver.answers(.status(status, ["Location": target.url]))
                    let hook = try await desk.hook(to: receiver)
                    _ = try await desk.server.make()
                    try await desk.withCourier {
                        let row = try await desk.delivery(of: hook, when: "it has failed") {
                            $0.tries > 0
                        }
                        #expect(row.state == "Waiting")
                        #expect(row.status == status)
                    }
                    #expect(target.connections == 0)
                }
            }
        }
    }

    private static func httpDate(_ time: Timestamp) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(
            from: Date(timeIntervalSince1970: Double(time.microseconds / 1_000_000)))
    }
}
