import DocketCore
import DocketJSON
import DocketStore
import Instrumentation

/// One webhook's deliveries, until there is nothing to do.
struct CourierRun: Sendable {
    private let company: CompanyID
    private let id: GUID
    private let database: any Database
    private let addresses: OutgoingAddresses
    private let clock: WallClock
    private let courier: Courier
    private let past: PastOrders

    /// Deliveries that are under way at once.
    private static let callsMax = 8
    /// Events that are looked at in one transaction.
    private static let eventsMax = 100
    /// How long deliveries that are done can be read, in hours.
    private static let keptHours = 30 * 24
    /// Deliveries that are taken away in one transaction.
    private static let forgottenMax = 500

    init(
        _ webhook: BusyWebhook, database: any Database, addresses: OutgoingAddresses,
        clock: WallClock, courier: Courier
    ) {
        company = webhook.company
        id = webhook.id
        self.database = database
        self.addresses = addresses
        self.clock = clock
        self.courier = courier
        past = PastOrders(of: webhook.company, in: database)
    }

    /// Looks at events and sends what is due, again and again.
    func deliver() async throws {
        var sender: (url: String, sender: WebhookSender)?
        do {
            while try await courier.lease(company), let webhook = try await webhook() {
                let hasLooked = try await lookAtEvents(of: webhook)
                let due = try await database.all(
                    CompanyStore.dueDeliveries(
                        of: id, in: company, at: clock.now(),
                        limit: courier.limit(Self.callsMax, to: id)))
                if due.isEmpty {
                    if hasLooked { continue }
                    break
                }
                if sender?.url != webhook.url {
                    await sender?.sender.shutDown()
                    sender = nil
                    sender = try await self.sender(to: webhook, due).map { (webhook.url, $0) }
                }
                if let (_, sender) = sender { await send(due, of: webhook, by: sender) }
            }
        } catch {
            await sender?.sender.shutDown()
            throw error
        }
        await sender?.sender.shutDown()
    }

    private func webhook() async throws -> Webhook? {
        let found = try await database.first(CompanyStore.webhook(id, of: company))
        return found.flatMap { $0.isDisabled ? nil : $0 }
    }

    // MARK: - Events become deliveries

    /// - Returns: whether there were any.
    private func lookAtEvents(of webhook: Webhook) async throws -> Bool {
        let events = try await History(database: database).next(
            of: company, after: webhook.lastSequence, limit: Self.eventsMax)
        guard let last = events.last else { return false }
        var wanted: [KeptEvent] = []
        for event in events where try await wants(event, webhook) {
            wanted.append(event)
        }
        let now = clock.now()
        var random = SecureRandom()
        let deliveries = wanted.map { kept in
            Delivery(
                id: GUID.version7(at: now, using: &random), webhookID: id,
                sequence: kept.sequence, orderID: kept.event.orderID,
                type: kept.event.type.rawValue, state: .waiting, tries: 0, dueAt: now,
                lastStatus: nil, lastError: nil, createdAt: now, triedAt: nil)
        }
        let oldest = GUID.smallest(at: now.adding(hours: -Self.keptHours))
        try await database.write(of: company) { connection in
            let store = CompanyStore(connection, company: company)
            guard try store.advance(id, from: webhook.lastSequence, to: last.sequence) else {
                return
            }
            for delivery in deliveries { try store.insert(delivery) }
            try store.forgetDeliveries(of: id, before: oldest, limit: Self.forgottenMax)
        }
        return true
    }

    /// Whether a webhook is to be told of an event. Where that can't be worked out, too much is
    /// told and not too little.
    private func wants(_ kept: KeptEvent, _ webhook: Webhook) async throws -> Bool {
        let types = webhook.eventTypes
        guard types.isEmpty || types.contains(kept.event.type) else { return false }
        guard let text = webhook.filter, let filter = try? WebhookFilter(text, at: kept.event.at),
            let order = try await past.order(at: kept.event)
        else { return true }
        return try await filter.passes(order, of: company, in: database)
    }

    // MARK: - Deliveries are sent

    /// A sender; where the host is not to be called, all that is due has failed.
    private func sender(to webhook: Webhook, _ due: [Delivery]) async throws -> WebhookSender? {
        let reason: String
        do {
            let url = try WebhookURL(webhook.url)
            return WebhookSender(
                url, at: try await addresses.place(of: url), in: courier.callSeconds)
        } catch OutgoingRefusal.notPublic {
            reason = "the host has no address of the public internet"
        } catch {
            reason = "the host has no address that can be found"
        }
        let outcome = DeliveryOutcome(failure: reason)
        for delivery in due { try await note(outcome, of: delivery, to: webhook.url) }
        return nil
    }

