import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// The money of a company: `/api/prepay`.
///
/// Source: contract, section 9; `domain.md` B3.
struct PrepayAPI: Sendable {
    private let ledgers: Ledgers
    private let payments: Payments
    private let cards: CardPayments
    private let links: ParcelLinks

    /// Transfers of a statement's page, unless fewer are wanted.
    static let transfersMax = 1000
    private static let transfersDefault = 100

    /// The ledgers of `services`.
    init(services: DocketServices, links: ParcelLinks) {
        ledgers = services.ledgers
        payments = services.payments
        cards = services.cardPayments
        self.links = links
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, "api/prepay", .scope(.payment), .readPrepay, balance),
            Route(.get, "api/prepay/statement", .scope(.payment), .readStatement, statement),
            Route(.post, "api/prepay/topups", .scope(.admin), .topUpPrepay, changing: topUp),
            Route(
                .post, "api/prepay/create-topup-links", .scope(.payment), .createTopUpLinks,
                changing: createTopUpLinks),
            Route(.post, "api/prepay/holds", .scope(.payment), .holdPrepay, changing: hold),
            Route(
                .post, "api/prepay/holds/{}/void", .scope(.payment), .voidHold, changing: void),
            Route(
                .post, "api/prepay/holds/{}/capture", .scope(.payment), .captureHold,
                changing: capture),
        ]
    }

    @Sendable private func balance(_ call: Call) async throws -> Answer {
        let ledger = try await ledgers.accounts(of: try call.company())
        return .json(.ok, Array("\(ledger[.prepay])".utf8))
    }

    /// A page of transfers, the oldest first, with what all of them come to.
    @Sendable private func statement(_ call: Call) async throws -> Answer {
        let company = try call.company()
        var (after, top): (Int64, Int?) = (0, nil)
        for option in try call.query() {
            switch option.name.lowercased() {
            case "after":
                guard let sequence = Int64(option.value), sequence >= 0 else {
                    throw RequestError.badRequest(
                        "after must be the Sequence of a transfer", position: nil)
                }
                after = sequence
            case "top", "$top":
                top = try option.pageSize(upTo: Self.transfersMax, known: top)
            default: break
            }
        }
        let (ledger, transfers) = try await ledgers.statement(
            of: company, after: after, limit: top ?? Self.transfersDefault)
        return .json(.ok, PrepayJSON.statement(ledger, transfers))
    }

    @Sendable private func topUp(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let draft = try MoneyDraft(try await call.parcelBody())
        return try await ledgers.topUp(
            draft.id, by: draft.amount, reference: draft.reference, as: call.change, of: company,
            answer: PrepayJSON.balance)
    }

    /// Makes the address of a page on which money can be paid in by card.
    @Sendable private func createTopUpLinks(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        var random = SecureRandom()
        let draft = try MoneyDraft(
            try await call.parcelBody(), idElse: .version7(at: call.now, using: &random))
        guard cards.gateway != nil else {
            throw ServiceError.notSupported("payment by card, since there is no gateway")
        }
        let links = try await links.at(call)
        let page = links.paymentPage(
            of: TopUpLink(company: company, id: draft.id, amount: draft.amount))
        return try await ledgers.keep(
            .json(.ok, PrepayJSON.links(links.server + page)), as: call.change, of: company)
    }

    @Sendable private func hold(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let draft = try MoneyDraft(try await call.parcelBody())
        return try await ledgers.hold(
            draft.id, draft.amount, for: nil, as: call.change, of: company,
            answer: PrepayJSON.balance)
    }

    @Sendable private func void(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        _ = try await call.body(limit: Call.bodyBytesMax)
        return try await ledgers.void(
            try holdID(call), as: call.change, of: company, answer: PrepayJSON.balance)
    }

    /// Pays an order by what is held for it.
    @Sendable private func capture(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let hold = try holdID(call)
        guard let text = try await call.parcelBody().member("OrderId")?.asDigits else {
            throw ParcelError.invalid([ParcelFault(.order, "Please enter the OrderId")])
        }
        guard let number = ParcelNumber(order: text), number.company == company else {
            throw ParcelError.notFound(text)
        }
        let links = try await links.at(call)
        return try await payments.pay(number, from: .held, hold: hold, as: call.change) { paid in
            .json(.ok, ParcelJSON.paid(paid, links))
        }
    }

    /// - Throws: `ParcelError.notFound`.
    private func holdID(_ call: Call) throws -> GUID {
        let text = call.segment(3)
        guard let id = GUID(text) else { throw ParcelError.notFound(text) }
        return id
    }
}

