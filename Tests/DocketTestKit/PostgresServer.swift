import Foundation
import Synchronization

/// A PostgreSQL of the tests' own: its data and its socket are in a new folder, and all of it is
/// gone with the test process, even with one that was killed. It touches no other PostgreSQL of
/// the machine.
///
/// A class, since it owns the server that runs.
package final class PostgresServer: Sendable {
    /// The superuser, the only role there is.
    package static let role = "docket"
    private static let startSeconds = 60

    /// The way in over TLS; `nil` where it was started without.
    package let tls: TLS?
    private let folder: String
    private let tools: PostgresTools
    private let guardian: PostgresGuardian
    private let databaseCount = Atomic(0)
    private static let sharedStart = Task.detached { try await PostgresServer(isDurable: false) }

    /// The server that all tests of this process share, started when the first one asks.
    ///
    /// - Throws: `PostgresFailure`, to all who ask.
    package static func shared() async throws -> PostgresServer { try await sharedStart.value }

    /// Starts a server for one test, which may kill it.
    ///
    /// - Parameters:
    ///   - isDurable: whether it syncs, as in production; without, it only starts sooner.
    ///   - hasTLS: whether it listens on a port of 127.0.0.1 too: with TLS and a password only.
    /// - Throws: `PostgresFailure`.
    package init(isDurable: Bool = true, hasTLS: Bool = false) async throws {
        tools = try await PostgresTools()
        let parent = isDurable ? "/tmp" : Self.quickFolder
        var template = Array("\(parent)/docket-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw PostgresFailure.noFolder(errno: errno) }
        folder = template.withUnsafeBytes {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        tls = hasTLS ? try TLS(folder: folder) : nil
        guardian = try PostgresGuardian(folder: folder, programs: tools.programs)
        try writeSettings(isDurable: isDurable)
        if hasTLS { try guardian.order(.certify) }
        try await start()
        if let tls { try await sql("ALTER ROLE \(Self.role) PASSWORD '\(tls.password)'") }
    }

    /// A folder in memory, where there is one with room: a database is some 300 new files, which
    /// took most of the tests' time on a disk.
    private static var quickFolder: String {
        let memory = "/dev/shm"
        var room = statvfs()
        let isRoomy =
            statvfs(memory, &room) == 0 && room.f_bavail * room.f_frsize > roomBytesMin
            && access(memory, W_OK) == 0
        return isRoomy ? memory : "/tmp"
    }

    private static let roomBytesMin: UInt = 2 << 30

    // MARK: - Databases

    /// Creates a database, as many at once as one likes.
    ///
    /// - Parameter template: the one that it is a copy of, to which nobody is connected; an empty
    ///   one unless it says.
    package func newDatabase(
        from template: PostgresTestDatabase? = nil
    ) async throws -> PostgresTestDatabase {
        let number = databaseCount.add(1, ordering: .relaxed).newValue
        let name = "docket_test_\(number)"
        try await sql(
            """
            CREATE DATABASE \(name) TEMPLATE \(template?.name ?? "template0") ENCODING 'UTF8'
              STRATEGY file_copy
            """)
        return PostgresTestDatabase(url: url(of: name), name: name)
    }

    /// Runs `body` on a new database, and takes it away.
    package func withDatabase<Value: Sendable>(
        from template: PostgresTestDatabase? = nil,
        _ body: @Sendable (PostgresTestDatabase) async throws -> Value
    ) async throws -> Value {
        let database = try await newDatabase(from: template)
        let result: Result<Value, any Error>
        do { result = .success(try await body(database)) } catch { result = .failure(error) }
        // A server that a test has killed has no database to take away.
        try? await drop(database)
        return try result.get()
    }

    /// Takes a database away, whoever is connected to it.
    package func drop(_ database: PostgresTestDatabase) async throws {
        try await sql("DROP DATABASE IF EXISTS \(database.name) WITH (FORCE)")
    }

    /// Runs statements, each in a transaction of its own, behind the back of what is tested.
    ///
    /// - Returns: the rows, a line each, with `|` between the columns; without the last newline.
    /// - Throws: `PostgresFailure.command` at the first statement that fails.
    @discardableResult
    package func sql(_ text: String, in database: String = "postgres") async throws -> String {
        let options = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", url(of: database)]
        let output = try await tools.run("psql", options, input: text)
        return output.hasSuffix("\n") ? String(output.dropLast()) : output
    }

    /// Ends all connections to a database, as an administrator would, and waits until the
    /// backends are gone. Clients may come back at once.
    package func killBackends(of database: String) async throws {
        // All are told, which the sorting sees to, before the first is waited for.
        try await sql(
            """
            WITH backends AS MATERIALIZED (
              SELECT pid FROM pg_stat_activity
              WHERE datname = '\(database)' AND pid <> pg_backend_pid()
            ), told AS MATERIALIZED (
              SELECT pid FROM backends WHERE pg_terminate_backend(pid) ORDER BY pid
            )
            SELECT pg_terminate_backend(pid, 10000) FROM told
            """)
    }

    // MARK: - Life and death

    /// Kills the server and its backends, in the middle of whatever they do. It stays down until
    /// `restart`.
    package func crash() async throws {
        let process = try livingProcess()
        // Backends that are not in the list, or on a system without one, see by themselves that
        // their parent is gone.
        let list = "/proc/\(process)/task/\(process)/children"
        let backends = ((try? String(contentsOfFile: list, encoding: .utf8)) ?? "")
            .split(separator: " ").compactMap { Int32($0) }
        for process in [process] + backends { kill(process, SIGKILL) }
        try await waitForEnd(of: process)
    }

    /// Shuts the server down as an administrator would: connections are ended, and those who
    /// come find nobody. It stays down until `restart`.
    package func shutDown() async throws {
        let process = try livingProcess()
        kill(process, SIGINT)
        try await waitForEnd(of: process)
    }

    /// Starts the server again on the same data, under the same addresses; one that runs is shut
    /// down first.
    package func restart() async throws {
        if (try? livingProcess()) != nil { try await shutDown() }
        try? FileManager.default.removeItem(atPath: path("pid"))
        try await start()
    }

    /// Ends the server and takes its folder away. A server that nobody holds any more does so by
    /// itself.
    package func stop() async { await guardian.end() }

    /// What the server has logged.
    package var log: String {
        (try? String(contentsOfFile: path("log"), encoding: .utf8)) ?? ""
    }

    private func start() async throws {
        try guardian.order(.start)
        let end = ContinuousClock.now + .seconds(Self.startSeconds)
        while !isReady {
            let hasEnded = process.map { !Self.isAlive($0) } ?? !guardian.isRunning
            if hasEnded || ContinuousClock.now > end {
                // The log comes through a pipe, and may be a moment behind.
                try await Task.sleep(for: .milliseconds(200))
                throw PostgresFailure.notReady(
                    hasEnded: hasEnded, seconds: Self.startSeconds, log: String(log.suffix(4000)))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Whether it takes connections. Source: PostgreSQL's pidfile.h, lines 1 and 8.
    private var isReady: Bool {
        guard let process,
            let text = try? String(contentsOfFile: path("data/postmaster.pid"), encoding: .utf8)
        else { return false }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // A file with another process in it is what a crash has left.
        return lines.count > 7 && lines[0] == "\(process)" && lines[7].hasPrefix("ready")
    }

    /// The server's process, dead or alive; `nil` before it was started.
    private var process: Int32? {
        guard let text = try? String(contentsOfFile: path("pid"), encoding: .utf8),
            text.hasSuffix("\n")
        else { return nil }
        return Int32(text.dropLast())
    }

    private func livingProcess() throws -> Int32 {
        guard let process, Self.isAlive(process) else { throw PostgresFailure.notRunning }
        return process
    }

    private func waitForEnd(of process: Int32) async throws {
        while Self.isAlive(process) { try await Task.sleep(for: .milliseconds(5)) }
    }

    private static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 }

    // MARK: - Addresses and settings

    private func url(of database: String) -> String {
        let address = "postgres://\(Self.role)@/\(database)"
        let host = "?host=\(PostgresTools.percentEncoded(folder))"
        // The socket's name has the port in it.
        return address + host + (tls.map { "&port=\($0.port)" } ?? "")
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func writeSettings(isDurable: Bool) throws {
        var settings = """
            unix_socket_directories = '\(folder)'
            hba_file = '\(path("pg_hba.conf"))'
            max_connections = 1000
            shared_buffers = 64MB
            max_prepared_transactions = 0
            synchronous_commit = on
            # One sync of all instead of one for each file, which takes seconds after each crash.
            recovery_init_sync_method = syncfs
            # Such memory is in the data folder: a killed server leaves none in /dev/shm.
            dynamic_shared_memory_type = mmap

            """
        if !isDurable {
            settings += """
                fsync = off
                full_page_writes = off
                autovacuum = off

                """
        }
        if let tls {
            settings += """
                listen_addresses = '127.0.0.1'
                port = \(tls.port)
                ssl = on
                ssl_cert_file = '\(tls.rootCertificate)'
                ssl_key_file = '\(path("server.key"))'

                """
        } else {
            settings += "listen_addresses = ''\n"
        }
        // Who can reach the socket is decided by the folder, which is its owner's alone.
        var access = "local all all trust\n"
        if tls != nil { access += "hostssl all all 127.0.0.1/32 scram-sha-256\n" }
        for (name, text) in [("postgresql.conf", settings), ("pg_hba.conf", access)] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        }
    }
}

/// A database that a test has to itself.
package struct PostgresTestDatabase: Sendable {
    /// Where it is, as libpq takes it: `postgres://docket@/NAME?host=FOLDER`.
    package let url: String
    /// Its name.
    package let name: String
}