    /// Sends some deliveries at once, of different orders. What can't be noted is sent again, but
    /// not before some time, lest the receiver pay for the trouble of this side.
    private func send(
        _ due: [Delivery], of webhook: Webhook, by sender: WebhookSender
    ) async {
        await withDiscardingTaskGroup { group in
            for delivery in due {
                group.addTask {
                    do {
                        // A call must end before the lease does.
                        guard try await courier.lease(company) else { return }
                        let body = try await self.body(of: delivery)
                        let now = clock.now()
                        var messageID = delivery.id
                        #if DEBUG
                            if PlantedBug.webhookMarkedBeforeSent.isPlanted {
                                try await note(
                                    DeliveryOutcome(status: 200), of: delivery, to: webhook.url)
                                try await Task.sleep(
                                    for: .milliseconds(PlantedBug.milliseconds))
                            }
                            if PlantedBug.webhookRetryNewID.isPlanted {
                                var random = SecureRandom()
                                messageID = GUID.version7(at: now, using: &random)
                            }
                        #endif
                        let fields = WebhookSignature.fields(
                            id: messageID, at: now, body: body, secrets: webhook.secrets)
                        let outcome = await call(sender, body, fields, of: delivery.id, at: now)
                        try await note(outcome, of: delivery, to: webhook.url)
                    } catch {
                        courier.note(Self.trouble, of: id)
                    }
                }
            }
        }
    }

    /// Makes a call, in a trace of its own: the change that it tells of may be another server's, or
    /// days ago.
    private func call(
        _ sender: WebhookSender, _ body: [UInt8], _ fields: [(name: String, value: String)],
        of delivery: GUID, at now: Timestamp
    ) async -> DeliveryOutcome {
        var context = ServiceContext.topLevel
        context.trace = courier.tracing.newTrace()
        let start = ContinuousClock.now
        let outcome = await sender.send(
            body, fields, in: context, by: courier.tracing, at: now)
        courier.figures.count(ContinuousClock.now - start)
        courier.tell(outcome, of: delivery, in: context.trace)
        return outcome
    }

    /// Something that is no fault of the receiver: it is spared all the same for a while.
    static let trouble = DeliveryOutcome(retryAfter: CircuitBreaker.pauseSeconds)

    private func body(of delivery: Delivery) async throws -> [UInt8] {
        guard let order = delivery.orderID, let sequence = delivery.sequence else {
            return WebhookDocument.test(at: delivery.createdAt)
        }
        let found = try await database.first(
            CompanyStore.events(of: company, after: sequence - 1, limit: 1))
        guard let event = found, event.event.orderID == order else {
            throw SQLError.unavailable(detail: "the event \(sequence) is not there")
        }
        return WebhookDocument.bytes(event, of: try await past.order(at: event.event))
    }

    /// Notes what came of a try, unless another server or a client has changed the delivery since.
    private func note(
        _ outcome: DeliveryOutcome, of delivery: Delivery, to url: String
    ) async throws {
        courier.note(outcome, of: id)
        courier.figures.count(outcome)
        let now = clock.now()
        let share = Double.random(in: 0...1)
        let tries = delivery.tries
        try await database.write(of: company) { connection in
            let store = CompanyStore(connection, company: company)
            guard var delivery = try store.delivery(delivery.id, of: id),
                delivery.state == .waiting, delivery.tries == tries
            else { return }
            delivery.tries += 1
            delivery.triedAt = now
            delivery.lastStatus = outcome.status
            delivery.lastError = outcome.failure
            if outcome.isTaken {
                delivery.state = .delivered
            } else if outcome.status != Webhook.goneStatus,
                let next = DeliverySchedule.next(
                    after: delivery.tries, at: now, share: share, asked: outcome.retryAfter)
            {
                delivery.dueAt = next
            } else {
                delivery.state = .parked
            }
            try store.update(delivery)
            if outcome.status == Webhook.goneStatus, var webhook = try store.webhook(id),
                webhook.url == url
            {
                webhook.isDisabled = true
                webhook.disabledReason = "The receiver answered 410 Gone"
                webhook.modifiedAt = now
                try store.update(webhook)
            }
        }
    }
}

extension Webhook {
    /// By which a receiver says that it wants no more (Standard Webhooks, RFC 9110).
    static let goneStatus = 410
}
