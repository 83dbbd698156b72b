import ArgumentParser
import DocketCore
import DocketSQLite
import DocketServer
import DocketService
import DocketStore
import Foundation
import Hummingbird
import Logging
import Metrics
import ServiceLifecycle
import UnixSignals

/// `docket serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server until SIGTERM or SIGINT.",
        discussion: """
            Prints `listening on http://HOST:PORT`, or https, when it takes requests; logs go to \
            standard error, one JSON object a line. On SIGTERM it takes no more requests, \
            finishes those under way (30 s) and exits with 0.
            """)

    @OptionGroup var databaseOptions: DatabaseOptions
    @OptionGroup var pool: PoolOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var transport: TransportOptions
    @OptionGroup var observation: ObservationOptions
    @OptionGroup var gateways: GatewayOptions

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 picks a free one. (default: 8080)")
    var port: Int?

    @Flag(help: "Serve the documents' own companies, customers and tokens, for trying things out.")
    var sandbox = false

    @Option(
        help: ArgumentHelp(
            "strict or lenient: whether an order may have both a ShippingCustomerId and a "
                + "ShippingEntityId. (default: strict)"))
    var handling: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?

    @Option(
        name: .customLong("allow-webhook-network"),
        help: ArgumentHelp(
            "A network that webhooks may call though it is not public, such as 10.0.0.0/8; "
                + "may be given again, and with commas between.",
            valueName: "cidr"))
    var allowWebhookNetwork: [String] = []

    @Option(
        help: ArgumentHelp(
            "A JSON file with the issuers whose JWTs are taken as access tokens, beside Docket's "
                + "own.",
            valueName: "file"))
    var trustedIssuers: String?

    private enum Handling: String, CaseIterable { case strict, lenient }

    func run() async throws {
        let settings = try await Settings(file: databaseOptions.config)
        let server = try serverSettings(settings)
        let networks = try settings.networks(
            "allow-webhook-network", flags: allowWebhookNetwork)
        let trusted = try Self.issuers(
            settings.string("trusted-issuers", flag: trustedIssuers, default: ""))
        let gateways = try gateways.gateways(settings, isSandbox: sandbox)
        let (output, logger, observation) = try observe(settings)
        defer { output.flush() }
        #if DEBUG
            if let name = ProcessInfo.processInfo.environment["DOCKET_PLANT"] {
                guard PlantedBug.plant(name) else {
                    throw ValidationError("there is no bug '\(name)' to plant")
                }
                logger.critical("planted bug", metadata: ["name": "\(name)"])
            }
        #endif
        let url = settings.string(
            "database", flag: databaseOptions.database, default: "sqlite:docket.db")
        // A file is one server's alone; the lock is held until the process ends.
        let lock = try DatabasePlace(url).path.map { try ServerLock(path: $0) }
        defer { lock?.removeFile() }
        if let path = DatabasePlace(url).path { try SQLiteDamage.refuse(path: path) }
        let metrics: any MetricsFactory = observation.metrics ?? NOOPMetricsHandler.instance
        let database = try await pool.open(url, settings, figures: DatabaseFigures(metrics))
        do {
            if lock != nil { try await Self.endLeases(database) }
            let clock = WallClock()
            if sandbox {
                clock.set(secondsAhead: try await Sandbox.prepare(database, at: clock.now()))
            }
            let issuers = trusted.map { OutsideIssuers($0, logger: logger) }
            try await issuers?.start(on: database, at: clock.now())
            let services = DocketServices(
                database: database, clock: clock,
                addresses: OutgoingAddresses(allowing: networks), issuers: issuers,
                gateways: gateways, metrics: metrics)
            let application = DocketApplication(
                settings: server, services: services, logger: logger, observation: observation)
            try await Self.serve(
                application, server, database: database, services, logger: logger)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    private func serverSettings(_ settings: Settings) throws -> ServerSettings {
        let handling = try settings.choice("handling", flag: handling, default: Handling.strict)
        var server = ServerSettings(
            host: settings.string("host", flag: host, default: "127.0.0.1"),
            port: try settings.integer("port", flag: port, default: 8080, in: 0...65_535),
            isSandbox: sandbox, isLenient: handling == .lenient,
            publicURL: try transport.publicURL(settings), tls: try transport.tls(settings),
            corsOrigins: try transport.origins(settings))
        server.limits = try limits.limits(settings, filesMax: OpenFiles.raiseLimit())
        return server
    }

    /// Begins the log, and what is counted; libraries write into both.
    private func observe(
        _ settings: Settings
    ) throws -> (output: LogOutput, logger: Logger, Observation) {
        let level = try settings.choice("log-level", flag: logLevel, default: LogLevel.info).level
        let registry = try observation.registry(settings)
        let access = try observation.access(settings)
        let hasAccessLog = try observation.hasAccessLog(settings)
        if let registry { MetricsSystem.bootstrap(registry) }
        let output = LogOutput(metrics: registry ?? NOOPMetricsHandler.instance)
        LoggingSystem.bootstrap { label in JSONLogHandler(label: label, output.write) }
        var logger = Logger(label: "docket")
        logger.logLevel = level
        return (
            output, logger,
            Observation(
                metrics: registry, access: access,
                accessLog: hasAccessLog ? AccessLog(level: level, output.append) : nil)
        )
    }

    private static func serve(
        _ application: DocketApplication, _ settings: ServerSettings, database: any Database,
        _ services: DocketServices, logger: Logger
    ) async throws {
        let application = application.build { port in
            announce(settings, port: port)
            logger.info("listening", metadata: ["port": "\(port)"])
            note(settings, logger: logger)
        }
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(
                    service: SchemaWatch(database: database, logger: logger),
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: Sweeper(database: database, services: services, logger: logger)),
                .init(service: Courier(database: database, services: services, logger: logger)),
                .init(service: OutsideKeyRefresh(services: services)),
                .init(service: application),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        if let certificate = settings.tls?.certificate {
            let watch = CertificateWatch(certificate: certificate, logger: logger)
            configuration.services.insert(.init(service: watch), at: 0)
        }
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
        logger.info("stopped")
    }

    /// Whoever leased work of a file that nobody else serves was killed.
    private static func endLeases(_ database: any Database) async throws {
        try await database.write { connection in try SystemStore(connection).endLeases() }
    }

    /// The issuers of a file; `nil` where none is named.
    private static func issuers(_ path: String) throws -> [OutsideIssuer]? {
        guard !path.isEmpty else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("trusted-issuers: can't read \(path)")
        }
        do throws(OutsideIssuerFault) {
            return try OutsideIssuerFile.issuers(Array(data))
        } catch {
            throw ValidationError("trusted-issuers, \(path): \(error)")
        }
    }

    /// Notes what protects the way to the clients, and whether anything does.
    private static func note(_ settings: ServerSettings, logger: Logger) {
        if let tls = settings.tls {
            logger.info("TLS", metadata: ["expires": "\(tls.certificate.expiresAt)"])
        } else if !settings.isLoopback {
            logger.warning(
                "plain HTTP: what is between here and the clients reads tokens and orders",
                metadata: ["host": "\(settings.host)"])
        }
    }

    /// One line for programs; in the sandbox a few more for people.
    private static func announce(_ settings: ServerSettings, port: Int) {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let address = "\(settings.tls == nil ? "http" : "https")://\(host):\(port)"
        var text = "listening on \(address)\n"
        if settings.isSandbox {
            text += """

                This is the sandbox. Create an order, in another terminal:

                curl -i '\(address)/v1/Companies(14146)/OrderFull' \\
                  -H 'Authorization: Bearer sandbox-token' -H 'Content-Type: application/json' \\
                  -d '{"Name":"iPhone 5 Order","OrderTypeId":1,"EntityId":14202,\
                "BillingCustomerId":"659c2a38-d083-4421-9330-46d779702f85",\
                "Items":[{"ItemTypeId":1,"ItemStatusId":1,"SKU":"00001","Quantity":2,\
                "SellingPrice":9.99}]}'


                """
        }
        StandardStream.output.write(text)
    }
}

/// The levels of swift-log, as a setting.
enum LogLevel: String, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    /// The level of that name.
    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
