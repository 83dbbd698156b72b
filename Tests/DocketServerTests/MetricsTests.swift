import DocketCore
import DocketJSON
import DocketServer
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Metrics
import Testing

extension TestServer {
    /// Runs `body` with the server, and with a socket of it whose requests are counted with its
    /// own.
    fileprivate static func counted(
        limits: ServerLimits = .ofTests,
        _ body: @Sendable (TestServer, SocketServer) async throws -> Void
    ) async throws {
        try await run { server in
            try await SocketServer.run(
                on: server.services, limits: limits, metrics: server.metrics
            ) { socket in try await body(server, socket) }
        }
    }
}

/// What `/metrics` counts (docs/operating.md, "Metrics").
@Suite(.timeLimit(.minutes(30))) struct MetricsTests {
    private static let orders = "/v1/Companies(14146)/Orders"
    private static let pattern = "/v1/Companies({companyId})/Orders"
    private static let requests = "docket_http_requests_total"

    // MARK: - Requests

    @Test func `answers are counted by operation and class of status, with their times`()
        async throws
    {
        try await TestServer.counted { server, socket in
            for path in [Self.orders, "/V1/companies%2814146%29/orders/", Self.orders] {
                #expect(try await socket.send("GET", path).status == 200)
            }
            _ = try await socket.send("HEAD", Self.orders)
            _ = try await socket.send("GET", Self.orders, token: "wrong")
            _ = try await socket.send("POST", Self.orders, "{}")
            let get = ["route": Self.pattern, "method": "GET"]
            let figures = try await server.figures(when: "all are counted") { figures in
                figures.value("docket_http_request_duration_seconds_count", get) == 5
            }
            #expect(figures.value(Self.requests, get) == 5)
            #expect(figures.value(Self.requests, get.merging(["status": "2xx"]) { $1 }) == 4)
            #expect(figures.value(Self.requests, get.merging(["status": "4xx"]) { $1 }) == 1)
            #expect(figures.value(Self.requests, ["route": Self.pattern, "method": "POST"]) == 1)
            let sum = try #require(
                figures.value("docket_http_request_duration_seconds_sum", get))
            #expect((0..<300).contains(sum) && sum > 0)
            #expect(figures.value("docket_http_answers_total", ["code": "401"]) == 1)
            #expect(figures.value("docket_http_answers_total", ["code": "400"]) == 1)
            #expect(figures.value("docket_http_answers_total", ["code": "404"]) == 0)
        }
    }

    @Test func `what there is not shares one figure, whatever clients make up`() async throws {
        try await TestServer.counted { server, socket in
            for number in 0..<20 {
                _ = try await socket.send("GET", "/made-up-\(number)", token: nil)
                _ = try await socket.send(["LOCK", "MKCOL"][number % 2], Self.orders)
                _ = try await socket.send("GET", "\(Self.orders)(made-up-\(number))")
            }
            _ = try await socket.send("OPTIONS", Self.orders)
            let figures = try await server.figures(when: "all are counted") { figures in
                figures.value(Self.requests) == 61
            }
            #expect(figures.value(Self.requests, ["route": "unknown"]) == 41)
            let one = ["route": "\(Self.pattern)({orderId})", "status": "4xx"]
            #expect(figures.value(Self.requests, one) == 20)
            let counted = try #require(figures.families.first { $0.name == Self.requests })
            #expect(
                Set(counted.samples.map(\.labels["route"])) == ["unknown", one["route"]])
            #expect(Set(counted.samples.compactMap(\.labels["method"])) == ["any", "GET"])
        }
    }

    @Test func `bytes of bodies are counted both ways`() async throws {
        try await TestServer.counted { server, socket in
            let order = EndToEnd.order("counted")
            let made = try await socket.send("POST", "/v1/Companies(14146)/OrderFull", order)
            let head = try await socket.send("HEAD", Self.orders)
            #expect(head.body.isEmpty)
            let list = try await socket.send("GET", Self.orders)
            let figures = try await server.figures(when: "all are counted") { figures in
                figures.value("docket_http_answers_total") == 3
            }
            #expect(
                figures.value("docket_http_received_body_bytes_total")
                    == Double(order.utf8.count))
            #expect(
                figures.value("docket_http_sent_body_bytes_total")
                    == Double(made.body.count + list.body.count))
        }
    }

    @Test func `an answer that its client did not wait for is counted, and its time is not`()
        async throws
    {
        try await TestServer.counted { server, socket in
            try await OwnThread.run {
                _ = try EventReader(try RawConnection(port: socket.port))
            }
            // That the reader has gone is seen when the next event does not reach it.
            var figures = try await server.figures()
            while figures.value("docket_http_requests_aborted_total") == 0 {
                _ = try await server.make()
                figures = try await server.figures()
            }
            let events = ["route": "/v1/Companies({companyId})/Events"]
            #expect(figures.value(Self.requests, events) == 1)
            #expect(figures.value("docket_http_request_duration_seconds_count", events) ?? 0 == 0)
        }
    }

    @Test func `what is under way can be seen, and how much there may be`() async throws {
        var limits = ServerLimits.ofTests
        limits.inFlightMax = 7
        try await TestServer.counted(limits: limits) { server, socket in
            try await OwnThread.run {
                let connection = try RawConnection(port: socket.port)
                let reader = try EventReader(try RawConnection(port: socket.port))
                let size = 20_000
                connection.send(
                    "POST \(Self.orders) HTTP/1.1\r\nHost: docket\r\n"
                        + "Authorization: Bearer sandbox-token\r\n"
                        + "Content-Type: application/json\r\nContent-Length: \(size)\r\n"
                        + "Expect: 100-continue\r\n\r\n")
                #expect(try connection.mayContinue())
                let third = try RawConnection(port: socket.port)
                third.send(EndToEnd.request("GET", "/metrics"))
                let figures = try ScrapedFigures(try third.answer().text)
                #expect(figures.value("docket_http_connections") == 3)
                #expect(figures.value("docket_http_uploads") == 1)
                #expect(figures.value("docket_http_event_streams") == 1)
                #expect(figures.value("docket_http_requests_in_flight") == 2, "with this one")
                #expect(figures.value("docket_http_limit", ["of": "requests"]) == 7)
                withExtendedLifetime((connection, reader)) {}
            }
        }
    }

    @Test func `what is refused since there is too much to do is counted, and the figures are not`()
        async throws
    {
        var limits = ServerLimits.ofTests
        limits.inFlightMax = 1
        try await TestServer.counted(limits: limits) { server, socket in
            try await OwnThread.run {
                let first = try RawConnection(port: socket.port)
                first.send(
                    "POST \(Self.orders) HTTP/1.1\r\nHost: docket\r\n"
                        + "Authorization: Bearer sandbox-token\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 20000\r\n"
                        + "Expect: 100-continue\r\n\r\n")
                #expect(try first.mayContinue())
                let second = try RawConnection(port: socket.port)
                second.send(EndToEnd.request("GET", Self.orders))
                #expect(try second.answer().status == 503)
                second.send(EndToEnd.request("GET", "/metrics"))
                let figures = try ScrapedFigures(try second.answer().text)
                #expect(figures.value("docket_http_refused_total") == 1)
                let unread = ["route": "unread", "status": "5xx"]
                #expect(figures.value(Self.requests, unread) == 1)
                withExtendedLifetime(first) {}
            }
        }
    }

    // MARK: - What is behind

    @Test func `changes are counted by batch, with the connections and what waits for them`()
        async throws
    {
        try await TestServer.run { server in
            let before = try await server.figures()
            for _ in 0..<5 { _ = try await server.make() }
            let after = try await server.figures(when: "all are counted") { figures in
                (figures.value("docket_database_batch_writes_sum") ?? 0)
                    >= (before.value("docket_database_batch_writes_sum") ?? 0) + 5
                    && figures.value("docket_database_connections_busy", ["pool": "write"]) == 0
            }
            let count = after.value("docket_database_batch_writes_count")
            #expect(count == after.value("docket_database_batch_duration_seconds_count"))
            #expect(try #require(after.value("docket_database_batch_duration_seconds_sum")) > 0)
            for pool in ["write", "read"] {
                #expect(
                    try #require(
                        after.value(
                            "docket_database_connections", ["pool": pool])) >= 1)
            }
            #expect(after.value("docket_database_writes_waiting") == 0)
            #expect(after.value("docket_database_reads_waiting") == 0)
        }
    }

    @Test func `orders are counted by state, once a minute at most`() async throws {
        let orders = "docket_orders"
        let countedAt = "docket_orders_counted_timestamp_seconds"
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            _ = try await server.make()
            // A busy machine may have no count yet when the first scrape is answered.
            let first = try await server.figures(when: "they are counted") { figures in
                figures.value(orders) != nil
            }
            #expect(first.value(orders, ["state": "Created"]) == 2)
            #expect(first.value(orders, ["state": "Processed"]) == 0)
            let at = try #require(first.value(countedAt))
            let now = Double(server.services.clock.now().microseconds) / 1_000_000
            #expect(abs(now - at) < 600)
            try await server.perform("Process", on: order)
            #expect(try await server.figures().value(orders, ["state": "Created"]) == 2)
            try await server.advance(seconds: 6000)
            let second = try await server.figures(when: "they are counted again") { figures in
                figures.value(countedAt) != at
            }
            #expect(second.value(orders, ["state": "Created"]) == 1)
            #expect(second.value(orders, ["state": "Processed"]) == 1)
            #expect(try #require(second.value(countedAt)) >= at + 6000)
        }
    }

    @Test func `tokens and security events are counted`() async throws {
        try await TestServer.run { server in
            _ = try await server.token(scope: "orders.read")
            _ = try await server.signIn("sandbox@example.test")
            _ = try await server.send(.get, Self.orders, token: "wrong")
            let figures = try await server.figures()
            let given = "docket_tokens_given_total"
            #expect(figures.value(given, ["grant": "client_credentials"]) == 1)
            #expect(figures.value(given, ["grant": "password"]) == 1)
            #expect(figures.value(given, ["grant": "refresh_token"]) == 0)
            let events = "docket_security_events_total"
            #expect(figures.value(events, ["event": "token given"]) == 2)
            #expect(figures.value(events, ["event": "access token refused"]) == 1)
            #expect(figures.value(events, ["event": "sign-in refused"]) == 0)
        }
    }

    @Test func `deliveries are counted by what came of them`() async throws {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                receiver.answers { call in .status([200, 500, 410][min(call.number, 2)]) }
                _ = try await desk.hook(to: receiver)
                for _ in 0..<2 { _ = try await desk.server.make() }
                try await desk.withCourier {
                    try await desk.until("both are tried") { receiver.calls.count >= 2 }
                    desk.advance(seconds: 400)
                    try await desk.until("one is tried again") { receiver.calls.count >= 3 }
                }
            }
            let figures = try await desk.server.figures()
            let tries = "docket_webhook_deliveries_total"
            #expect(figures.value(tries, ["outcome": "taken"]) == 1)
            #expect(figures.value(tries, ["outcome": "refused"]) == 2)
            #expect(figures.value(tries, ["outcome": "failed"]) == 0)
            #expect(figures.value("docket_webhook_delivery_duration_seconds_count") == 3)
        }
    }

    #if os(Linux)
        @Test func `the process tells of itself`() async throws {
            try await TestServer.run { server in
                let figures = try await server.figures()
                let start = try #require(figures.value("process_start_time_seconds"))
                let age = Date.now.timeIntervalSince1970 - start
                #expect((0..<86_400).contains(age), "the test began less than a day ago")
                #expect(try #require(figures.value("process_cpu_seconds_total")) > 0)
                let resident = try #require(figures.value("process_resident_memory_bytes"))
                #expect(resident > 1_000_000)
                #expect(
                    try #require(figures.value("process_virtual_memory_bytes")) >= resident)
                let open = try #require(figures.value("process_open_fds"))
                #expect(open >= 3)
                #expect(try #require(figures.value("process_max_fds")) >= open)
            }
        }
    #endif
}
