package import DocketCore
package import DocketJSON
package import DocketServer
package import DocketService
import DocketPostgres
import DocketSQLite
package import DocketStore
package import Foundation
package import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore

/// The whole server on a fresh sandbox, asked through its responder without a socket.
package struct TestServer: Sendable {
    /// The database itself.
    package let database: any Database
    /// The services behind the server.
    package let services: DocketServices
    /// What it can be asked.
    package let routes: [APIOperation]
    /// What is counted of it.
    package let metrics: MetricsRegistry
    /// What is kept of who may call, as its bytes.
    package let accessBytes: @Sendable () async throws -> Data
    private let client: any TestClientProtocol
    private let described: DescribedAnswers

    /// What came back.
    package struct Reply: Sendable {
        /// The status.
        package let status: Int
        /// The header.
        package let headers: Headers
        /// The body's bytes.
        package let bytes: [UInt8]

        /// The body as text.
        package var text: String { String(decoding: bytes, as: UTF8.self) }

        /// The body as JSON; `.null` where it is none.
        package var json: JSONValue { (try? JSONValue(bytes)) ?? .null }

        /// A member of the body, followed by name and by index: `reply["Items", 0, "SKU"]`.
        package subscript(_ path: any JSONStep...) -> JSONValue? {
            path.reduce(Optional(json)) { value, step in step.follow(value) }
        }
    }

    /// Header fields by name.
    package struct Headers: Sendable {
        let fields: HTTPFields

        /// The field of that name.
        package subscript(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { fields[$0] }
        }

        /// Every field.
        package var all: [(name: String, value: String)] {
            fields.map { ($0.name.canonicalName, $0.value) }
        }

        /// All fields of that name, one by one.
        package func all(_ name: String) -> [String] {
            HTTPField.Name(name).map { fields[values: $0] } ?? []
        }
    }

    /// Starts a sandbox on a new database and runs `body`: once on SQLite, once on PostgreSQL,
    /// where both are to answer alike. `DOCKET_TEST_DATABASES` names the one, to look for a fault.
    ///
    /// - Parameters:
    ///   - issuers: makes those whose tokens are taken beside the server's own.
    ///   - metricsAccess: who may read `/metrics`.
    ///   - log: gets what the server logs.
    package static func run(
        isLenient: Bool = false, limits: ServerLimits = .ofTests, corsOrigins: [WebOrigin] = [],
        publicURL: String? = nil,
        issuers: @Sendable () -> OutsideIssuers? = { nil },
        metricsAccess: MetricsAccess = MetricsAccess(), log: LogRecorder? = nil,
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        var settings = ServerSettings(
            isSandbox: true, isLenient: isLenient, publicURL: publicURL, corsOrigins: corsOrigins)
        settings.limits = limits
        try await Turnstile.databases.pass { [settings] in
            try await runOnBoth(settings, issuers: issuers, metricsAccess, log, body)
        }
    }

    private static func runOnBoth(
        _ serverSettings: ServerSettings, issuers: @Sendable () -> OutsideIssuers?,
        _ access: MetricsAccess, _ log: LogRecorder?,
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let wanted = ProcessInfo.processInfo.environment["DOCKET_TEST_DATABASES"]
        if wanted != "postgres" {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path("docket.db")
            try await NewSandbox.file.value.write(to: URL(fileURLWithPath: path))
            let metrics = MetricsRegistry()
            let figures = DatabaseFigures(metrics)
            try await run(
                on: try SQLiteDatabase(path: path, readers: 2, figures: figures), serverSettings,
                Observation(metrics: metrics, access: access), issuers: issuers(), log,
                accessBytes: {
                    try ["", "-wal"].reduce(into: Data()) { bytes, suffix in
                        bytes += try Data(contentsOf: URL(fileURLWithPath: path + suffix))
                    }
                }, body)
        }
        if wanted != "sqlite" {
            let postgres = try await PostgresServer.shared()
            try await postgres.withDatabase(from: NewSandbox.database.value) { place in
                var settings = PostgresSettings(url: place.url)
                settings.readers = 2
                let metrics = MetricsRegistry()
                let figures = DatabaseFigures(metrics)
                try await run(
                    on: try PostgresDatabase(settings, figures: figures), serverSettings,
                    Observation(metrics: metrics, access: access), issuers: issuers(), log,
                    accessBytes: { Data(try await postgres.sql(accessDump, in: place.name).utf8) },
                    body)
            }
        }
    }

    /// Starts a sandbox on PostgreSQL alone, and runs `body`.
    ///
    /// - Parameters:
    ///   - actsAsOnCitus: whether it is asked as a Citus is.
    ///   - sql: what is run behind the server's back once the tables are there.
    package static func runOnPostgres(
        actsAsOnCitus: Bool, after sql: String, _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await Turnstile.databases.pass {
            let server = try await PostgresServer.shared()
            try await server.withDatabase { place in
                var settings = PostgresSettings(url: place.url)
                settings.actsAsOnCitus = actsAsOnCitus
                try await run(
                    on: try PostgresDatabase(settings), ServerSettings(isSandbox: true),
                    accessBytes: { Data() }
                ) { testServer in
                    try await server.sql(sql, in: place.name)
                    try await body(testServer)
                }
            }
        }
    }

    private static let accessDump = """
        SELECT c::text FROM clients c UNION ALL SELECT encode(secret_hash, 'escape') FROM clients
        UNION ALL SELECT u::text FROM users u UNION ALL SELECT t::text FROM tokens t
        UNION ALL SELECT encode(hash, 'escape') || encode(access_hash, 'escape') FROM tokens
        UNION ALL SELECT encode(body, 'escape') FROM kept_answers
        """

    private static func run(
        on database: any Database, _ settings: ServerSettings,
        _ observation: Observation = Observation(), issuers: OutsideIssuers? = nil,
        _ log: LogRecorder? = nil,
        accessBytes: @escaping @Sendable () async throws -> Data,
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let clock = WallClock()
        clock.set(secondsAhead: try await Sandbox.prepare(database, at: clock.now()))
        let metrics = observation.metrics ?? MetricsRegistry()
        let services = DocketServices(
            database: database, clock: clock, issuers: issuers,
            gateways: GatewaySettings(isSandbox: settings.isSandbox),
            passwords: TestPasswords.passwords(), metrics: metrics)
        var logger = log?.logger ?? Logger(label: "docket-test")
        if log == nil { logger.logLevel = .critical }
        let application = DocketApplication(
            settings: settings, services: services, logger: logger, observation: observation)
        let (routes, described) = Self.operations(
            of: application, [settings.isSandbox, observation.metrics != nil])
        try await application.build().test(.router) { client in
            try await body(
                TestServer(
                    database: database, services: services, routes: routes, metrics: metrics,
                    accessBytes: accessBytes, client: client,
                    described: described))
        }
        await database.close()
    }

    private typealias Operations = (routes: [APIOperation], described: DescribedAnswers)

    /// The operations of servers by what they have, since to work out what is said of them takes
    /// longer than many a test.
    private static let known = Shared<[[Bool]: Operations]>([:])

    private static func operations(
        of application: DocketApplication, _ kind: [Bool]
    ) -> Operations {
        if let operations = known.value[kind] { return operations }
        let routes = application.operations
        let operations = (routes, DescribedAnswers(routes))
        known.change { $0[kind] = operations }
        return operations
    }

    /// Sends a request with a JSON body, if any, and the sandbox's token unless told otherwise;
    /// expects an answer that the operation is said to have.
    @discardableResult
    package func send(
        _ method: HTTPRequest.Method, _ path: String, headers: [String: String] = [:],
        body: String? = nil, token: String? = "sandbox-token"
    ) async throws -> Reply {
        var fields = HTTPFields()
        if let token { fields[.authorization] = "Bearer \(token)" }
        if body != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let answer = try await client.execute(
            uri: path, method: method, headers: fields,
            body: body.map { ByteBuffer(string: $0) })
        let reply = Reply(
            status: answer.status.code, headers: Headers(fields: answer.headers),
            bytes: Array(answer.body.readableBytesView))
        described.expect(reply, to: method.rawValue, path)
        return reply
    }

    /// Moves the server's clock forward.
    package func advance(seconds: Int64) async throws {
        try await send(
            .post, "/sandbox/clock", body: #"{"advanceSeconds": \#(seconds)}"#, token: nil)
    }

    /// A token for less than everything.
    package func token(scope: String, companies: [Int] = []) async throws -> String {
        var form = "grant_type=client_credentials&client_id=sandbox&client_secret=sandbox-secret"
        form += "&scope=" + scope.replacingOccurrences(of: " ", with: "+")
        for company in companies { form += "&company=\(company)" }
        let reply = try await send(
            .post, "/v1/oauth2/token",
            headers: ["Content-Type": "application/x-www-form-urlencoded"], body: form,
            token: nil)
        return reply["access_token"]?.text ?? ""
    }
}

extension ServerLimits {
    /// The usual ones, but that a test may ask as often as it likes.
    package static var ofTests: ServerLimits {
        var limits = ServerLimits()
        limits.anonymousRequestsMax = 1_000_000
        // However busy the machine is.
        limits.wholeListPatience = .seconds(600)
        return limits
    }
}

/// A step into a JSON document: a member's name or an element's index.
package protocol JSONStep: Sendable {
    /// The value there; `nil` where there is none.
    func follow(_ value: JSONValue?) -> JSONValue?
}

extension String: JSONStep {
    /// The member of that name.
    package func follow(_ value: JSONValue?) -> JSONValue? { value?[self] }
}

extension Int: JSONStep {
    /// The element at that index.
    package func follow(_ value: JSONValue?) -> JSONValue? { value?[self] }
}

/// A folder that is gone after the test.
package struct TemporaryFolder: Sendable {
    private let url: URL

    /// Makes a new one.
    package init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("docket-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// A path within.
    package func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Takes it away with all that is in it.
    package func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
