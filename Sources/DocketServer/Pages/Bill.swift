import DocketCore
import DocketService

/// What a customer pays on a page, or has paid there: an order, or money that is paid in.
struct Bill: Sendable {
    /// Whose customer it is.
    let company: CompanyID
    /// The order; `nil` where money is paid in.
    let number: ParcelNumber?
    /// What the page is called.
    let title: String
    /// What the page says of it.
    let values: [String: any Sendable]
    /// Whether it can be paid.
    let isOpen: Bool
    /// Path and query of the page.
    let path: String
    /// What a gateway is asked for.
    let wish: CardPayments.Wish

    /// By which option the page knows that somebody comes from a gateway.
    static let returnOption = "from"

    /// Whether prepay can pay it.
    var takesPrepay: Bool { number != nil }

    /// An order.
    init(_ found: FullParcelOrder, at now: Timestamp, _ links: ParcelLinks.Moment) {
        company = found.number.company
        number = found.number
        path = links.paymentPage(of: found.number)
        wish = CardPayments.Wish(
            .order(found.order.id), found.price ?? .zero, title: "Order \(found.number)",
            server: links.server, returnPath: "\(path)&\(Self.returnOption)=gateway")
        let reason = found.order.reasonNotToPay(at: now)
        isOpen = found.parcels.paid == nil && reason == nil
        if let paid = found.parcels.paid {
            title = "Paid"
            values = Self.paid(found, at: paid.at, links)
        } else if let reason {
            title =
                switch found.order.state {
                case .cancelled: "This order was cancelled"
                case .completed: "This order is completed"
                case .created, .pending, .processed: "This order has expired"
                }
            values = ["lead": "\(reason). Nothing was charged for order \(found.number)."]
        } else {
            title = "Pay for your parcels"
            values = Self.open(found)
        }
    }

    /// Money that is paid in.
    ///
    /// - Parameter paid: when; `nil` where it was not yet.
    init(_ topUp: TopUpLink, paid: Timestamp?, _ links: ParcelLinks.Moment) {
        company = topUp.company
        number = nil
        path = links.paymentPage(of: topUp)
        wish = CardPayments.Wish(
            .topUp(topUp.id), topUp.amount, title: "Prepay", server: links.server,
            returnPath: "\(path)&\(Self.returnOption)=gateway")
        isOpen = paid == nil
        title = isOpen ? "Pay into prepay" : "Paid"
        let amount = topUp.amount.pounds
        values = [
            "lead": paid.map { "\(amount) was paid into prepay on \($0.minuteWords)." }
                ?? "\(amount) for the prepay account of company \(topUp.company)."
        ]
    }

    private static func open(_ found: FullParcelOrder) -> [String: any Sendable] {
        [
            "lead": "Order \(found.number), until \(found.order.expiresAt.minuteWords).",
            "hasLines": true,
            "lines": found.parcels.lines.map { line -> [String: any Sendable] in
                let words = ShipmentWords(line)
                return ["what": words.what, "more": words.more, "price": line.exVAT.pounds]
            },
            "sums": [
                ["what": "VAT", "price": (found.parcels.vat ?? .zero).pounds],
                ["what": "Total", "price": (found.price ?? .zero).pounds],
            ],
        ]
    }

    private static func paid(
        _ found: FullParcelOrder, at time: Timestamp, _ links: ParcelLinks.Moment
    ) -> [String: any Sendable] {
        var lead =
            "Order \(found.number): \((found.price ?? .zero).pounds) was paid on "
            + "\(time.minuteWords)."
        if found.parcels.refunded > .zero {
            lead += " \(found.parcels.refunded.pounds) was given back."
        }
        let shipments = found.parcels.lines.map { line -> [String: any Sendable] in
            let number = found.number.line(line.line)
            let words = ShipmentWords(line)
            return [
                "what": words.what, "more": words.more,
                "links": [
                    [
                        "words": "Label on A4 (PDF)",
                        "link": links.labels(ofLine: number, media: "A4"),
                    ],
                    [
                        "words": "Label of 4 × 6 inches (PDF)",
                        "link": links.labels(ofLine: number, media: "Label4X6"),
                    ],
                    ["words": "Where it is", "link": links.tracking(of: number)],
                ],
            ]
        }
        return ["lead": lead, "shipments": shipments]
    }
}

/// A shipment in the words of pages.
struct ShipmentWords: Sendable {
    /// The service.
    let what: String
    /// How many parcels, whereto, and when they are collected.
    let more: String

    /// The words for a line.
    init(_ line: ParcelLine) {
        let record = ShipmentDocument.record(line)
        what = record?.serviceName ?? line.service
        let parcels = record?.draft.parcels ?? []
        let place = parcels.first?.delivery
        let town = [place?[.town], place?.country?.name].compactMap(\.self)
        var words = "\(parcels.count) \(parcels.count == 1 ? "parcel" : "parcels") to "
        words += town.joined(separator: ", ")
        if let day = record?.collection { words += ", collected on \(day)" }
        more = words
    }
}

extension Money {
    /// `£13.40`.
    var pounds: String {
        guard let pence else { return "£\(self)" }
        let cents = pence.magnitude % 100
        return "\(pence < 0 ? "−" : "")£\(pence.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}

extension Timestamp {
    /// `2015-03-27 18:47 UTC`.
    var minuteWords: String {
        let parts = description.split(separator: "T")
        return "\(parts[0]) \(parts.count > 1 ? parts[1].prefix(5) : "") UTC"
    }
}
