import DocketCore
import DocketJSON
import DocketLabels
import DocketService
import HTTPTypes
import Hummingbird
import NIOCore

/// Labels of paid parcels.
///
/// Source: contract, section 9; `domain.md` B3.
struct LabelsAPI: Sendable {
    private let orders: ParcelOrders
    private let links: ParcelLinks
    private let isSandbox: Bool

    /// The labels of the orders of `services`.
    init(services: DocketServices, links: ParcelLinks, isSandbox: Bool) {
        orders = services.parcelOrders
        self.links = links
        self.isSandbox = isSandbox
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [
            Route(
                .get, "api/labels/{}", .proof(orScope: .publicAPI), .readLabels, get,
                choosesForm: true),
            Route(
                .get, "api/labels/{}/separate", .proof(orScope: .publicAPI), .readSeparateLabels,
                getSeparate),
        ]
    }

    /// What is asked for.
    private struct Wish {
        var media = LabelMedia.a4
        var format = LabelFormat.pdf
        var isOfLine: Bool?
        var hash: String?

        /// Reads the options.
        ///
        /// - Throws: `ParcelError.invalid`.
        init(_ call: Call) throws {
            var named: LabelFormat?
            for option in try call.query() {
                switch option.name.lowercased() {
                case "labelmedia": media = try Self.choice(option)
                case "labelformat": named = try Self.choice(option)
                case "referencetype":
                    let kind: ReferenceType = try Self.choice(option)
                    isOfLine = kind == .line
                case "hash": hash = option.value
                default: break
                }
            }
            let accepted = MediaRange.read(call.headers[values: .accept]).map(\.name)
            format =
                named ?? LabelFormat.allCases.first { accepted.contains($0.mediaType) } ?? .pdf
        }

        private enum ReferenceType: String, CaseIterable {
            case order = "OrderId"
            case line = "OrderLineId"
        }

        private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
            _ option: QueryOption
        ) throws -> Choice {
            let found = Choice.allCases.first {
                $0.rawValue.lowercased() == option.value.lowercased()
            }
            guard let found else {
                let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw ParcelError.invalid([
                    ParcelFault(.order, "\(option.name) must be one of \(names)")
                ])
            }
            return found
        }
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        let wish = try Wish(call)
        let form = try Self.form(call, wish.format)
        let moment = try await links.at(call)
        let lines = try await lines(call, wish, moment)
        let labels = lines.flatMap { self.labels(of: $0, moment) }
        let files = try await Self.files(labels, wish)
        guard form != "application/json", let file = files.first else {
            return .json(.ok, Self.document(labels.count, files))
        }
        // Pages of PNG or ZPL are files of their own; a printer takes the latter one after another.
        let bytes = wish.format == .zpl ? files.flatMap(\.self) : file
        return Answer(
            status: .ok, headers: [.contentType: form],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The labels of each line by itself.
    @Sendable private func getSeparate(_ call: Call) async throws -> Answer {
        let wish = try Wish(call)
        let moment = try await links.at(call)
        var writer = JSONWriter(capacity: 64 << 10)
        writer.beginObject()
        writer.key("Items")
        writer.beginArray()
        for line in try await lines(call, wish, moment) {
            let labels = labels(of: line, moment)
            let files = try await Self.files(labels, wish)
            writer.beginObject()
            writer.key("OrderLineId")
            writer.string("\(line.number)")
            writer.key("CourierTrackingNumbers")
            writer.beginArray()
            for label in labels { writer.string(label.number) }
            writer.endArray()
            writer.key("Base64EncodedLabel")
            writer.string(files.first.map { Base64.encode($0) } ?? "")
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    /// The form of the answer: JSON with the files inside, or for browsers and for whoever asks for
    /// it the file itself.
    ///
    /// - Throws: `RequestError.notAcceptable`.
    private static func form(_ call: Call, _ format: LabelFormat) throws -> String {
        let ranges = MediaRange.read(call.headers[values: .accept])
        let own = format.mediaType
        if ranges.contains(where: { [own, "text/html"].contains($0.name) && $0.quality > 0 }) {
            return own
        }
        try Accept.requireJSON(call.headers)
        return "application/json"
    }

    /// Labels are drawn apart from the threads that requests are read on.
    private static func files(_ labels: [Label], _ wish: Wish) async throws -> [[UInt8]] {
        let (media, format) = (wish.media, wish.format)
        return try await Task.detached {
            try LabelPrinter.files(labels, on: media, as: format)
        }.value
    }

    private static func document(_ count: Int, _ files: [[UInt8]]) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024 + files.reduce(0) { $0 + $1.count * 4 / 3 })
        writer.beginObject()
        writer.key("SuccessfulLabels")
        writer.integer(count)
        writer.key("FailedLabels")
        writer.integer(0)
        writer.key("Base64EncodedLabels")
        writer.beginArray()
        for file in files { writer.string(Base64.encode(file)) }
        writer.endArray()
        for name in ["ErrorCode", "Message", "Help"] {
            writer.key(name)
            writer.null()
        }
        writer.endObject()
        return writer.bytes
    }
}

// MARK: - What is on them

extension LabelsAPI {
    /// A line whose labels are wanted.
    private struct Line {
        let number: ParcelNumber
        let record: ShipmentRecord
    }

