/// What a client sent as an item of a parcel order, or asked a price for.
///
/// Source: `domain.md` B2.
package struct ShipmentDraft: Sendable, Equatable {
    /// The client's own id, which comes back as ItemId; `nil` where there is none.
    package var itemID: String?
    /// The service's slug; empty where none was named.
    package var service = ""
    /// The day as it was written; `nil` where none was.
    package var collectionDate: String?
    /// The client's own words for it.
    package var reference: String?
    /// What was chosen beside the service.
    package var extras: [ExtraDraft] = []
    /// What customs wants to know.
    package var customs = CustomsDraft()
    /// Where it is fetched.
    package var collection = ParcelAddress()
    /// What is sent.
    package var parcels: [ParcelDraft] = []
    /// What could not be read.
    package var faults: [ParcelFault] = []

    /// Nothing.
    package init() {}
}

/// Something chosen beside the service, as a client names it.
package struct ExtraDraft: Sendable, Equatable {
    /// Its name.
    package var name: String
    /// How much cover is wanted; `nil` where nothing is said of it.
    package var cover: Money?

    /// A choice.
    package init(name: String, cover: Money? = nil) {
        self.name = name
        self.cover = cover
    }
}

/// A parcel as a client sent it; what is `nil` was not there, or could not be read.
package struct ParcelDraft: Sendable, Equatable {
    /// The client's own id.
    package var id: String?
    /// In tenths of a millimetre.
    package var length: Int64?
    /// In tenths of a millimetre.
    package var width: Int64?
    /// In tenths of a millimetre.
    package var height: Int64?
    /// In grams.
    package var grams: Int64?
    /// What it is worth.
    package var value: Money?
    /// What is in it, in a word.
    package var contentsSummary: String?
    /// What is in it, thing by thing.
    package var contents: [ContentDraft] = []
    /// Where it goes.
    package var delivery = ParcelAddress()

    /// Nothing.
    package init() {}

    /// Its size and weight; `nil` where one is missing or can't be.
    package var size: ParcelSize? {
        guard let length, let width, let height, let grams else { return nil }
        return ParcelSize(length, width, height, grams: grams)
    }
}

/// Things in a parcel, as customs wants them told.
package struct ContentDraft: Sendable, Equatable {
    /// What they are.
    package var description: String?
    /// How many.
    package var quantity: Int32?
    /// What they are worth.
    package var value: Money?
    /// By the tariff of customs.
    package var tariffCode: String?
    /// Where they were made: letters or the name of a country.
    package var originCountry: String?

    /// Nothing.
    package init() {}
}

/// What customs wants to know of a shipment, as a client sent it.
package struct CustomsDraft: Sendable, Equatable {
    /// Where it was made: letters or the name of a country.
    package var originCountry: String?
    /// Why it leaves the country.
    package var exportReason: String?
    /// Whether the sender is registered for VAT.
    package var vatStatus: String?
    /// Whether the receiver is.
    package var recipientVATStatus: String?
    /// The sender's number of VAT.
    package var vatNumber: String?
    /// The number of a Spanish company.
    package var nifNumber: String?
    /// The sender's number at customs.
    package var eoriNumber: String?
    /// The number of the Import One-Stop Shop.
    package var iossCode: String?

    /// Nothing.
    package init() {}
}

/// Why something leaves a country.
///
/// Source: `domain.md` B2, "ExportReason".
package enum ExportReason: String, Sendable, CaseIterable {
    case sale = "Sale"
    case gift = "Gift"
    case sample = "Sample"
    case repair = "Repair"
    case documents = "Documents"
    case intraCompanyTransfer = "IntraCompanyTransfer"
    case temporaryExport = "TemporaryExport"
}

/// Whether somebody is registered for VAT.
///
/// Source: `domain.md` B2, "VatStatus".
package enum VATStatus: String, Sendable, CaseIterable {
    case individual = "Individual"
    case notRegistered = "NotRegistered"
    case registered = "Registered"
}

/// How much a parcel order may hold.
package enum ParcelLimits {
    /// Items of an order.
    package static let itemsMax = 100
    /// Parcels of an item.
    package static let parcelsMax = 50
    /// Things told of a parcel.
    package static let contentsMax = 100
    /// Characters of a reference.
    ///
    /// Source: `domain.md` B2.
    package static let referenceScalarsMax = 50
    /// Characters of any other text.
    package static let textScalarsMax = 255
    /// The most that a parcel may be worth.
    package static let valueMax = Money(pence: 10_000_000) ?? .zero
}
