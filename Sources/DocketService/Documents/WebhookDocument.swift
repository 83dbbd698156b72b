package import DocketCore
import DocketJSON

/// Webhooks and their deliveries as JSON documents, and what is delivered.
///
/// Source: contract, section 10; Standard Webhooks, "Payload structure".
package enum WebhookDocument {
    /// What is delivered of an event.
    ///
    /// - Parameter order: as it was then; `nil` where its history does not go back so far.
    static func bytes(_ event: KeptEvent, of order: Order?) -> [UInt8] {
        payload(event.event.type.rawValue, at: event.event.at) { writer in
            writer.key("event")
            EventDocument.write(event, to: &writer)
            writer.key("order")
            if let order {
                writer.raw(OrderDocument.bytes(order, withItems: true)[...])
            } else {
                writer.null()
            }
        }
    }

    /// What is delivered as a test.
    static func test(at now: Timestamp) -> [UInt8] {
        payload(Delivery.testType, at: now) { writer in
            writer.key("event")
            writer.null()
            writer.key("order")
            writer.null()
        }
    }

    private static func payload(
        _ type: String, at now: Timestamp, _ data: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.key("type")
        writer.string(type)
        writer.key("timestamp")
        writer.time(now)
        writer.key("data")
        writer.beginObject()
        data(&writer)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// One webhook.
    package static func bytes(_ webhook: Webhook, secret: ShownSecret = .absent) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        write(webhook, secret: secret, to: &writer)
        return writer.bytes
    }

    /// A list of webhooks.
    package static func bytes(_ webhooks: [Webhook]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + 512 * webhooks.count)
        writer.beginArray()
        for webhook in webhooks { write(webhook, secret: .absent, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    private static func write(
        _ webhook: Webhook, secret: ShownSecret, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("Id")
        writer.guid(webhook.id)
        writer.key("Url")
        writer.string(webhook.url)
        writer.key("EventTypes")
        writer.beginArray()
        for type in webhook.eventTypes { writer.string(type.rawValue) }
        writer.endArray()
        writer.key("Filter")
        writer.optional(webhook.filter) { $0.string($1) }
        writer.key("Disabled")
        writer.boolean(webhook.isDisabled)
        writer.key("DisabledReason")
        writer.optional(webhook.disabledReason) { $0.string($1) }
        writer.secret(secret)
        writer.key("CreatedDateUtc")
        writer.time(webhook.createdAt)
        writer.key("ModifiedDateUtc")
        writer.time(webhook.modifiedAt)
        writer.endObject()
    }

    /// One delivery.
    package static func bytes(_ delivery: Delivery) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        write(delivery, to: &writer)
        return writer.bytes
    }

    /// A list of deliveries.
    package static func bytes(_ deliveries: [Delivery]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + 384 * deliveries.count)
        writer.beginArray()
        for delivery in deliveries { write(delivery, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    private static func write(_ delivery: Delivery, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("Id")
        writer.guid(delivery.id)
        writer.key("Type")
        writer.string(delivery.type)
        writer.key("Sequence")
        writer.optional(delivery.sequence) { $0.integer($1) }
        writer.key("OrderId")
        writer.guid(delivery.orderID)
        writer.key("State")
        writer.string(delivery.state.name)
        writer.key("Tries")
        writer.integer(delivery.tries)
        writer.key("NextTryAt")
        writer.optional(delivery.state == .waiting ? delivery.dueAt : nil) { $0.time($1) }
        writer.key("LastTryAt")
        writer.optional(delivery.triedAt) { $0.time($1) }
        writer.key("LastStatus")
        writer.optional(delivery.lastStatus) { $0.integer($1) }
        writer.key("LastError")
        writer.optional(delivery.lastError) { $0.string($1) }
        writer.key("CreatedAt")
        writer.time(delivery.createdAt)
        writer.endObject()
    }
}
