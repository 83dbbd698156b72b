package import DocketService
package import Hummingbird
import HummingbirdCore
package import Logging
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

    /// The settings of a server.
    package init(
        host: String = "127.0.0.1", port: Int = 8080, isSandbox: Bool = false,
        isLenient: Bool = false
    ) {
        self.host = host
        self.port = port
        self.isSandbox = isSandbox
        self.isLenient = isLenient
    }
}

/// The server: the only place that builds things.
package struct DocketApplication: Sendable {
    private let settings: ServerSettings
    private let services: DocketServices
    private let logger: Logger

    /// A server of `services`, not started yet.
    package init(settings: ServerSettings, services: DocketServices, logger: Logger) {
        self.settings = settings
        self.services = services
        self.logger = logger
    }

    /// The application that Hummingbird runs.
    ///
    /// - Parameter onListening: called with the port once requests are taken.
    package func build(
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            responder: DocketResponder(
                routes: RouteTable(routes), tokens: services.tokens, changes: services.changes,
                clock: services.clock,
                logger: logger),
            server: HTTPServerBuilder { responder in
                DocketChannel(
                    http1: HTTP1Channel(
                        responder: responder, configuration: Self.channelConfiguration))
            },
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "docket",
                backlog: 1024),
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? settings.port)
            },
            logger: quiet)
    }

    private static var channelConfiguration: HTTP1Channel.Configuration {
        .init(
            additionalChannelHandlers: [ConnectionGuard()],
            httpDecoderConfiguration: .init(
                // The decoder counts the request's target as a field, which may be longer; the
                // guard looks at each field by itself.
                maxHeaderFieldSize: ConnectionGuard.headerBytesMax,
                maxHeaderListSize: ConnectionGuard.headerBytesMax,
                maxHeaderFieldCount: ConnectionGuard.fieldsMax))
    }

    private var routes: [Route] {
        let lists = Lists(tokens: services.listTokens)
        return OrdersAPI(services: services, lists: lists, isLenient: settings.isLenient).routes
            + DirectoryAPI(services: services, lists: lists).routes
            + WebhooksAPI(services: services).routes
            + MetadataAPI(companies: services.companies).routes
            + TokenEndpoint(tokens: services.tokens).routes
            + HealthAPI(health: services.health).routes
            + (settings.isSandbox ? SandboxAPI(control: services.sandbox).routes : [])
    }

    /// Hummingbird's own words are of interest only where something is wrong.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(.notice, logger.logLevel)
        return quiet
    }
}
