import DocketCore
import DocketService
import HTTPTypes

/// Where a company is told of its events.
///
/// Source: contract, section 10.
struct WebhooksAPI: Sendable {
    private let webhooks: Webhooks

    /// The webhooks in `services`.
    init(services: DocketServices) {
        webhooks = services.webhooks
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, "v1/companies()/webhooks", .scope(.admin), .listWebhooks, getList),
            Route(
                .post, "v1/companies()/webhooks", .scope(.admin), .createWebhook, changing: create),
            Route(.get, "v1/companies()/webhooks()", .scope(.admin), .readWebhook, get),
            Route(
                .put, "v1/companies()/webhooks()", .scope(.admin), .replaceWebhook, changing: put),
            Route(
                .delete, "v1/companies()/webhooks()", .scope(.admin), .deleteWebhook,
                changing: delete),
            Route(
                .post, "v1/companies()/webhooks()/rotatesecret", .scope(.admin),
                .rotateWebhookSecret,
                changing: rotateSecret),
            Route(
                .post, "v1/companies()/webhooks()/test", .scope(.admin), .testWebhook,
                changing: test),
            Route(
                .get, "v1/companies()/webhooks()/deliveries", .scope(.admin), .listDeliveries,
                getDeliveries),
            Route(
                .post, "v1/companies()/webhooks()/deliveries()/resend", .scope(.admin),
                .resendDelivery,
                changing: resend),
        ]
    }

    @Sendable private func getList(_ call: Call) async throws -> Answer {
        let list = try await webhooks.list(of: try call.company())
        try call.refuseOptions()
        return .json(.ok, WebhookDocument.bytes(list))
    }

    @Sendable private func create(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        return try await webhooks.create(
            try await call.webhookDraft(), of: company, as: call.change
        ) { webhook in
            .json(.created, showing: webhook.secrets.first?.text) { secret in
                WebhookDocument.bytes(webhook, secret: secret)
            }
            .adding(.location, "/v1/Companies(\(company))/Webhooks(\(webhook.id))")
        }
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let webhook = try await webhooks.get(try call.webhookID(), of: try call.company())
        return .json(.ok, WebhookDocument.bytes(webhook))
    }

    @Sendable private func put(_ call: Call) async throws -> KeptAnswer {
        try await webhooks.replace(
            try call.webhookID(), with: try await call.webhookDraft(), of: try call.company(),
            as: call.change
        ) { webhook in .json(.ok, WebhookDocument.bytes(webhook)) }
    }

    @Sendable private func delete(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        return try await webhooks.remove(
            try call.webhookID(), of: try call.company(), as: call.change, answer: .noContent)
    }

    @Sendable private func rotateSecret(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        return try await webhooks.rotateSecret(
            of: try call.webhookID(), of: try call.company(), as: call.change
        ) { webhook in
            .json(.ok, showing: webhook.secrets.first?.text) { secret in
                WebhookDocument.bytes(webhook, secret: secret)
            }
        }
    }

    /// The test goes out like every delivery; what came of it is found among them.
    @Sendable private func test(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        return try await webhooks.test(
            try call.webhookID(), of: try call.company(), as: call.change
        ) { delivery in .json(.accepted, WebhookDocument.bytes(delivery)) }
    }

    // MARK: - Deliveries

    @Sendable private func getDeliveries(_ call: Call) async throws -> Answer {
        let options = try DeliveryOptions(call)
        let found = try await webhooks.deliveries(
            of: try call.webhookID(), of: try call.company(), in: options.state,
            before: options.before, limit: options.top)
        let answer = Answer.json(.ok, WebhookDocument.bytes(found))
        guard found.count == options.top, let last = found.last else { return answer }
        let next = options.state.map { "&state=\($0.name)" } ?? ""
        return answer.adding(
            .link,
            "<\(call.rawPath)?before=\(last.id)&%24top=\(options.top)\(next)>; rel=\"next\"")
    }

    @Sendable private func resend(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let key = call.path.key(of: "deliveries") ?? ""
        guard let id = GUID(key) else { throw RequestError.notFound("Delivery", id: key) }
        return try await webhooks.resend(
            id, of: try call.webhookID(), of: try call.company(), as: call.change
        ) { delivery in .json(.accepted, WebhookDocument.bytes(delivery)) }
    }
}

/// The options of a list of deliveries.
private struct DeliveryOptions {
    /// How far they must have come; `nil` for all.
    var state: Delivery.State?
    /// The delivery behind which they begin, the newest first.
    var before: GUID?
    /// How many at most.
    var top: Int { size ?? Webhooks.deliveriesMax }
    private var size: Int?

    init(_ call: Call) throws {
        for option in try call.query() {
            switch option.name.lowercased() {
            case "state":
                guard state == nil, let wanted = Delivery.State(name: option.value) else {
                    let names = Delivery.State.allCases.map(\.name).joined(separator: ", ")
                    throw RequestError.badRequest("state must be one of \(names)", position: 0)
                }
                state = wanted
            case "before":
                guard before == nil, let id = GUID(option.value) else {
                    throw RequestError.badRequest(
                        "before must be the Id of a delivery", position: 0)
                }
                before = id
            case "$top", "top":
                size = try option.pageSize(upTo: Webhooks.deliveriesMax, known: size)
            default:
                throw RequestError.badRequest(
                    "there is no query option '\(option.name)'", position: 0)
            }
        }
    }
}

extension Call {
    /// The key behind `Webhooks(…)`.
    ///
    /// - Throws: `RequestError.notFound` where it can be none.
    fileprivate func webhookID() throws -> GUID {
        let key = path.key(of: "webhooks") ?? ""
        guard let id = GUID(key) else { throw RequestError.notFound("Webhook", id: key) }
        return id
    }

    /// The body as a webhook; what is wrong with it is told by the draft.
    fileprivate func webhookDraft() async throws -> WebhookDraft {
        try refuseOptions()
        return WebhookJSON.draft(try await jsonBody())
    }
}
