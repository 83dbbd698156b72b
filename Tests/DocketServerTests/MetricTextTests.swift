import DocketServer
import DocketTestKit
import Foundation
import HTTPTypes
import Metrics
import Testing

/// The text of `/metrics`, and what any library may count (docs/operating.md, "Metrics").
@Suite struct MetricTextTests {
    @Test func `it is in Prometheus' text format, whatever form is asked for`() async throws {
        try await TestServer.run { server in
            let type = "text/plain; version=0.0.4; charset=utf-8"
            for accept in [
                "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
                "application/json", "*/*",
            ] {
                let reply = try await server.send(
                    .get, "/metrics?name=x", headers: ["Accept": accept], token: nil)
                #expect(reply.status == 200)
                #expect(reply.headers["Content-Type"] == type)
                let figures = try ScrapedFigures(reply.text)
                #expect(figures.families.allSatisfy { !$0.help.isEmpty })
                #expect(figures.families.map(\.name) == figures.families.map(\.name).sorted())
            }
        }
    }

    @Test func `names and labels of any characters are told apart and do no harm`() async throws {
        try await TestServer.run { server in
            let value = "a\\b \"c\"\nd é}{,=\u{1F600}"
            for (label, dimensions) in [
                ("9 lives.of-a_cat", [("der Näme", value), ("der Näme", "again")]),
                ("9 lives.of-a_cat", [("der Näme", "")]), ("", []),
            ] {
                Counter(label: label, dimensions: dimensions, factory: server.metrics)
                    .increment(by: 3)
            }
            let figures = try await server.figures()
            #expect(figures.value("_9_lives_of_a_cat", ["der_N_me": value]) == 3)
            #expect(figures.value("_9_lives_of_a_cat", ["der_N_me": ""]) == 3)
            #expect(figures.value("_") == 3)
        }
    }

    @Test func `every kind of figure that libraries know is kept`() async throws {
        try await TestServer.run { server in
            let factory = server.metrics
            let counter = Counter(label: "a_total", factory: factory)
            counter.increment(by: 2)
            counter.increment(by: -5)
            FloatingPointCounter(label: "b_total", factory: factory).increment(by: 0.25)
            Gauge(label: "c", factory: factory).record(-1.5)
            let meter = Meter(label: "d", factory: factory)
            meter.set(4)
            meter.decrement(by: 1.5)
            Recorder(label: "e", factory: factory).record(250)
            Metrics.Timer(label: "f_seconds", factory: factory).recordMilliseconds(20)
            let figures = try await server.figures()
            #expect(figures.value("a_total") == 2, "a counter only grows")
            #expect(figures.value("b_total") == 0.25)
            #expect(figures.value("c") == -1.5)
            #expect(figures.value("d") == 2.5)
            #expect(figures.value("e_bucket", ["le": "100"]) == 0)
            #expect(figures.value("e_bucket", ["le": "1000"]) == 1)
            #expect(figures.value("e_sum") == 250)
            #expect(figures.value("f_seconds_sum") == 0.02)
            #expect(figures.value("f_seconds_bucket", ["le": "0.01"]) == 0)
            #expect(figures.value("f_seconds_bucket", ["le": "0.025"]) == 1)
        }
    }

    @Test func `an amount belongs to the first bucket that is not smaller`() async throws {
        try await TestServer.run { server in
            let recorder = Recorder(label: "sizes", factory: server.metrics)
            for amount in [0.0, 1, 1.5, 10, 1e9, .infinity, .nan] { recorder.record(amount) }
            let figures = try await server.figures()
            #expect(figures.value("sizes_bucket", ["le": "1"]) == 2)
            #expect(figures.value("sizes_bucket", ["le": "10"]) == 4)
            #expect(figures.value("sizes_bucket", ["le": "1000000"]) == 4)
            #expect(figures.value("sizes_bucket", ["le": "+Inf"]) == 6)
            #expect(figures.value("sizes_count") == 6)
        }
    }

