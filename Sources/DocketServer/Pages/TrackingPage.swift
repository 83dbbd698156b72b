import DocketCore
import DocketService
import HTTPTypes

/// `/tracking/{reference}`: where people with the link see how far a shipment is.
///
/// Source: contract, section 9; `domain.md` B3.
struct TrackingPage: Sendable {
    private let tracking: ShipmentTracking
    private let links: ParcelLinks

    init(services: DocketServices, links: ParcelLinks) {
        tracking = services.tracking
        self.links = links
    }

    /// The page's address, for the table of routes.
    var routes: [Route] {
        [Route(.get, "tracking/{}", .anyone, .showTracking, get, choosesForm: true)]
    }

    /// The stages that a shipment goes through when nothing goes wrong; those that are another
    /// way of the same, at the same place.
    private static let way: [[TrackingStage]] = [
        [.booked], [.collected, .droppedOff], [.inTransit, .atDepot], [.deliveryScheduled],
        [.delivered],
    ]

    @Sendable private func get(_ call: Call) async throws -> Answer {
        let moment = try await links.at(call)
        guard let line = moment.line(provenBy: call.segment(1)),
            let found = try await events(of: line)
        else {
            return Page(
                title: "This link leads nowhere", body: .message,
                values: ["text": "Perhaps it was cut short. Ask whoever sent the parcel."]
            ).answer(.notFound)
        }
        let present = found.events.first { $0.stage != .majorError }?.stage
        var values: [String: any Sendable] = [
            "lead": Self.lead(line, found.record),
            "hasStages": present != nil, "hasEvents": !found.events.isEmpty,
            "stages": Self.way.map { stages -> [String: any Sendable] in
                let isPresent = present.map(stages.contains) ?? false
                let stage = isPresent ? present ?? stages[0] : stages[0]
                return ["words": stage.words, "present": isPresent]
            },
            "events": found.events.map(Self.values),
        ]
        if present != nil { values["labels"] = moment.labels(ofLine: line, media: "A4") }
        let title = found.events.first?.stage.words ?? "Not paid yet"
        return Page(title: title, body: .tracking, values: values).answer(.ok)
    }

    private func events(
        of line: ParcelNumber
    ) async throws -> (events: [TrackingEvent], record: ShipmentRecord?)? {
        do {
            return try await tracking.events(of: line)
        } catch ParcelError.notFound {
            return nil
        }
    }

    private static func lead(_ line: ParcelNumber, _ record: ShipmentRecord?) -> String {
        var words = "Shipment \(line)"
        if let record { words += ", \(record.serviceName) by \(record.courierName)" }
        if let day = record?.delivery { words += ". It should be there on \(day)" }
        return words + "."
    }

    private static func values(of event: TrackingEvent) -> [String: any Sendable] {
        var values: [String: any Sendable] = [
            "what": event.description.description, "at": event.at.minuteWords,
        ]
        values["place"] = event.location?.description
        values["details"] = event.details?.description
        return values
    }
}
