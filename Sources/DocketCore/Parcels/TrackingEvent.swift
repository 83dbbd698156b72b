/// How far a parcel is.
///
/// Source: `domain.md` B3, "Webhooks", for the stages.
package enum TrackingStage: String, Sendable, CaseIterable {
    case booked = "Booked"
    case collected = "Collected"
    case droppedOff = "DroppedOff"
    case inTransit = "InTransit"
    case atDepot = "AtDepot"
    case deliveryScheduled = "DeliveryScheduled"
    case delivered = "Delivered"
    case majorError = "MajorError"

    /// What people call it.
    package var words: String {
        switch self {
        case .booked: "Booked"
        case .collected: "Collected"
        case .droppedOff: "Dropped off"
        case .inTransit: "In transit"
        case .atDepot: "At the depot"
        case .deliveryScheduled: "Out for delivery"
        case .delivered: "Delivered"
        case .majorError: "Something went wrong"
        }
    }
}

/// Something that happened to a shipment on its way.
package struct TrackingEvent: Sendable, Equatable {
    /// Its place among the shipment's, from 1.
    package let number: Int32
    /// When it happened.
    package let at: Timestamp
    /// How far the parcel is.
    package let stage: TrackingStage
    /// What happened, in words.
    package let description: Text
    /// More words; `nil` for none.
    package let details: Text?
    /// Where; `nil` where that is not known.
    package let location: Text?
    /// Which parcel of the shipment, from 1; `nil` for all.
    package let parcel: Int32?

    /// An event.
    package init(
        number: Int32, at: Timestamp, stage: TrackingStage, description: Text,
        details: Text? = nil, location: Text? = nil, parcel: Int32? = nil
    ) {
        self.number = number
        self.at = at
        self.stage = stage
        self.description = description
        self.details = details
        self.location = location
        self.parcel = parcel
    }

    /// How many a shipment may have.
    package static let countMax = 500
}
