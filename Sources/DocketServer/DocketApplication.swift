package import DocketCore
package import DocketService
package import Hummingbird
import HummingbirdCore
package import Logging
import Metrics
import NIOCore

/// What an operator sets.
package struct ServerSettings: Sendable {
    /// Address to listen on.
    package var host: String
    /// Port to listen on; 0 picks a free one.
    package var port: Int
    /// Whether the sandbox's operations are there.
    package var isSandbox: Bool
    /// Whether an order may have both a ShippingCustomerId and a ShippingEntityId where the
    /// request does not say (contract, section 2).
    package var isLenient: Bool
    /// How much it lets in.
    package var limits = ServerLimits()
    /// The address under which clients know the server, such as `https://orders.example`, without
    /// a slash at its end; `nil` for the one that each request names.
    package var publicURL: String?
    /// TLS, where this server speaks it; `nil` for plain HTTP.
    package var tls: TLSSettings?
    /// Whose scripts may use the API in a browser.
    package var corsOrigins: [WebOrigin]

    /// The settings of a server.
    package init(
        host: String = "127.0.0.1", port: Int = 8080, isSandbox: Bool = false,
        isLenient: Bool = false, publicURL: String? = nil, tls: TLSSettings? = nil,
        corsOrigins: [WebOrigin] = []
    ) {
        self.host = host
        self.port = port
        self.isSandbox = isSandbox
        self.isLenient = isLenient
        self.publicURL = publicURL
        self.tls = tls
        self.corsOrigins = corsOrigins
    }

    /// Whether only this machine can reach the server.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

/// The server: the only place that builds things.
package struct DocketApplication: Sendable {
    private let settings: ServerSettings
    private let services: DocketServices
    private let logger: Logger
    private let observation: Observation

    /// A server of `services`, not started yet.
    ///
    /// - Parameter observation: what is told of its work, and to whom.
    package init(
        settings: ServerSettings, services: DocketServices, logger: Logger,
        observation: Observation = Observation()
    ) {
        self.settings = settings
        self.services = services
        self.logger = logger
        self.observation = observation
    }

    /// The application that Hummingbird runs.
    ///
    /// - Parameter onListening: called with the port once requests are taken.
    package func build(
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let figures = TrafficFigures(metrics)
        let admission = Admission(
            capacity: capacity, limiter: RateLimiter(settings.limits, clock: services.clock),
            proxies: settings.limits.proxies, security: security,
            traffic: observation.traffic(figures))
        return Application(
            responder: DocketResponder(
                routes: RouteTable(routes(admission.capacity), metrics: metrics),
                tokens: services.tokens,
                changes: services.changes, clock: services.clock, limiter: admission.limiter,
                proxies: admission.proxies, security: security,
                cors: CORSPolicy(origins: settings.corsOrigins), tracing: services.tracing,
                unknown: figures.unknown, logger: logger, log: log),
            server: HTTPServerBuilder { responder in channel(responder, admission) },
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "docket",
                backlog: 1024),
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? settings.port)
            },
            logger: quiet)
    }

    /// What the server can be asked.
    package var operations: [APIOperation] {
        RouteTable(routes(capacity)).operations
    }

    /// Makes the figures of what is counted.
    private var metrics: any MetricsFactory {
        observation.metrics ?? NOOPMetricsHandler.instance
    }

    private var capacity: Capacity {
        Capacity(settings.limits, logger: logger, metrics: metrics)
    }

    /// What speaks with a client.
    private func channel(
        _ responder: @escaping HTTPChannelHandler.Responder, _ admission: Admission
    ) -> any ServerChildChannel {
        let http1 = HTTP1Channel(responder: responder, configuration: Self.channelConfiguration)
        guard let tls = settings.tls else {
            return DocketChannel(carrier: .connection, http1: http1, admission: admission)
        }
        return SecureChannel(
            certificate: tls.certificate,
            http1: DocketChannel(carrier: .secureConnection, http1: http1, admission: admission),
            http2: HTTP2Channel(
                streams: HTTP1Channel(responder: responder), admission: admission),
            admission: admission)
    }

    /// The fields that every answer has.
    private var security: SecurityHeaders {
        settings.tls.map { .api.strict(coveringSubdomains: $0.coversSubdomains) } ?? .api
    }

    private static var channelConfiguration: HTTP1Channel.Configuration {
        .init(
            httpDecoderConfiguration: .init(
                // The decoder counts the request's target as a field, which may be longer; the
                // guard looks at each field by itself.
                maxHeaderFieldSize: ConnectionGuard.headerBytesMax,
                maxHeaderListSize: ConnectionGuard.headerBytesMax,
                maxHeaderFieldCount: ConnectionGuard.fieldsMax))
    }

    private func routes(_ capacity: Capacity) -> [Route] {
        let lists = Lists(tokens: services.listTokens, capacity: capacity)
        let orders = OrdersAPI(
            services: services, lists: lists, eventStreams: capacity.eventStreams,
            isLenient: settings.isLenient)
        let all =
            orders.routes
            + DirectoryAPI(services: services, lists: lists).routes
            + WebhooksAPI(services: services).routes
            + PeopleAPI(services: services, log: log).routes
            + ParcelsAPI(services: services, links: links).routes
            + LabelsAPI(
                services: services, links: links, isSandbox: settings.isSandbox
            ).routes
            + RateCardAPI(services: services).routes
            + PrepayAPI(services: services, links: links).routes
            + GatewaysAPI(cards: services.cardPayments, log: log).routes
            + customerPages
            + MetadataAPI(companies: services.companies).routes
            + authRoutes
            + HealthAPI(health: services.health).routes
            + ExplorerPage(isSandbox: settings.isSandbox).routes
            + ProblemPages().routes
            + metricsRoutes(capacity)
            + (settings.isSandbox ? SandboxAPI(control: services.sandbox).routes : [])
        return all + OpenAPIEndpoint(describing: all).routes
    }

    /// Where it is told who came in, and who did not.
    private var log: SecurityLog { SecurityLog(logger, metrics: metrics) }

    private func metricsRoutes(_ capacity: Capacity) -> [Route] {
        guard let registry = observation.metrics else { return [] }
        return MetricsAPI(
            registry: registry, access: observation.access, capacity: capacity,
            health: services.health, orders: services.orderCounts
        ).routes
    }

    /// Addresses of orders and lines.
    private var links: ParcelLinks {
        ParcelLinks(
            capabilities: services.capabilities, server: Issuer(publicURL: settings.publicURL))
    }

    /// The pages of who has a link.
    private var customerPages: [Route] {
        PaymentPages(services: services, links: links).routes
            + TrackingPage(services: services, links: links).routes
            + (SandboxGatewayPage(services: services)?.routes ?? [])
    }

    private var authRoutes: [Route] {
        let issuer = Issuer(publicURL: settings.publicURL)
        let (sessions, log) = (services.sessions, log)
        return [
            TokenEndpoint(
                tokens: services.tokens, keys: services.signingKeys, issuer: issuer, log: log
            ).routes,
            TokenStatusEndpoint(tokens: services.tokens, issuer: issuer, log: log).routes,
            AuthorizeEndpoint(
                authorizations: services.authorizations, sessions: sessions, issuer: issuer,
                log: log
            ).routes,
            SignInEndpoint(signIn: services.signIn, sessions: sessions, log: log).routes,
            OwnAccountEndpoint(account: services.ownAccount, sessions: sessions, log: log).routes,
            DiscoveryEndpoint(issuer: issuer, keys: services.signingKeys).routes,
            PageStyle().routes,
        ].flatMap(\.self)
    }

    /// Hummingbird's own words are of interest only where something is wrong.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(.notice, logger.logLevel)
        return quiet
    }
}
