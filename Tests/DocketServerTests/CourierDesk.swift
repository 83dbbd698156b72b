import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Logging
import ServiceLifecycle
import Testing

/// A server and couriers of other servers on the same database, which may call loopback.
struct CourierDesk: Sendable {
    /// What clients ask.
    let server: TestServer
    /// What webhooks are made by: an operator has allowed loopback.
    let services: DocketServices

    /// How long what must happen is waited for, in seconds.
    private static let patienceSeconds = 240
    private static let slowSeconds = 20

    /// Runs `body` at a new desk: once on SQLite, once on PostgreSQL.
    static func run(_ body: @Sendable (CourierDesk) async throws -> Void) async throws {
        try await TestServer.run { server in
            let services = try services(of: server, allowing: ["127.0.0.0/8"])
            try await body(CourierDesk(server: server, services: services))
        }
    }

    /// Another server's services on the same database, by the same clock.
    private static func services(
        of server: TestServer, allowing networks: [String]
    ) throws -> DocketServices {
        let networks = try networks.map { text in try #require(Network(text)) }
        return DocketServices(
            database: server.database, clock: server.services.clock,
            addresses: OutgoingAddresses(allowing: networks), metrics: server.metrics)
    }

    /// Runs `body` beside a courier; calls that are under way at its end are waited for.
    ///
    /// - Parameters:
    ///   - networks: what it may call though it is not public.
    ///   - callSeconds: what a call may take; more than a busy machine takes, where it is not the
    ///     matter.
    func withCourier(
        allowing networks: [String] = ["127.0.0.0/8"], callSeconds: Int64 = 120,
        _ body: () async throws -> Void
    ) async throws {
        var logger = Logger(label: "docket-test")
        logger.logLevel = .critical
        let courier = Courier(
            database: server.database,
            services: try Self.services(of: server, allowing: networks),
            callSeconds: callSeconds, logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: courier)], gracefulShutdownSignals: [], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Waits until something is so.
    ///
    /// - Parameter advancing: by how much the clock is moved now and then meanwhile: a call that a
    ///   busy machine was too slow for is made again.
    func until(
        _ what: Comment, advancing seconds: Int64 = 400, _ isSo: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(Self.patienceSeconds)
        var moved = ContinuousClock.now
        while try await !isSo() {
            try #require(ContinuousClock.now < end, what)
            if seconds > 0, ContinuousClock.now - moved > .seconds(Self.slowSeconds) {
                advance(seconds: seconds)
                moved = .now
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Moves the clock of all servers forward, so that nobody has to wait.
    func advance(seconds: Int64) {
        services.clock.set(secondsAhead: services.clock.secondsAhead + seconds)
    }

    // MARK: - Webhooks

    /// Makes a webhook that calls a receiver.
    func hook(
        to receiver: WebhookReceiver, types: [String] = [], filter: String? = nil,
        isDisabled: Bool = false, of number: Int32 = 14_146
    ) async throws -> Hook {
        let company = try #require(CompanyID(number))
        let answer = try await services.webhooks.create(
            draft(receiver, types: types, filter: filter, isDisabled: isDisabled), of: company,
            as: request(of: company), answer: Self.answer)
        let document = try JSONValue(answer.body)
        let id = document["Id"]?.text ?? ""
        return Hook(id: id, document: document, guid: try #require(GUID(id)))
    }

    /// Replaces a webhook by one that calls a receiver.
    func replace(
        _ hook: Hook, to receiver: WebhookReceiver, isDisabled: Bool = false
    ) async throws {
        let company = try TestServer.hookCompany()
        _ = try await services.webhooks.replace(
            hook.guid, with: draft(receiver, isDisabled: isDisabled), of: company,
            as: request(of: company), answer: Self.answer)
    }

    private func draft(
        _ receiver: WebhookReceiver, types: [String] = [], filter: String? = nil,
        isDisabled: Bool = false
    ) -> WebhookDraft {
        var draft = WebhookDraft()
        draft.url = receiver.url
        draft.eventTypes = types
        draft.filter = filter
        draft.isDisabled = isDisabled
        return draft
    }

    private func request(of company: CompanyID) -> ChangeRequest {
        ChangeRequest(company: company, actor: "test", now: services.clock.now())
    }

    @Sendable private static func answer(_ webhook: Webhook) -> KeptAnswer {
        let secret = ShownSecret(webhook.secrets.first?.text)
        return KeptAnswer(status: 201, body: WebhookDocument.bytes(webhook, secret: secret))
    }

    // MARK: - What came of it

    /// A webhook's deliveries as clients see them, the newest first.
    func deliveries(of hook: Hook) async throws -> [DeliveryRow] {
        let list = try await server.send(.get, hook.deliveries)
        #expect(list.status == 200)
        return list.json.elements?.map(DeliveryRow.init) ?? []
    }

    /// The only delivery of a webhook, once it meets a condition.
    func delivery(
        of hook: Hook, when what: Comment, _ isSo: (DeliveryRow) -> Bool
    ) async throws -> DeliveryRow {
        var found: DeliveryRow?
        try await until(what) {
            found = try await deliveries(of: hook).first(where: isSo)
            return found != nil
        }
        return try #require(found)
    }

    /// Renames an order.
    func rename(_ order: Made, _ name: String) async throws {
        let reply = try await server.send(
            .patch, order.path, body: #"{"Name": "\#(name)"}"#)
        #expect(reply.status == 200)
    }
}

/// A delivery as clients see it.
struct DeliveryRow: Sendable {
    /// The document.
    let json: JSONValue

    /// Its id.
    var id: String { json["Id"]?.text ?? "" }
    /// How far it has come.
    var state: String { json["State"]?.text ?? "" }
    /// How often it was tried.
    var tries: Int { Int(json["Tries"]?.numberText ?? "") ?? -1 }
    /// What was answered last.
    var status: Int? { json["LastStatus"]?.numberText.flatMap { Int($0) } }
    /// Why it was not taken last.
    var error: String? { json["LastError"]?.text }
    /// When it is tried next.
    var next: Timestamp? { json["NextTryAt"]?.text.flatMap { Timestamp($0) } }
    /// When it was tried last.
    var last: Timestamp? { json["LastTryAt"]?.text.flatMap { Timestamp($0) } }

    /// Seconds from the last try to the next.
    var pause: Double? {
        guard let next, let last else { return nil }
        return Double(next.microseconds - last.microseconds) / 1_000_000
    }
}
