package import DocketCore
package import DocketStore

/// What a client may write of a webhook.
package struct WebhookDraft: Sendable, Equatable {
    /// Where events are sent; `nil` where it is missing.
    package var url: String?
    /// Which events, by name; empty for all. What is no name is `nil`, and among the faults.
    package var eventTypes: [String?] = []
    /// A condition on the order; `nil` for none.
    package var filter: String?
    /// Whether nothing is sent.
    package var isDisabled = false
    /// What was found to be wrong while it was read.
    package var faults: [Fault] = []
    /// What kept the body from being read at all: then there is nothing else to say of it.
    package var malformed: Fault?

    /// Nothing set.
    package init() {}
}

/// What can be done with webhooks: one method, one transaction.
///
/// Source: contract, section 10.
package struct Webhooks: Sendable {
    private let database: any Database
    private let changes: Changes
    private let addresses: OutgoingAddresses

    /// Webhooks of a company, at most.
    package static let countMax = 50
    /// Deliveries of a page.
    package static let deliveriesMax = 200

    /// The webhooks in `database`.
    package init(database: any Database, changes: Changes, addresses: OutgoingAddresses) {
        self.database = database
        self.changes = changes
        self.addresses = addresses
    }

    /// The webhooks of a company, in the order of their making.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func list(of company: CompanyID) async throws -> [Webhook] {
        try await database.read { connection in
            let store = CompanyStore(connection, company: company)
            try store.requireCompany()
            return try store.webhooks()
        }
    }

    /// The webhook of that id.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func get(_ id: GUID, of company: CompanyID) async throws -> Webhook {
        try await database.read { connection in
            try CompanyStore(connection, company: company).requireWebhook(id)
        }
    }

    /// Makes a webhook, which is told of what happens from now on.
    ///
    /// - Parameter answer: gets the webhook with its secret, which is shown only now.
    /// - Throws: `ServiceError.companyNotFound`, `.invalid`, `.taken`; `SQLError`.
    package func create(
        _ draft: WebhookDraft, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Webhook) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        _ = try await list(of: company)
        let (url, types) = try await check(draft, at: request.now)
        var random = SecureRandom()
        let id = GUID.version7(at: request.now, using: &random)
        let secret = Self.newSecret()
        return try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            try store.requireCompany()
            guard try store.webhooks().count < Self.countMax else {
                throw ServiceError.taken("A company has at most \(Self.countMax) webhooks")
            }
            let webhook = Webhook(
                id: id, url: url, eventTypes: types, filter: draft.filter,
                isDisabled: draft.isDisabled, disabledReason: nil, secrets: [secret],
                lastSequence: try store.lastSequence(), createdAt: request.now,
                modifiedAt: request.now)
            try store.insert(webhook)
            return try answer(webhook)
        }
    }

    /// Replaces what a client may write of a webhook. One that is enabled again is told of what
    /// happens from then on.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`; `SQLError`.
    package func replace(
        _ id: GUID, with draft: WebhookDraft, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Webhook) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        _ = try await get(id, of: company)
        let (url, types) = try await check(draft, at: request.now)
        return try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            var webhook = try store.requireWebhook(id)
            if webhook.isDisabled, !draft.isDisabled {
                webhook.lastSequence = try store.lastSequence()
            }
            webhook.url = url
            webhook.eventTypes = types
            webhook.filter = draft.filter
            webhook.isDisabled = draft.isDisabled
            webhook.disabledReason = draft.isDisabled ? webhook.disabledReason : nil
            webhook.modifiedAt = request.now
            try store.update(webhook)
            return try answer(webhook)
        }
    }

    /// Gives a webhook a new secret; the one before signs beside it for some time.
    ///
    /// - Parameter answer: gets the webhook with its new secret, which is shown only now.
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func rotateSecret(
        of id: GUID, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Webhook) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        let secret = Self.newSecret()
        return try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            var webhook = try store.requireWebhook(id)
            let end = request.now.adding(hours: WebhookSecret.overlapHours)
            webhook.secrets =
                [secret]
                + webhook.secrets.compactMap { old in
                    let end = min(old.validUntil ?? end, end)
                    return end > request.now
                        ? WebhookSecret(bytes: old.bytes, validUntil: end) : nil
                }
            webhook.modifiedAt = request.now
            try store.update(webhook)
            return try answer(webhook)
        }
    }

    /// Deletes a webhook with its deliveries.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func remove(
        _ id: GUID, of company: CompanyID, as request: ChangeRequest, answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            _ = try store.requireWebhook(id)
            _ = try store.deleteWebhook(id)
            return answer
        }
    }

    private static func newSecret() -> WebhookSecret {
        WebhookSecret(
            bytes: RandomBytes.make(count: WebhookSecret.byteCount), validUntil: nil)
    }

    // MARK: - Deliveries

    /// The deliveries of a webhook, the newest first.
    ///
    /// - Parameters:
    ///   - state: only those that have come so far; `nil` for all.
    ///   - before: only those that were made before this one; `nil` for all.
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func deliveries(
        of id: GUID, of company: CompanyID, in state: Delivery.State?, before: GUID?, limit: Int
    ) async throws -> [Delivery] {
        try await database.read { connection in
            let store = CompanyStore(connection, company: company)
            _ = try store.requireWebhook(id)
            return try store.deliveries(of: id, in: state, before: before, limit: limit)
        }
    }

    /// Has a delivery sent again, whatever became of it, as if it had never been tried.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func resend(
        _ deliveryID: GUID, of id: GUID, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Delivery) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            _ = try store.requireWebhook(id)
            guard var delivery = try store.delivery(deliveryID, of: id) else {
                throw ServiceError.notFound("Delivery", id: "\(deliveryID)")
            }
            delivery.state = .waiting
            delivery.tries = 0
            delivery.dueAt = request.now
            try store.update(delivery)
            return try answer(delivery)
        }
    }

    /// Has a test sent, signed like all others.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func test(
        _ id: GUID, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Delivery) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        var random = SecureRandom()
        let deliveryID = GUID.version7(at: request.now, using: &random)
        return try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            _ = try store.requireWebhook(id)
            let delivery = Delivery(
                id: deliveryID, webhookID: id, sequence: nil, orderID: nil, type: Delivery.testType,
                state: .waiting, tries: 0, dueAt: request.now, lastStatus: nil, lastError: nil,
                createdAt: request.now, triedAt: nil)
            try store.insert(delivery)
            return try answer(delivery)
        }
    }

    // MARK: - What is right

    private func check(
        _ draft: WebhookDraft, at now: Timestamp
    ) async throws -> (url: String, types: [OrderEventType]) {
        if let malformed = draft.malformed { throw ServiceError.invalid([malformed]) }
        var faults = draft.faults
        if draft.url == nil, !faults.contains(where: { $0.pointer == "/Url" }) {
            faults.append(Fault("/Url", "The Url field is required"))
        }
        if let url = draft.url, let reason = await addresses.refusal(of: url) {
            faults.append(Fault("/Url", reason))
        }
        var types: [OrderEventType] = []
        for (place, name) in draft.eventTypes.enumerated() {
            guard let name else { continue }
            guard let type = OrderEventType(rawValue: name) else {
                let names = OrderEventType.allCases.map(\.rawValue).joined(separator: ", ")
                faults.append(Fault("/EventTypes/\(place)", "must be one of \(names)"))
                continue
            }
            if !types.contains(type) { types.append(type) }
        }
        if let filter = draft.filter, let reason = Self.refusal(ofFilter: filter, at: now) {
            faults.append(Fault("/Filter", reason))
        }
        guard faults.isEmpty, let url = draft.url else { throw ServiceError.invalid(faults) }
        return (url, types)
    }

    /// Why a filter is none; `nil` for one that is right.
    private static func refusal(ofFilter filter: String, at now: Timestamp) -> String? {
        do throws(QueryOptionError) {
            _ = try WebhookFilter(filter, at: now)
            return nil
        } catch {
            switch error.error {
            case .invalid(let text, let position): return "\(text) (at \(position))"
            case .unsupported(let feature, _): return "not supported: \(feature)"
            }
        }
    }
}

extension CompanyStore {
    /// The webhook of that id; where there is none, says whether the company is there at all.
    func requireWebhook(_ id: GUID) throws -> Webhook {
        if let webhook = try webhook(id) { return webhook }
        try requireCompany()
        throw ServiceError.notFound("Webhook", id: "\(id)")
    }
}