    /// The lines that the path names, and that the caller may see.
    ///
    /// - Throws: `ParcelError.notFound`, `.noLabel`; `RequestError.invalidToken`.
    private func lines(
        _ call: Call, _ wish: Wish, _ moment: ParcelLinks.Moment
    ) async throws -> [Line] {
        let text = call.segment(2)
        let number: ParcelNumber
        if text.contains("|") {
            guard let line = moment.line(provenBy: text) else { throw ParcelError.notFound(text) }
            number = line
        } else {
            number = try allowed(text, call, wish, moment)
        }
        let found = try await orders.get(number.ofOrder)
        let wanted = found.parcels.lines.filter { number.line == nil || number.line == $0.line }
        guard !wanted.isEmpty else { throw ParcelError.notFound(text) }
        guard found.parcels.paid != nil else { throw ParcelError.noLabel }
        return wanted.compactMap { line in
            ShipmentDocument.record(line).map {
                Line(number: number.ofOrder.line(line.line), record: $0)
            }
        }
    }

    /// The order or line of that number, for its company, and for who has the order's hash.
    private func allowed(
        _ text: String, _ call: Call, _ wish: Wish, _ moment: ParcelLinks.Moment
    ) throws -> ParcelNumber {
        if call.principal == nil, wish.hash == nil {
            throw RequestError.invalidToken(wasSent: false)
        }
        // A number may be an order's or, with another company before it, a line's: the one that
        // the caller may see is meant.
        let choices = [ParcelNumber(order: text), ParcelNumber(line: text)].compactMap(\.self)
        let company = call.principal == nil ? nil : try call.company()
        let allowed = choices.first { number in
            guard wish.isOfLine.map({ $0 == (number.line != nil) }) ?? true else { return false }
            return wish.hash.map { moment.isHash($0, of: number) } ?? false
                || number.company == company
        }
        guard let allowed else { throw ParcelError.notFound(text) }
        return allowed
    }

    private func labels(of line: Line, _ moment: ParcelLinks.Moment) -> [Label] {
        let (draft, record) = (line.record.draft, line.record)
        let home = draft.collection.country?.iso3 ?? ""
        return draft.parcels.enumerated().map { place, parcel in
            Label(
                courier: record.courierName, service: record.serviceName,
                receiver: parcel.delivery.lines(seenFrom: home),
                sender: draft.collection.lines(seenFrom: home),
                instructions: parcel.delivery[.specialInstructions] ?? "",
                number: "\(line.number)\(place + 1 < 10 ? "0" : "")\(place + 1)", place: place + 1,
                count: draft.parcels.count, grams: parcel.grams ?? 0,
                collection: record.collection, reference: draft.reference ?? "",
                contents: parcel.contentsSummary ?? "",
                trackingURL: moment.tracking(of: line.number), isSample: isSandbox)
        }
    }
}

extension LabelFormat {
    /// As `Content-Type` has it.
    var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .png: "image/png"
        case .zpl: "application/zpl"
        }
    }
}
