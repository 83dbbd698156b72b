/// Where a company wants to be told of its events.
///
/// Source: contract, section 10.
package struct Webhook: Sendable, Equatable {
    /// UUID version 7, made on create.
    package let id: GUID
    /// Where events are sent.
    package var url: String
    /// Which events; empty for all.
    package var eventTypes: [OrderEventType]
    /// A condition on the order as of the event, as `$filter` has it; `nil` for none.
    package var filter: String?
    /// Whether nothing is sent.
    package var isDisabled: Bool
    /// Why the server disabled it; `nil` where a client did, or nobody.
    package var disabledReason: String?
    /// What signs the deliveries, the newest first.
    package var secrets: [WebhookSecret]
    /// The Sequence of the last event that was looked at.
    package var lastSequence: Int64
    /// When it was made.
    package let createdAt: Timestamp
    /// When it last changed.
    package var modifiedAt: Timestamp

    /// A webhook as it was stored.
    package init(
        id: GUID, url: String, eventTypes: [OrderEventType], filter: String?, isDisabled: Bool,
        disabledReason: String?, secrets: [WebhookSecret], lastSequence: Int64,
        createdAt: Timestamp, modifiedAt: Timestamp
    ) {
        self.id = id
        self.url = url
        self.eventTypes = eventTypes
        self.filter = filter
        self.isDisabled = isDisabled
        self.disabledReason = disabledReason
        self.secrets = secrets
        self.lastSequence = lastSequence
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
    }
}

/// What signs deliveries (Standard Webhooks, "Signature scheme").
package struct WebhookSecret: Sendable, Equatable {
    /// 24 to 64 random bytes.
    package let bytes: [UInt8]
    /// When it stops signing, since another took its place; `nil` for the present one.
    package var validUntil: Timestamp?

    /// A secret.
    package init(bytes: [UInt8], validUntil: Timestamp?) {
        self.bytes = bytes
        self.validUntil = validUntil
    }

    /// Bytes of a secret that is made here.
    package static let byteCount = 32

    /// How long a secret goes on signing beside the one that took its place, in hours: long enough
    /// for receivers to take the new one.
    package static let overlapHours = 24

    /// As receivers are told it: `whsec_` and base64.
    package var text: String { "whsec_" + Base64.encode(bytes) }
}

/// When a delivery that failed is tried again.
///
/// Source: Standard Webhooks, "Deliverability and reliability": ten tries in some three days.
package enum DeliverySchedule {
    /// Seconds from one try to the next; the first follows its event at once.
    package static let pauses: [Int64] = [
        0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]
    /// The longest of them.
    package static let longest: Int64 = 86_400
    /// By what part of itself a pause may be longer, so that what failed together is not tried
    /// together.
    package static let jitter = 0.1

    /// When to try again after `tries` have failed.
    ///
    /// - Parameters:
    ///   - share: from 0 to 1, by chance.
    ///   - asked: seconds that the receiver asked for by `Retry-After`; `nil` for none.
    /// - Returns: `nil` where it was tried often enough.
    package static func next(
        after tries: Int, at now: Timestamp, share: Double, asked: Int64? = nil
    ) -> Timestamp? {
        guard tries < pauses.count else { return nil }
        let pause = pauses[tries]
        let milliseconds = Int64(Double(pause) * 1000 * (1 + jitter * share))
        let wanted = max(milliseconds, min(asked ?? 0, longest) * 1000)
        return Timestamp(microseconds: now.microseconds + wanted * 1000)
    }
}

/// An event on its way to a webhook.
package struct Delivery: Sendable, Equatable {
    /// How far it has come.
    package enum State: String, Sendable, CaseIterable {
        /// It is to be tried.
        case waiting
        /// The receiver took it.
        case delivered
        /// It was tried often enough; only a client has it sent again.
        case parked

        /// As clients see it.
        package var name: String {
            switch self {
            case .waiting: "Waiting"
            case .delivered: "Delivered"
            case .parked: "Parked"
            }
        }

        /// The state of that name, of either case.
        package init?(name: String) {
            self.init(rawValue: name.lowercased())
        }
    }

    /// The type of a test.
    package static let testType = "webhook.test"

    /// UUID version 7; the receiver knows repetitions by it.
    package let id: GUID
    /// Which webhook's.
    package let webhookID: GUID
    /// What happened; `nil` for a test.
    package let sequence: Int64?
    /// The order that it happened to.
    package let orderID: GUID?
    /// `order.created` and the like, or `testType`.
    package let type: String
    /// How far it has come.
    package var state: State
    /// How often it was tried.
    package var tries: Int
    /// When it is to be tried next.
    package var dueAt: Timestamp
    /// The status that the receiver answered last; `nil` where it did not.
    package var lastStatus: Int?
    /// Why it was not taken last; `nil` where it was, or was not tried.
    package var lastError: String?
    /// When it was made.
    package let createdAt: Timestamp
    /// When it was last tried.
    package var triedAt: Timestamp?

    /// A delivery as it was stored.
    package init(
        id: GUID, webhookID: GUID, sequence: Int64?, orderID: GUID?, type: String, state: State,
        tries: Int, dueAt: Timestamp, lastStatus: Int?, lastError: String?, createdAt: Timestamp,
        triedAt: Timestamp?
    ) {
        self.id = id
        self.webhookID = webhookID
        self.sequence = sequence
        self.orderID = orderID
        self.type = type
        self.state = state
        self.tries = tries
        self.dueAt = dueAt
        self.lastStatus = lastStatus
        self.lastError = lastError
        self.createdAt = createdAt
        self.triedAt = triedAt
    }
}
