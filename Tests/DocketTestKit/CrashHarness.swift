import DocketJSON
import DocketSQLite
import DocketStore
import Foundation

/// Starts the real server on one database again and again, lets clients write, kills it at a
/// random instant, and looks at what is left.
///
/// A class, since it owns the server that runs.
package final class CrashHarness {
    /// Clients that write at once.
    package static let clients = 8
    private static let company = "/v1/Companies(14146)"
    private static let customer = "659c2a38-d083-4421-9330-46d779702f85"

    /// What is known of all orders.
    package private(set) var history = CrashHistory()
    private let database: String
    private var random: SeededRandom
    private var server: ServerProcess
    private var orderCount = 0

    /// Starts the server on a new sandbox.
    package init(database: String, seed: UInt64) async throws {
        self.database = database
        random = SeededRandom(seed: seed)
        server = try await ServerProcess(database: database)
    }

    /// One cycle: clients write, the server is killed, comes back, and is looked at.
    ///
    /// - Returns: what is wrong.
    package func cycle(_ number: Int) async throws -> [String] {
        let seeds = (0..<Self.clients).map { _ in random.next() }
        let lifeMilliseconds = Int.random(in: 1...200, using: &random)
        let port = server.port
        let entries = try await withThrowingTaskGroup(of: [CrashHistory.Entry].self) { group in
            for (client, seed) in seeds.enumerated() {
                group.addTask {
                    do {
                        return try await RawConnection.talk(to: port) { connection throws in
                            Self.write(connection, as: "\(number)-\(client)", seed: seed)
                        }
                    } catch RawConnection.Failure.refused {
                        // The server was killed before this client came: it has sent nothing.
                        return []
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(lifeMilliseconds))
            server.signal(SIGKILL)
            return try await group.reduce(into: []) { $0 += $1 }
        }
        _ = await server.wait()
        history.add(entries)
        if Int.random(in: 0..<4, using: &random) == 0 { try await killWhileStarting() }
        server = try await ServerProcess(database: database)
        let isOfCycle: (String) -> Bool = { $0.hasPrefix("\(number)-") }
        let stored = try await list(skip: orderCount)
        let violations = history.violations(in: stored, of: isOfCycle)
        history.settle(by: stored, of: isOfCycle)
        orderCount += stored.count
        return violations + (try await damage())
    }

    /// Looks at all orders of all cycles, and stops the server.
    ///
    /// - Returns: what is wrong.
    package func finish() async throws -> [String] {
        let stored = try await list(skip: 0)
        server.signal(SIGTERM)
        let code = await server.wait()
        return history.violations(in: stored) + (code == 0 ? [] : ["it exited with \(code)"])
    }

    /// Stops the server at once.
    package func kill() { server.signal(SIGKILL) }

    /// Begins to start the server and kills it, ready or not.
    private func killWhileStarting() async throws {
        let process = Process()
        process.executableURL = DocketProcess.binary
        process.arguments = [
            "serve", "--sandbox", "--port", "0", "--database", "sqlite:\(database)",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...60, using: &random)))
        Foundation.kill(process.processIdentifier, SIGKILL)
        while process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
    }

    // MARK: - Looking

    private func list(skip: Int) async throws -> [CrashHistory.Stored] {
        let path = "\(Self.company)/OrderFull?%24skip=\(skip)"
        let answer = try await RawConnection.talk(to: server.port) { connection throws in
            connection.send(Self.request("GET", path))
            return try connection.answer(seconds: 60)
        }
        return (answer.json.elements ?? []).map(Self.stored)
    }

    private static func stored(_ order: JSONValue) -> CrashHistory.Stored {
        CrashHistory.Stored(
            name: order["Name"]?.text ?? "", id: order["Id"]?.text ?? "",
            state: order["State"]?.text ?? "",
            version: order["Version"]?.numberText.flatMap { Int($0) } ?? 0,
            items: (order["Items"]?.elements ?? []).map { item in
                "\(item["SKU"]?.text ?? "") \(item["ItemStatus"]?.text ?? "")"
            })
    }

    /// What SQLite itself finds wrong with the file, and whether orders and their history agree.
    private func damage() async throws -> [String] {
        let database = try SQLiteDatabase(path: database, readers: 1)
        let damage = try await database.read { connection throws in
            var damage = try connection.all("PRAGMA integrity_check") {
                (row) throws(SQLError) in row.string(0) ?? ""
            }.filter { $0 != "ok" }
            damage += try connection.all("PRAGMA foreign_key_check") {
                (row) throws(SQLError) in "no parent: \(row.string(0) ?? "")"
            }
            // One event for each version of each order, numbered without a gap.
            try connection.each(
                """
                SELECT (SELECT sum(version) FROM orders), count(*), max(sequence),
                  (SELECT sequence FROM order_counters WHERE company_id = 14146)
                FROM order_events WHERE company_id = 14146
                """
            ) { (row) throws(SQLError) in
                let counts = (0..<4).map { row.integer($0) }
                if Set(counts).count > 1 {
                    damage.append("versions, events, last event, counter: \(counts)")
                }
            }
            return damage
        }
        await database.close()
        return damage
    }

    // MARK: - A client

    /// Sends orders, and steps of its own orders, until the server is gone.
    private static func write(
        _ connection: RawConnection, as client: String, seed: UInt64
    ) -> [CrashHistory.Entry] {
        var random = SeededRandom(seed: seed)
        var entries: [CrashHistory.Entry] = []
        while true {
            var entry = CrashHistory.Entry("\(client)-\(entries.count)")
            let steps = Int.random(in: 1...CrashHistory.stepMax, using: &random)
            var isAlive = true
            for step in 1...steps where isAlive {
                entry.sent = step
                connection.send(request(for: step, of: entry))
                // Acknowledged is what was read to its last byte.
                guard let answer = try? connection.answer(),
                    answer.status == (step == 2 ? 200 : 201)
                else {
                    isAlive = false
                    continue
                }
                entry.acknowledged = step
                if step == 1 { entry.id = answer.json["Id"]?.text }
            }
            entries.append(entry)
            if !isAlive { return entries }
        }
    }

    private static func request(for step: Int, of entry: CrashHistory.Entry) -> String {
        let id = entry.id ?? ""
        switch step {
        case 1:
            return request("POST", "\(company)/OrderFull", order(entry, "Created", items: "a"))
        case 2:
            return request(
                "PUT", "\(company)/OrderFull(\(id))", order(entry, "Pending", items: "b"))
        default:
            return request(
                "POST", "\(company)/Orders(\(id))/Process", #"{"OrderId": "\#(id)"}"#)
        }
    }

    private static func order(
        _ entry: CrashHistory.Entry, _ state: String, items: String
    ) -> String {
        let list = (0..<CrashHistory.itemCount).map { number in
            #"{"ItemTypeId": 1, "ItemStatusId": 1, "SKU": "\#(items)\#(number)", "Quantity": 2}"#
        }.joined(separator: ",")
        let id = entry.id.map { #""Id": "\#($0)","# } ?? ""
        return """
            {\(id) "Name": "\(entry.name)", "State": "\(state)", "OrderTypeId": 1, \
            "EntityId": 14202, "BillingCustomerId": "\(customer)", "Items": [\(list)]}
            """
    }

    private static func request(_ method: String, _ path: String, _ body: String? = nil) -> String {
        """
        \(method) \(path) HTTP/1.1\r
        Host: docket\r
        Authorization: Bearer sandbox-token\r
        Content-Type: application/json\r
        Content-Length: \(body?.utf8.count ?? 0)\r
        \r
        \(body ?? "")
        """
    }
}
