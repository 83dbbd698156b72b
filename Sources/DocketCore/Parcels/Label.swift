/// What stands on the label of one parcel.
package struct Label: Sendable, Equatable {
    /// Who carries it.
    package var courier: String
    /// By which service.
    package var service: String
    /// Where it goes, line by line, the receiver first.
    package var receiver: [String]
    /// Where it comes from, line by line.
    package var sender: [String]
    /// What whoever delivers it has to know; empty for nothing.
    package var instructions: String
    /// The digits of the barcode: the line's number, and two digits for the parcel.
    package var number: String
    /// Which parcel of the shipment, from 1.
    package var place: Int
    /// How many there are.
    package var count: Int
    /// In grams.
    package var grams: Int64
    /// The day of collection; `nil` where none is known.
    package var collection: CalendarDay?
    /// The client's own words; empty for none.
    package var reference: String
    /// What is in it; empty where nothing is said.
    package var contents: String
    /// The address of the tracking page, as the square code has it.
    package var trackingURL: String
    /// Whether it is of a sandbox, and good for nothing.
    package var isSample: Bool

    /// A label.
    package init(
        courier: String, service: String, receiver: [String], sender: [String],
        instructions: String, number: String, place: Int, count: Int, grams: Int64,
        collection: CalendarDay?, reference: String, contents: String, trackingURL: String,
        isSample: Bool
    ) {
        self.courier = courier
        self.service = service
        self.receiver = receiver
        self.sender = sender
        self.instructions = instructions
        self.number = number
        self.place = place
        self.count = count
        self.grams = grams
        self.collection = collection
        self.reference = reference
        self.contents = contents
        self.trackingURL = trackingURL
        self.isSample = isSample
    }

    /// The weight as people write it: `1.5 kg`.
    package var weightText: String { "\(RateCard.kilograms(grams)) kg" }
}

/// What labels are printed on.
///
/// Source: `domain.md` B3, `labelMedia`.
package enum LabelMedia: String, Sendable, CaseIterable {
    /// Sheets, with up to four labels on each.
    case a4 = "A4"
    /// 4 by 6 inches, each label by itself.
    case label4x6 = "Label4X6"
}

/// How labels are written.
///
/// Source: contract, section 9.
package enum LabelFormat: String, Sendable, CaseIterable {
    case pdf = "PDF"
    case png = "PNG"
    /// The language of Zebra's printers.
    case zpl = "ZPL"
}
