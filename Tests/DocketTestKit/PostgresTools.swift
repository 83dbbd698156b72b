import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why there is no PostgreSQL to test with.
package enum PostgresFailure: Error, Sendable, CustomStringConvertible {
    /// None was found.
    case notInstalled
    /// No folder could be made in /tmp.
    case noFolder(errno: Int32)
    /// The kernel has no port to give.
    case noPort(errno: Int32)
    /// It ended while it started, or did not take connections in time.
    case notReady(hasEnded: Bool, seconds: Int, log: String)
    /// It was to be killed, and does not run.
    case notRunning
    /// A program of it failed.
    case command(String, exitCode: Int32, standardError: String)

    /// What to tell whoever runs the tests.
    package var description: String {
        switch self {
        case .notInstalled:
            "PostgreSQL's programs were not found; `scripts/setup test` installs them"
        case .noFolder(let errno): "no folder could be made in /tmp: errno \(errno)"
        case .noPort(let errno): "there is no free port: errno \(errno)"
        case .notReady(true, _, let log): "PostgreSQL did not start. Its log ends with:\n\(log)"
        case .notReady(false, let seconds, let log):
            "PostgreSQL was not ready after \(seconds) s. Its log ends with:\n\(log)"
        case .notRunning: "this PostgreSQL does not run"
        case .command(let name, let exitCode, let standardError):
            "\(name) ended with \(exitCode): \(standardError)"
        }
    }
}

extension PostgresServer {
    /// A way in over TLS, with a certificate for `localhost` and 127.0.0.1.
    package struct TLS: Sendable {
        /// The port, of 127.0.0.1.
        package let port: Int
        /// The password of `PostgresServer.role`.
        package let password: String
        /// The file with the certificate that the server's is signed with, which is its own.
        package let rootCertificate: String
        /// The file with a certificate of the same names that is none of the server's.
        package let strangerCertificate: String

        init(folder: String) throws {
            port = try PostgresTools.freePort()
            password = UUID().uuidString
            rootCertificate = "\(folder)/server.pem"
            strangerCertificate = "\(folder)/stranger.pem"
        }

        /// Where a database is.
        ///
        /// - Parameters:
        ///   - mode: libpq's `sslmode`.
        ///   - rootCertificate: the file that libpq is to trust; the right one by default.
        package func url(
            of database: PostgresTestDatabase, host: String = "localhost",
            mode: String = "verify-full", rootCertificate: String? = nil
        ) -> String {
            let file = PostgresTools.percentEncoded(rootCertificate ?? self.rootCertificate)
            return "postgres://\(role):\(password)@\(host):\(port)/\(database.name)"
                + "?sslmode=\(mode)&sslrootcert=\(file)"
        }
    }
}

/// PostgreSQL's programs.
struct PostgresTools: Sendable {
    /// The folder they are in.
    let programs: String

    /// What they see of the environment: nothing of libpq's variables and the user's files.
    static let environment = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": "/nonexistent", "LC_ALL": "C",
    ]

    /// Finds them: the newest of Debian's, else what `pg_config` says, else those on the PATH.
    ///
    /// - Throws: `PostgresFailure.notInstalled`.
    init() async throws {
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        var folders = versions.compactMap { Int($0) }.sorted(by: >).map { "\(debian)/\($0)/bin" }
        if !folders.contains(where: Self.isComplete),
            let said = try? await Self.run("/usr/bin/env", ["pg_config", "--bindir"])
        {
            folders.append(said.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        folders += (Self.environment["PATH"] ?? "").split(separator: ":").map { String($0) }
        guard let programs = folders.first(where: Self.isComplete) else {
            throw PostgresFailure.notInstalled
        }
        self.programs = programs
    }

    private static func isComplete(_ folder: String) -> Bool {
        ["initdb", "postgres", "psql"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
        }
    }

    /// Runs one of them to its end and gives what it printed; one that has none is killed after a
    /// minute.
    ///
    /// - Throws: `PostgresFailure.command`.
    func run(_ name: String, _ arguments: [String], input: String = "") async throws -> String {
        try await Self.run("\(programs)/\(name)", arguments, input: input)
    }

    private static func run(
        _ path: String, _ arguments: [String], input: String = ""
    ) async throws -> String {
        let outcome = try await ChildProcess.run(
            path, arguments, input: input, environment: environment)
        guard outcome.exitCode == 0 else {
            throw PostgresFailure.command(
                path, exitCode: outcome.exitCode, standardError: outcome.standardError)
        }
        return outcome.standardOutput
    }

    /// A port of 127.0.0.1 that nobody listens on.
    ///
    /// - Throws: `PostgresFailure.noPort`.
    static func freePort() throws -> Int {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard result == 0 else { throw PostgresFailure.noPort(errno: errno) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// A text as a value in a URL's query.
    static func percentEncoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }

    /// Source: RFC 3986, section 2.3.
    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