/// Money that somebody wants moved.
private struct MoneyDraft {
    let id: GUID
    let amount: Money
    let reference: Text

    /// Reads it.
    ///
    /// - Parameter newID: the id of one that has none; `nil` where it must have one.
    /// - Throws: `ParcelError.invalid`.
    init(_ value: JSONValue, idElse newID: GUID? = nil) throws(ParcelError) {
        var faults: [ParcelFault] = []
        let written = value.member("Id")
        let id = written == nil ? newID : written?.text.flatMap { GUID($0) }
        if id?.isZero ?? true {
            faults.append(
                ParcelFault(.order, "Id must be a GUID of your own: with it, this happens once"))
        }
        let digits = value.member("Amount")?.asDigits ?? ""
        let pence = try? DecimalNumber.scaled(ArraySlice(digits.utf8), by: 2)
        let amount = pence.flatMap { Money(pence: $0) }
        if amount.map({ $0 <= .zero || $0 > Ledgers.amountMax }) ?? true {
            faults.append(
                ParcelFault(
                    .order,
                    "Amount must be an amount in pounds and whole pence, above 0 and up to "
                        + "\(Ledgers.amountMax)"))
        }
        let reference = value.member("Reference")?.asDigits ?? ""
        if value.member("Reference").map({ $0.asDigits == nil }) ?? false {
            faults.append(ParcelFault(.order, "Reference must be a text"))
        } else if reference.unicodeScalars.count > ParcelLimits.textScalarsMax {
            faults.append(
                ParcelFault(
                    .order, "Reference has more than \(ParcelLimits.textScalarsMax) characters"))
        } else if Text(reference).hasForbiddenControl {
            faults.append(ParcelFault(.order, "Reference has a control character"))
        }
        let currency = value.member("CurrencyCode", "Currency")
        if let currency, currency.text?.uppercased() != "GBP" {
            faults.append(ParcelFault(.order, "CurrencyCode must be GBP"))
        }
        guard faults.isEmpty, let id, let amount else { throw .invalid(faults) }
        self.id = id
        self.amount = amount
        self.reference = Text(reference)
    }
}

/// Accounts and transfers as clients see them.
enum PrepayJSON {
    /// The answer to money that was moved.
    @Sendable static func balance(_ ledger: Ledger) -> KeptAnswer {
        var writer = JSONWriter(capacity: 64)
        writer.beginObject()
        writer.key("Balance")
        writer.money(ledger[.prepay])
        writer.key("Held")
        writer.money(ledger[.held])
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    /// Where money can be paid in.
    static func links(_ page: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("Links")
        writer.beginArray()
        writer.beginObject()
        writer.key("Name")
        writer.string("payment")
        writer.key("Link")
        writer.string(page)
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    static func statement(_ ledger: Ledger, _ transfers: [KeptTransfer]) -> [UInt8] {
        var writer = JSONWriter(capacity: 512 + 320 * transfers.count)
        writer.beginObject()
        writer.key("Balance")
        writer.money(ledger[.prepay])
        writer.key("Limit")
        writer.money(ledger.prepayLimit)
        writer.key("Accounts")
        writer.beginObject()
        for account in LedgerAccount.allCases {
            writer.key(account.title)
            writer.money(ledger[account])
        }
        writer.endObject()
        writer.key("Transfers")
        writer.beginArray()
        for kept in transfers { write(kept, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ kept: KeptTransfer, to writer: inout JSONWriter) {
        let transfer = kept.transfer
        writer.beginObject()
        writer.key("Sequence")
        writer.integer(kept.sequence)
        writer.key("Id")
        writer.guid(transfer.id)
        writer.key("Type")
        writer.string(transfer.kind.rawValue)
        writer.key("Debit")
        writer.string(transfer.debit.title)
        writer.key("Credit")
        writer.string(transfer.credit.title)
        writer.key("Amount")
        writer.money(transfer.amount)
        writer.key("Order")
        writer.guid(transfer.orderID)
        writer.key("Line")
        writer.optional(transfer.line) { $0.integer($1) }
        writer.key("Reference")
        writer.text(transfer.reference)
        writer.key("At")
        writer.time(transfer.at)
        writer.key("Actor")
        writer.text(transfer.actor)
        writer.key("Hash")
        writer.string(kept.hash.hexadecimal)
        writer.endObject()
    }
}

extension LedgerAccount {
    /// The name in JSON.
    var title: String {
        switch self {
        case .prepay: "Prepay"
        case .held: "Held"
        case .revenue: "Revenue"
        case .vat: "Vat"
        case .refunds: "Refunds"
        case .gateway: "Gateway"
        case .bank: "Bank"
        }
    }
}
