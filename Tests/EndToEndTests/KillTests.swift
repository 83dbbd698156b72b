import AsyncHTTPClient
import DocketJSON
import DocketSQLite
import DocketStore
import DocketTestKit
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// Kills the server at random instants while it takes orders, and looks at what is there after.
///
/// `DOCKET_KILL_CYCLES` sets how often; 50 where it is not set.
@Suite struct KillTests {
    private static let cycles =
        ProcessInfo.processInfo.environment["DOCKET_KILL_CYCLES"].flatMap { Int($0) } ?? 50
    private static let writers = 8
    private static let company = "/v1/Companies(14146)"

    @Test(.timeLimit(.minutes(60)))
    func `after any kill every acknowledged order is there once and whole`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("docket.db")
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(state: seed)
        var acknowledged = 0
        var stored = 0
        var server = try await ServerProcess(database: path)
        for cycle in 0..<Self.cycles {
            let delay = Int.random(in: 20...200, using: &random)
            let history = await Self.write(cycle, to: server, killingAfter: delay)
            #expect(await server.wait() == -SIGKILL)
            server = try await ServerProcess(database: path)
            let shown = try await Self.orders(behind: stored, of: server)
            let faults = history.faults(shown)
            #expect(faults.isEmpty, "seed \(seed), cycle \(cycle): \(faults.prefix(5))")
            stored += shown.count
            acknowledged += history.created.count
        }
        server.signal(SIGTERM)
        #expect(await server.wait() == 0)
        #expect(acknowledged > Self.cycles, "the writers hardly wrote: \(acknowledged)")
        #expect(try await Self.integrity(of: path) == "ok")
    }

    /// Lets the writers loose and kills the server after `milliseconds`.
    private static func write(
        _ cycle: Int, to server: ServerProcess, killingAfter milliseconds: Int
    ) async -> KillHistory {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let history = await withTaskGroup(of: KillHistory.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    await self.writer("\(cycle)-\(writer)", client, server.address)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                server.signal(SIGKILL)
                return KillHistory()
            }
            var all = KillHistory()
            for await one in group { all.merge(one) }
            return all
        }
        try? await client.shutdown()
        return history
    }

    /// One writer: creates orders, and processes every other one, until the server is gone.
    private static func writer(
        _ name: String, _ client: HTTPClient, _ address: String
    ) async -> KillHistory {
        var history = KillHistory()
        for number in 0..<100_000 {
            let orderName = "\(name)-\(number)"
            history.sent.insert(orderName)
            guard
                let order = try? await post(
                    client, "\(address)\(company)/OrderFull", body(orderName)),
                let id = order["Id"]?.text
            else { return history }
            history.created[id] = orderName
            guard number % 2 == 0 else { continue }
            let process = "\(address)\(company)/Orders(\(id))/Process"
            let answer = try? await post(client, process, #"{"OrderId":"\#(id)"}"#)
            guard answer != nil else { return history }
            history.processed.insert(id)
        }
        return history
    }

    private static func body(_ name: String) -> String {
        let item = #"{"ItemTypeId":2,"ItemStatusId":9,"SKU":"00001","Quantity":1}"#
        return """
            {"Name":"\(name)","OrderTypeId":1,"EntityId":14202,"State":"Pending",\
            "BillingCustomerId":"659c2a38-d083-4421-9330-46d779702f85",\
            "Items":[\(item),\(item),\(item)]}
            """
    }

    /// The answer's document, where it is a 201 that was read to its end.
    private static func post(
        _ client: HTTPClient, _ url: String, _ body: String
    ) async throws -> JSONValue? {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer sandbox-token")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await client.execute(request, timeout: .seconds(10))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        guard response.status == .created else { return nil }
        return try JSONValue(Array(bytes.readableBytesView))
    }

    /// The orders that came after the first `count`.
    private static func orders(
        behind count: Int, of server: ServerProcess
    ) async throws -> [KillHistory.Shown] {
        var request = HTTPClientRequest(
            url: "\(server.address)\(company)/OrderFull?%24skip=\(count)")
        request.headers.add(name: "Authorization", value: "Bearer sandbox-token")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 256 << 20)
        let list = try JSONValue(Array(bytes.readableBytesView))
        return (list.elements ?? []).map { KillHistory.Shown($0) }
    }

    private static func integrity(of path: String) async throws -> String {
        let database = try SQLiteDatabase(path: path)
        let verdict = try await database.read { connection in
            try connection.first("PRAGMA integrity_check") { (row) throws(SQLError) in
                row.string(0) ?? ""
            }
        }
        await database.close()
        return verdict ?? ""
    }
}

/// A small generator that a seed repeats (Steele, Lea and Flood, "Fast Splittable Pseudorandom
/// Number Generators").
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
