import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

extension ParcelsAPI {
    /// How far a line is: for its company, and for whoever has its reference.
    @Sendable func getTracking(_ call: Call) async throws -> Answer {
        let line = try await line(call)
        let events = try await tracking.events(of: line)
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.key("Results")
        writer.beginArray()
        for event in events.events {
            writer.beginObject()
            writer.key("Timestamp")
            writer.time(event.at)
            writer.key("Description")
            writer.text(event.description)
            writer.key("Details")
            writer.text(event.details)
            writer.key("StatusCode")
            writer.string(event.stage.rawValue)
            writer.key("ParcelNumber")
            writer.string(event.parcel.map { "\(line)-\($0)" } ?? "\(line)")
            writer.key("CourierId")
            writer.string(events.record?.courierName ?? "")
            writer.key("DeliveryType")
            writer.string("Door")
            writer.key("Location")
            writer.text(event.location)
            writer.key("Stage")
            writer.string(event.stage.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    /// Adds what happened to a shipment on its way.
    @Sendable func addTracking(_ call: Call) async throws -> KeptAnswer {
        let text = call.segment(2)
        guard let line = ParcelNumber(line: text), line.company == (try call.company()) else {
            throw ParcelError.notFound(text)
        }
        let draft = try TrackingDraft(try await call.parcelBody(), at: call.now)
        return try await tracking.add(draft, to: line, as: call.change) { number in
            var writer = JSONWriter(capacity: 64)
            writer.beginObject()
            writer.key("Number")
            writer.integer(number)
            writer.endObject()
            return .json(.ok, writer.bytes)
        }
    }

    /// The line of the path that the caller may see.
    ///
    /// - Throws: `ParcelError.notFound`; `RequestError.invalidToken`.
    func line(_ call: Call) async throws -> ParcelNumber {
        let text = call.segment(2)
        if text.contains("|") {
            guard let line = try await links.at(call).line(provenBy: text) else {
                throw ParcelError.notFound(text)
            }
            return line
        }
        guard call.principal != nil else { throw RequestError.invalidToken(wasSent: false) }
        guard let line = ParcelNumber(line: text), line.company == (try call.company()) else {
            throw ParcelError.notFound(text)
        }
        return line
    }
}

extension TrackingDraft {
    /// Reads what a carrier tells.
    ///
    /// - Throws: `ParcelError.invalid`.
    fileprivate init(_ value: JSONValue, at now: Timestamp) throws(ParcelError) {
        var faults: [ParcelFault] = []
        func text(_ name: String) -> Text? {
            guard let member = value.member(name) else { return nil }
            guard let text = member.asDigits else {
                faults.append(ParcelFault(.parcel, "\(name) must be a text"))
                return nil
            }
            if text.isEmpty { return nil }
            if text.unicodeScalars.count > ParcelLimits.textScalarsMax {
                faults.append(
                    ParcelFault(
                        .parcel,
                        "\(name) has more than \(ParcelLimits.textScalarsMax) characters"))
            } else if Text(text).hasForbiddenControl {
                faults.append(ParcelFault(.parcel, "\(name) has a control character"))
            }
            return Text(text)
        }
        let name = value.member("Stage", "StatusCode")?.text ?? ""
        let stage = TrackingStage.allCases.first {
            $0.rawValue.lowercased() == name.lowercased()
        }
        if stage == nil {
            let names = TrackingStage.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(ParcelFault(.parcel, "Stage must be one of \(names)"))
        }
        var at = now
        if let written = value.member("Timestamp") {
            if let time = written.text.flatMap({ Timestamp($0) }) {
                at = time.wholeMilliseconds
            } else {
                faults.append(
                    ParcelFault(.parcel, "Timestamp must be a time as RFC 3339 writes it"))
            }
        }
        let parcel = value.member("Parcel")?.asDigits.flatMap { Int32($0) }
        if value.member("Parcel") != nil, parcel == nil {
            faults.append(ParcelFault(.parcel, "Parcel must be a whole number"))
        }
        self.init(
            at: at, stage: stage ?? .booked,
            description: text("Description") ?? Text((stage ?? .booked).words),
            details: text("Details"), location: text("Location"), parcel: parcel)
        guard faults.isEmpty else { throw .invalid(faults) }
    }
}
