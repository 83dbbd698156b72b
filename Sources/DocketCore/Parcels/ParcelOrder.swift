/// What makes an order one of parcels: what it costs, and whether that was paid.
package struct ParcelOrder: Sendable, Equatable {
    /// That it was paid.
    package struct Paid: Sendable, Equatable {
        /// When.
        package let at: Timestamp
        /// From where.
        package let source: Payment.Source
        /// By which transfer.
        package let paymentID: GUID

        /// A payment.
        package init(at: Timestamp, source: Payment.Source, paymentID: GUID) {
            self.at = at
            self.source = source
            self.paymentID = paymentID
        }
    }

    /// The order.
    package let orderID: GUID
    /// The version of the rate card that it was priced by.
    package let cardVersion: Int64
    /// Who ordered.
    package let customer: ParcelCustomer
    /// Its shipments, from line 1 on.
    package var lines: [ParcelLine]
    /// `nil` while it is not paid.
    package var paid: Paid?

    /// An order.
    package init(
        orderID: GUID, cardVersion: Int64, customer: ParcelCustomer, lines: [ParcelLine],
        paid: Paid? = nil
    ) {
        self.orderID = orderID
        self.cardVersion = cardVersion
        self.customer = customer
        self.lines = lines
        self.paid = paid
    }

    /// What it costs without VAT; `nil` where that is too large.
    package var exVAT: Money? { Money.sum(lines.map(\.exVAT)) }
    /// The VAT; `nil` where that is too large.
    package var vat: Money? { Money.sum(lines.map(\.vat)) }
}

/// A shipment of an order, as it is kept.
package struct ParcelLine: Sendable, Equatable {
    /// Its place in the order, from 1.
    package let line: Int32
    /// The order's item that stands for it.
    package let itemID: GUID
    /// What the client calls it.
    package let clientItemID: String
    /// The service's slug.
    package let service: String
    /// What it costs without VAT.
    package let exVAT: Money
    /// The VAT.
    package let vat: Money
    /// What was given back of it, without VAT.
    package var refundedExVAT = Money.zero
    /// What was given back of the VAT.
    package var refundedVAT = Money.zero
    /// All else that was ordered, and why it costs that, as JSON.
    package let document: Text

    /// A shipment.
    package init(
        line: Int32, itemID: GUID, clientItemID: String, service: String, exVAT: Money,
        vat: Money, document: Text
    ) {
        self.line = line
        self.itemID = itemID
        self.clientItemID = clientItemID
        self.service = service
        self.exVAT = exVAT
        self.vat = vat
        self.document = document
    }
}

/// Who orders parcels.
///
/// Source: `domain.md` B2, "CustomerDetails".
package struct ParcelCustomer: Sendable, Equatable {
    /// What tells customers of a company apart.
    package var email = ""
    /// First name.
    package var forename = ""
    /// Family name.
    package var surname = ""
    /// `nil` where there is none.
    package var telephone: String?
    /// The customer's own words for the order.
    package var reference: String?

    /// Nobody.
    package init() {}

    /// What is missing or wrong.
    package var faults: [ParcelFault] {
        var found: [ParcelFault] = []
        for (name, text) in [
            ("email address", email), ("forename", forename), ("surname", surname),
            ("telephone", telephone ?? ""), ("reference", reference ?? ""),
        ] {
            if text.unicodeScalars.count > ParcelLimits.textScalarsMax {
                found.append(
                    ParcelFault(
                        .customer,
                        "Customer: The \(name) has more than \(ParcelLimits.textScalarsMax) "
                            + "characters"))
            } else if Text(text).hasForbiddenControl {
                found.append(
                    ParcelFault(.customer, "Customer: The \(name) has a control character"))
            }
        }
        if email.isEmpty {
            found.append(ParcelFault(.customer, "Customer: Please enter the email address"))
        } else if !email.isEmailAddress {
            found.append(
                ParcelFault(
                    .customer, "Customer: The email address must be one, such as a@example.com"))
        }
        if forename.isEmpty {
            found.append(ParcelFault(.customer, "Customer: Please enter the forename"))
        }
        if surname.isEmpty {
            found.append(ParcelFault(.customer, "Customer: Please enter the surname"))
        }
        return found
    }
}

/// The number of a parcel order, `OrderId`: the company's, then the eleven digits of the order's
/// PrintableId. With three digits more it is the number of one of its lines, `OrderLineId`.
///
/// Whoever has a number knows the company, so that links need no token and no table of all
/// companies' orders.
package struct ParcelNumber: Sendable, Hashable, CustomStringConvertible {
    /// Whose order it is.
    package let company: CompanyID
    /// The order's number.
    package let order: PrintableID
    /// The line, from 1; `nil` for the order.
    package let line: Int32?

    /// The number of an order, or of a line of one.
    package init(company: CompanyID, order: PrintableID, line: Int32? = nil) {
        self.company = company
        self.order = order
        self.line = line
    }

    /// Reads the number of an order; `nil` for anything else.
    package init?(order text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count > Self.orderDigits, digits.count <= Self.orderDigits + 10,
            digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != 0x30,
            let company = CompanyID(String(text.dropLast(Self.orderDigits))),
            let order = PrintableID(ungrouped: text.suffix(Self.orderDigits))
        else { return nil }
        self.init(company: company, order: order)
    }

    /// Reads the number of a line; `nil` for anything else.
    package init?(line text: some StringProtocol) {
        guard text.utf8.count > Self.lineDigits,
            let order = ParcelNumber(order: text.dropLast(Self.lineDigits)),
            let line = Int32(text.suffix(Self.lineDigits)), line >= 1,
            text.suffix(Self.lineDigits).utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(company: order.company, order: order.order, line: line)
    }

    /// The number of a line of the same order.
    package func line(_ line: Int32) -> ParcelNumber {
        ParcelNumber(company: company, order: order, line: line)
    }

    /// The number of the order.
    package var ofOrder: ParcelNumber { ParcelNumber(company: company, order: order) }

    /// The digits.
    package var description: String {
        let digits = order.description.filter { $0 != "-" }
        let place = line.map { line in
            String(repeating: "0", count: max(0, Self.lineDigits - "\(line)".count)) + "\(line)"
        }
        return "\(company)\(digits)\(place ?? "")"
    }

    private static let orderDigits = 11
    private static let lineDigits = 3
}

extension PrintableID {
    /// Reads the eleven digits without hyphens; `nil` for anything else, a wrong check digit
    /// included.
    package init?(ungrouped digits: some StringProtocol) {
        guard digits.utf8.count == 11 else { return nil }
        let text = String(digits)
        self.init("\(text.prefix(4))-\(text.dropFirst(4).prefix(4))-\(text.suffix(3))")
    }
}
