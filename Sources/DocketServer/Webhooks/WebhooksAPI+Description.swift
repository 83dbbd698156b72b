import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

// Webhooks, in the words of docs/api/webhooks.md.

extension OperationDescription {
    static let listWebhooks = OperationDescription(
        "listWebhooks", .webhooks, "Lists webhooks", "In the order of their making.",
        answers: [
            .ok(
                "The webhooks.",
                .array(of: NamedSchema.webhook.reference, upTo: Webhooks.countMax))
        ])

    static let createWebhook = OperationDescription(
        "createWebhook", .webhooks, "Makes a webhook",
        "It is told of what happens from now on. Its Secret is shown now and never again.",
        body: .json(.webhookInput, Examples.webhook),
        answers: [.created("The webhook with its Secret.", .newWebhook)], refusals: [.conflict])

    static let readWebhook = OperationDescription(
        "readWebhook", .webhooks, "Reads a webhook",
        answers: [.ok("The webhook.", NamedSchema.webhook.reference)])

    static let replaceWebhook = OperationDescription(
        "replaceWebhook", .webhooks, "Replaces a webhook", "An absent member is unset.",
        body: .json(.webhookInput, Examples.webhook),
        answers: [.ok("The webhook.", NamedSchema.webhook.reference)])

    static let deleteWebhook = OperationDescription(
        "deleteWebhook", .webhooks, "Deletes a webhook", "Its deliveries go too.",
        answers: [.nothing("It is gone.")])

    static let rotateWebhookSecret = OperationDescription(
        "rotateWebhookSecret", .webhooks, "Gives a webhook a new Secret",
        "For 24 hours the one before signs too.",
        answers: [.ok("The webhook with its new Secret.", NamedSchema.newWebhook.reference)])

    static let testWebhook = OperationDescription(
        "testWebhook", .webhooks, "Sends a test", "What came of it is found among the deliveries.",
        answers: [
            .json(.accepted, "The delivery of the test.", NamedSchema.delivery.reference)
        ])

    static let listDeliveries = OperationDescription(
        "listDeliveries", .webhooks, "Lists the deliveries of a webhook", "The newest first.",
        parameters: [.deliveryState, .beforeDelivery, .topDeliveries],
        answers: [
            .ok(
                "The deliveries.",
                .array(of: NamedSchema.delivery.reference, upTo: Webhooks.deliveriesMax),
                headers: [.link])
        ])

    static let resendDelivery = OperationDescription(
        "resendDelivery", .webhooks, "Sends a delivery again",
        "Whatever became of it, with all its tries anew.",
        answers: [.json(.accepted, "The delivery.", NamedSchema.delivery.reference)])
}

extension WebhookMember: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .url:
            .sent(
                Schema(
                    "string",
                    [
                        "maxLength": .number("\(WebhookURL.lengthMax)"),
                        "pattern": #"^[Hh][Tt][Tt][Pp][Ss]?://[!$-;=?-\[\]_a-z~]+$"#,
                    ]),
                "Where events are sent: `http://` or `https://`, to an address of the public "
                    + "internet.", "https://8.8.8.8/orders")
        case .eventTypes:
            .sent(
                Schema.array(of: Written.name(OrderEventType.allCases.map(\.rawValue))).orNull,
                "Which events; all where it is empty or absent.",
                ["order.created", "order.processed"])
        case .filter:
            .sent(
                Schema(
                    "string", ["maxLength": .number("\(WebhookJSON.filterBytesMax)")]
                ).orNull,
                "A condition on the order as it was right after the event, as `$filter` of "
                    + "OrderFull has it; none where it is absent.", "EntityId eq 14202")
        case .isDisabled: .sent(Sent.plainFlag, "Whether nothing is sent.", false)
        }
    }
}

extension NamedSchema {
    /// What a client writes of a webhook.
    static let webhookInput = NamedSchema(
        "WebhookInput",
        .object(
            WebhookMember.allCases.compactMap { $0.sent(isRequired: $0 == .url) }))

    /// A webhook.
    static let webhook = NamedSchema("Webhook", .object(webhookProperties))

    /// A webhook with its secret.
    static let newWebhook = NamedSchema(
        "NewWebhook",
        .object(
            webhookProperties + [
                .secret("whsec_WxvWNgOOHvNT/s2NHtwrLuVmFzbEtfK/y2AM9Cy8spo=", "What signs.")
            ]))

    private static let webhookProperties: [Schema.Property] = [
        .init("Id", Written.guid, "Made by Docket.", PathKey.webhook.example),
        WebhookMember.url.written(Schema("string", ["format": "uri"])),
        WebhookMember.eventTypes.written(
            .array(of: Written.name(OrderEventType.allCases.map(\.rawValue)))),
        WebhookMember.filter.written(Schema("string").orNull),
        WebhookMember.isDisabled.written(Written.flag),
        .init("DisabledReason", Schema("string").orNull, "Why Docket disabled it.", .null),
        .time("CreatedDateUtc", "When it was made."),
        .time("ModifiedDateUtc", "When it last changed."),
    ]

    /// An event on its way to a webhook.
    static let delivery = NamedSchema(
        "Delivery",
        .object([
            .init("Id", Written.guid, "As in `webhook-id`.", PathKey.delivery.example),
            .init(
                "Type", Written.name(OrderEventType.allCases.map(\.rawValue) + [Delivery.testType]),
                "What happened.", "order.created"),
            .init(
                "Sequence", Written.longInteger.with(["minimum": 1]).orNull,
                "The event's; null of a test.", 6),
            .init(
                "OrderId", Written.guid.orNull, "The order's; null of a test.",
                PathKey.order.example),
            .init(
                "State", Written.name(Delivery.State.allCases.map(\.name)), "How far it has come.",
                "Waiting"),
            .init("Tries", Written.integer.with(["minimum": 0]), "How often it was tried.", 1),
            .time("NextTryAt", "When it is due, where it waits.", orNull: true),
            .time("LastTryAt", "When it was last tried.", orNull: true),
            .init("LastStatus", Schema("integer").orNull, "What the receiver answered.", 503),
            .init(
                "LastError", Schema("string").orNull, "Why, where the receiver did not answer.",
                .null),
            .time("CreatedAt", "When it was made."),
        ]))
}

extension Schema.Property {
    /// A secret that is shown once; the answer that comes again under a key has none.
    static func secret(_ example: JSONValue, _ words: String) -> Self {
        Self(
            "Secret", Schema("string").orNull,
            "\(words) Shown now and never again; null in a repeated answer.", example)
    }

    /// When something happened.
    static func time(_ name: String, _ words: String, orNull: Bool = false) -> Self {
        Self(
            name, orNull ? Written.time.orNull : Written.time, words, "2026-11-21T21:16:28.535Z")
    }
}
