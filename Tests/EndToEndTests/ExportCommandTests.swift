import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// `docket export`, and orders in `docket import`.
@Suite(.timeLimit(.minutes(30))) struct ExportCommandTests {
    /// Two sandboxes: one with orders in several States, one without.
    private struct Pair {
        let folder: TemporaryFolder
        var full: String { "sqlite:\(folder.path("full.db"))" }
        var empty: String { "sqlite:\(folder.path("empty.db"))" }

        func export(_ noun: String, from url: String, _ options: String...) async throws
            -> ChildProcess.Outcome
        {
            try await DocketProcess.run(
                ["export", "--database", url, "--company", "14146", noun] + options)
        }

        func load(
            _ noun: String, _ name: String, _ options: String...
        ) async throws -> ChildProcess.Outcome {
            try await DocketProcess.run(
                ["import", "--database", empty, "--company", "14146", noun, folder.path(name)]
                    + options)
        }

        func write(_ text: String, to name: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
        }
    }

    private static func run(_ body: (Pair) async throws -> Void) async throws {
        let pair = Pair(folder: try TemporaryFolder())
        defer { pair.folder.remove() }
        for name in ["empty.db", "full.db"] {
            let server = try await ServerProcess(database: pair.folder.path(name))
            defer { server.signal(SIGKILL) }
            if name == "full.db" { try await fill(server) }
            server.signal(SIGTERM)
            _ = await server.wait()
        }
        try await body(pair)
    }

    private static func fill(_ server: ServerProcess) async throws {
        let path = "/v1/Companies(14146)/Orders"
        for name in ["one", "=two, \\\"2\\\"", "dré"] {
            let made = try await EndToEnd.send(
                to: server, "POST", "/v1/Companies(14146)/OrderFull", EndToEnd.order(name))
            let id = made.json["Id"]?.text ?? ""
            guard name != "one" else { continue }
            let processed = try await EndToEnd.send(
                to: server, "POST", "\(path)(\(id))/Process", #"{"OrderId": "\#(id)"}"#)
            #expect(processed.status == 201)
        }
    }

    @Test(arguments: ["ndjson", "csv"])
    func `orders come back with ids, states and times`(format: String) async throws {
        try await Self.run { pair in
            let file = pair.folder.path("orders.\(format)")
            let written = try await pair.export("orders", from: pair.full, "-o", file)
            #expect(written.standardOutput == "wrote 3 orders to \(file)\n")
            let stored = try await pair.load("orders", "orders.\(format)")
            #expect(stored.standardOutput == "stored 3 orders\n", "\(stored.standardError)")
            let before = try await pair.export("orders", from: pair.full).standardOutput
            let after = try await pair.export("orders", from: pair.empty).standardOutput
            // A Version counts the changes that this database has seen.
            #expect(after == before.replacing(#""Version":2"#, with: #""Version":1"#))
            let checked = try await DocketProcess.run(["check", "--database", pair.empty])
            #expect(checked.standardOutput.contains("3 orders, 3 events, 1 transfers: nothing"))
            let again = try await pair.load("orders", "orders.\(format)")
            #expect(again.exitCode == 1)
            #expect(again.standardOutput == "stored nothing, 3 bad lines\n")
        }
    }

    @Test func `one bad order and none is stored, unless it is to be gone on`() async throws {
        try await Self.run { pair in
            let good = try await pair.export("orders", from: pair.full).standardOutput
            let bad = """
                {"Id":"x","State":"Nowhere","CreatedDateUtc":"yesterday"}
                {"EntityId":14202,"OrderTypeId":1,"CreatedDateUtc":"2026-02-01T00:00:00Z",\
                "ModifiedDateUtc":"2026-01-01T00:00:00Z"}
                nonsense

                """
            try pair.write(good + bad, to: "mixed.ndjson")
            let refused = try await pair.load("orders", "mixed.ndjson")
            #expect(refused.exitCode == 1)
            #expect(refused.standardOutput == "stored nothing, 3 bad lines\n")
            for words in ["State must be one of", "Id must be a UUID", "must not be before"] {
                #expect(refused.standardError.contains(words))
            }
            #expect(try await pair.export("orders", from: pair.empty).standardOutput == "")
            let kept = try await pair.load("orders", "mixed.ndjson", "--keep-going")
            #expect(kept.exitCode == 1)
            #expect(kept.standardOutput == "stored 3 orders, 3 bad lines\n")
        }
    }

    @Test func `an order from elsewhere is given what it lacks`() async throws {
        try await Self.run { pair in
            try pair.write(
                """
                {"Id":"00000000-0000-0000-0000-000000000000","EntityId":999,"OrderTypeId":1,\
                "State":"Completed","CreatedDateUtc":"2020-01-02T03:04:05.123456Z"}

                """, to: "old.ndjson")
            let stored = try await pair.load("orders", "old.ndjson")
            #expect(stored.standardOutput == "stored 1 order\n", "\(stored.standardError)")
            let order = try await pair.export("orders", from: pair.empty).standardOutput
            #expect(order.contains(#""State":"Completed""#))
            #expect(order.contains(#""CreatedDateUtc":"2020-01-02T03:04:05.123Z""#))
            #expect(!order.contains(#""Id":"00000000-"#))
            let checked = try await DocketProcess.run(["check", "--database", pair.empty])
            #expect(checked.exitCode == 0, "\(checked.standardError)")
        }
    }

    @Test(arguments: ["customers", "locations", "employees"], ["ndjson", "csv"])
    func `the directory is exported as it is imported`(noun: String, format: String) async throws {
        try await Self.run { pair in
            let file = pair.folder.path("list.\(format)")
            let written = try await pair.export(noun, from: pair.full, "-o", file)
            #expect(written.exitCode == 0)
            let made = try await DocketProcess.run(
                ["company", "create", "--database", pair.empty, "--id", "7", "--name", "Alder"])
            try #require(made.exitCode == 0)
            let stored = try await DocketProcess.run(
                ["import", "--database", pair.empty, "--company", "7", noun, file])
            #expect(stored.exitCode == 0, "\(stored.standardError)")
        }
    }

    @Test func `a filter names the orders, and is refused where it is wrong`() async throws {
        try await Self.run { pair in
            let some = try await pair.export(
                "orders", from: pair.full, "--filter", "State eq 'Processed'")
            #expect(some.standardOutput.split(separator: "\n").count == 2)
            let wrong = try await pair.export("orders", from: pair.full, "--filter", "State eq")
            #expect(wrong.exitCode == 1)
            #expect(wrong.standardError.contains("the filter is wrong at"))
            let nobody = try await DocketProcess.run(
                ["export", "--database", pair.full, "--company", "99", "orders"])
            #expect(nobody.standardError.contains("there is no company 99"))
        }
    }
}