    @Test func `one name and one set of labels are one figure, from wherever it is counted`()
        async throws
    {
        try await TestServer.run { server in
            await withDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        let counter = Counter(label: "shared_total", factory: server.metrics)
                        let sum = FloatingPointCounter(label: "sum", factory: server.metrics)
                        for _ in 0..<1000 {
                            counter.increment()
                            sum.increment(by: 0.5)
                        }
                    }
                }
            }
            // By that name there is a counter already.
            Gauge(label: "shared_total", factory: server.metrics).record(7)
            let figures = try await server.figures()
            #expect(figures.value("shared_total") == 8000)
            #expect(figures.value("sum") == 4000)
            #expect(figures.value("docket_metrics_refused_total") == 1)
        }
    }

    @Test func `there are only so many figures, and what is beyond does no harm`() async throws {
        try await TestServer.run { server in
            let made = (0..<MetricsRegistry.samplesMax + 10).map { number in
                let dimensions = [("id", "\(number)")]
                return Counter(label: "endless", dimensions: dimensions, factory: server.metrics)
            }
            for counter in made { counter.increment() }
            let figures = try await server.figures()
            let kept = try #require(figures.value("endless"))
            #expect(kept < Double(MetricsRegistry.samplesMax))
            #expect(figures.value("docket_metrics_refused_total") == Double(made.count) - kept)
            // What is let go of makes room.
            made[0].destroy()
            Counter(label: "late", factory: server.metrics).increment()
            #expect(try await server.figures().value("late") == 1)
        }
    }

    // MARK: - The documents

    @Test func `the table of metrics is what the server has`() async throws {
        let page = try QueryDocument.repositoryText(of: "docs/operating.md")
        let section = page.components(separatedBy: "\n## Metrics\n").dropFirst().first
        let lines = (section ?? "").components(separatedBy: "\n").prefix { !$0.hasPrefix("## ") }
        let rows = lines.filter { $0.hasPrefix("| `docket_") || $0.hasPrefix("| `process_") }
            .map { line in
                line.components(separatedBy: "|").dropFirst().prefix(3).map { cell in
                    cell.filter { !"` ".contains($0) }
                }.joined(separator: " ")
            }
        let metrics = MetricCatalogue.all.map { metric in
            "\(metric.name) \(metric.kind.rawValue) \(metric.labels.joined(separator: ","))"
        }
        #expect(rows == metrics)
    }

    #if os(Linux)
        @Test func `every metric of the table is there, and no other of that name`() async throws {
            try await TestServer.run { server in
                let socket = try await SocketServer.figures(of: server)
                let names = socket.families.map { "\($0.name) \($0.kind)" }
                let known = MetricCatalogue.all.filter { metric in
                    // Of the program and of couriers, which there are none of here.
                    !metric.name.hasPrefix("docket_access_log")
                        && !metric.name.hasPrefix("docket_webhook")
                }
                #expect(names.sorted() == known.map { "\($0.name) \($0.kind.rawValue)" }.sorted())
            }
        }
    #endif

    @Test func `an operation's name in the figures is that of the documents`() async throws {
        try await TestServer.run { server in
            let names = server.routes.map(\.template)
            #expect(names.contains("/v1/Companies({companyId})/Orders({orderId})/Items({itemId})"))
            #expect(names.contains("/v1/oauth2/token"))
            for operation in server.routes {
                // One of several files or pages is counted with the others.
                guard !operation.template.contains("/{") else { continue }
                let plain = operation.template.replacing(/\{\w+\}/, with: "").lowercased()
                #expect(plain == "/" + operation.path)
                guard operation.path.hasPrefix("v1/companies") else { continue }
                for segment in operation.template.split(separator: "/").dropFirst() {
                    #expect(segment.first?.isLowercase == false, "\(operation.template)")
                    #expect(!segment.contains("{id}"), "\(operation.template)")
                }
            }
        }
    }
}

extension SocketServer {
    /// What a server tells of itself that has answered one request on a socket.
    fileprivate static func figures(of server: TestServer) async throws -> ScrapedFigures {
        let figures = Shared(try await server.figures())
        try await run(on: server.services, metrics: server.metrics) { socket in
            _ = try await socket.send("GET", "/health/live")
            let found = try await server.figures(when: "it is counted") { figures in
                figures.value("docket_http_requests_total", ["route": "/health/live"]) == 1
                    && figures.value("docket_orders") != nil
            }
            figures.change { $0 = found }
        }
        return figures.value
    }
}
