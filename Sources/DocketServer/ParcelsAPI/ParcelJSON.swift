import DocketCore
import DocketJSON
import DocketService

/// What the parcel API answers.
///
/// Source: seed 004; `domain.md` B2 and B3.
enum ParcelJSON {
    /// The answer to an order that was made.
    static func created(_ made: FullParcelOrder, _ links: ParcelLinks.Moment) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("OrderId")
        writer.string("\(made.number)")
        writer.key("Links")
        writer.beginObject()
        writer.key("payment")
        writer.string(links.payment(of: made.number))
        writer.key("PayWithPrePay")
        writer.string(links.prepay(of: made.number))
        writer.key("help")
        writer.string("\(links.server)/docs")
        writer.endObject()
        writeTotals(made.parcels, to: &writer)
        writer.key("Hash")
        writer.string(links.hash(of: made.number))
        writer.key("OrderlineIdMap")
        writer.beginArray()
        for line in made.parcels.lines {
            let number = made.number.line(line.line)
            writer.beginObject()
            writer.key("OrderLineIdHmac")
            writer.string(links.reference(to: number))
            writer.key("OrderLineId")
            writer.string("\(number)")
            writer.key("ItemId")
            writer.string(line.clientItemID)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func writeTotals(_ parcels: ParcelOrder, to writer: inout JSONWriter) {
        let (exVAT, vat) = (parcels.exVAT ?? .zero, parcels.vat ?? .zero)
        writer.key("TotalPrice")
        writer.money(exVAT.adding(vat) ?? .zero)
        writer.key("TotalVat")
        writer.money(vat)
        writer.key("TotalPriceExVat")
        writer.money(exVAT)
        writer.key("TotalDiscount")
        writer.money(.zero)
    }

    /// An order as it stands.
    static func detail(_ found: FullParcelOrder, _ links: ParcelLinks.Moment) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.key("OrderId")
        writer.string("\(found.number)")
        writer.key("State")
        writer.name(found.order.state.name)
        writer.key("CreatedDate")
        writer.time(found.order.createdAt)
        writer.key("PaidDate")
        writer.optional(found.parcels.paid) { $0.time($1.at) }
        writer.key("PaidBy")
        writer.optional(found.parcels.paid) { $0.string($1.source.rawValue) }
        writeTotals(found.parcels, to: &writer)
        writer.key("TotalRefunded")
        writer.money(found.parcels.refunded)
        writer.key("Items")
        writer.beginArray()
        for line in found.parcels.lines {
            write(line, of: found, links, to: &writer)
        }
        writer.endArray()
        writer.key("Links")
        writer.beginObject()
        if found.parcels.paid == nil {
            writer.key("payment")
            writer.string(links.payment(of: found.number))
            writer.key("PayWithPrePay")
            writer.string(links.prepay(of: found.number))
        } else {
            writer.key("labels-4x6")
            writer.string(links.labels(of: found.number, media: "Label4X6"))
            writer.key("labels-a4")
            writer.string(links.labels(of: found.number, media: "A4"))
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func write(
        _ line: ParcelLine, of found: FullParcelOrder, _ links: ParcelLinks.Moment,
        to writer: inout JSONWriter
    ) {
        let number = found.number.line(line.line)
        let record = ShipmentDocument.record(line)
        writer.beginObject()
        writer.key("OrderLineId")
        writer.string("\(number)")
        writer.key("OrderLineIdHmac")
        writer.string(links.reference(to: number))
        writer.key("ItemId")
        writer.string(line.clientItemID)
        writer.key("Service")
        writer.string(line.service)
        writer.key("ServiceName")
        writer.string(record?.serviceName ?? line.service)
        writer.key("CourierName")
        writer.string(record?.courierName ?? "")
        writer.key("Reference")
        writer.optional(record?.draft.reference) { $0.string($1) }
        writer.key("CollectionDate")
        writer.optional(record?.collection) { $0.string("\($1)T00:00:00") }
        writer.key("EstimatedDeliveryDate")
        writer.optional(record?.delivery) { $0.string("\($1)T00:00:00") }
        writer.key("CollectionAddress")
        writer.value(ShipmentDocument.value(record?.draft.collection ?? ParcelAddress()))
        writer.key("TotalPrice")
        writer.money(line.exVAT.adding(line.vat) ?? .zero)
        writer.key("TotalVat")
        writer.money(line.vat)
        writer.key("TotalPriceExVat")
        writer.money(line.exVAT)
        writer.key("Refunded")
        writer.money(line.refundedExVAT.adding(line.refundedVAT) ?? .zero)
        writer.key("Breakdown")
        writer.beginArray()
        for part in record?.parts ?? [] { write(part.words, part.amount, to: &writer) }
        writer.endArray()
        writer.key("Parcels")
        writer.beginArray()
        for parcel in record?.draft.parcels ?? [] {
            write(parcel, at: number, isPaid: found.parcels.paid != nil, links, to: &writer)
        }
        writer.endArray()
        writer.key("Links")
        writer.beginObject()
        writer.key("tracking-page")
        writer.string(links.tracking(of: number))
        writer.endObject()
        writer.endObject()
    }

    static func write(_ words: String, _ amount: Money, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("Description")
        writer.string(words)
        writer.key("PriceExVat")
        writer.money(amount)
        writer.endObject()
    }

    private static func write(
        _ parcel: ParcelDraft, at number: ParcelNumber, isPaid: Bool,
        _ links: ParcelLinks.Moment, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("Id")
        writer.optional(parcel.id) { $0.string($1) }
        writer.key("ContentsSummary")
        writer.optional(parcel.contentsSummary) { $0.string($1) }
        writer.key("EstimatedValue")
        writer.money(parcel.value ?? .zero)
        writer.key("DeliveryAddress")
        writer.value(ShipmentDocument.value(parcel.delivery))
        writer.key("Links")
        writer.beginObject()
        if isPaid {
            writer.key("label-4x6")
            writer.string(links.labels(ofLine: number, media: "Label4X6"))
            writer.key("label-a4")
            writer.string(links.labels(ofLine: number, media: "A4"))
        }
        writer.endObject()
        writer.key("PrintInStoreBarcode")
        writer.null()
        writer.key("PrintInStoreBarcodeFormat")
        writer.null()
        writer.endObject()
    }

    /// The answer to a payment: where to go on.
    static func paid(_ paid: FullParcelOrder, _ links: ParcelLinks.Moment) -> [UInt8] {
        var found = [
            ("labels-4x6", links.labels(of: paid.number, media: "Label4X6")),
            ("labels-a4", links.labels(of: paid.number, media: "A4")),
        ]
        found += paid.parcels.lines.map { line in
            ("tracking-page", links.tracking(of: paid.number.line(line.line)))
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("Links")
        writer.beginArray()
        for (name, link) in found {
            writer.beginObject()
            writer.key("Name")
            writer.string(name)
            writer.key("Link")
            writer.string(link)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// What an order would cost.
    static func verified(_ lines: [PricedShipment]) -> [UInt8] {
        let exVAT = Money.sum(lines.map(\.price.exVAT)) ?? .zero
        let vat = Money.sum(lines.map(\.price.vat)) ?? .zero
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("Errors")
        writer.beginArray()
        writer.endArray()
        writer.key("Cost")
        writer.money(exVAT.adding(vat) ?? .zero)
        writer.key("TotalPrice")
        writer.money(exVAT.adding(vat) ?? .zero)
        writer.key("TotalVat")
        writer.money(vat)
        writer.key("TotalPriceExVat")
        writer.money(exVAT)
        writer.endObject()
        return writer.bytes
    }

    /// Why it can't be made.
    static func verified(faults: [ParcelFault]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("Errors")
        writer.beginArray()
        for fault in faults.prefix(Problem.faultsMax) {
            writer.beginObject()
            writer.key("Type")
            writer.string(fault.subject.rawValue)
            writer.key("Error")
            writer.string(fault.detail)
            writer.key("ItemId")
            writer.optional(fault.itemID) { $0.string($1) }
            writer.endObject()
        }
        writer.endArray()
        writer.key("Cost")
        writer.integer(0)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    /// A value as a tree.
    mutating func value(_ value: JSONValue) { value.write(to: &self) }
}

extension ParcelOrder {
    /// What was given back, with VAT.
    var refunded: Money {
        Money.sum(lines.flatMap { [$0.refundedExVAT, $0.refundedVAT] }) ?? .zero
    }
}
