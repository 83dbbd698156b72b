import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// The one table from error to answer of `/api`.
///
/// Source: contract, section 9; `domain.md` B2, "Validation errors".
enum ParcelErrorTable {
    /// The answer to an error; `nil` for one that nobody foresaw.
    static func refusal(for error: any Error) -> ParcelRefusal? {
        switch error {
        case let error as ParcelError: refusal(error)
        case let error as LedgerError: refusal(error)
        case let error as RateCardFaults: refusal(error)
        case let error as GatewayError: refusal(error)
        default: ErrorTable.problem(for: error).map { ParcelRefusal($0) }
        }
    }

    private static func refusal(_ error: ParcelError) -> ParcelRefusal {
        switch error {
        case .invalid(let faults):
            return ParcelRefusal(
                Problem(.invalidRequest, .badRequest, "The request is invalid."),
                faults.prefix(Problem.faultsMax).map {
                    .fault(subject: $0.subject.rawValue, $0.detail, itemID: $0.itemID)
                })
        case .notFound(let reference):
            return ParcelRefusal(
                Problem(.notFound, .notFound, "There is nothing of the number \(reference)"))
        case .balanceTooLow(let balance, let price):
            let text = balanceText(balance, price)
            return ParcelRefusal(
                Problem(.balanceTooLow, .badRequest, text), [.named("Balance", text)])
        case .notPayable(let reason):
            return ParcelRefusal(Problem(.conflict, .conflict, reason))
        case .noLabel:
            return ParcelRefusal(
                Problem(
                    .notFound, .notFound, "There is no label, since the order is not paid yet"))
        }
    }

    private static func refusal(_ error: LedgerError) -> ParcelRefusal {
        switch error {
        case .noTransfer:
            ParcelRefusal(
                Problem(.invalidRequest, .badRequest, "The amount must be above zero"))
        case .balanceTooLow(_, let balance, let wanted):
            refusal(ParcelError.balanceTooLow(balance: balance, price: wanted))
        case .tooMuch:
            ParcelRefusal(
                Problem(.invalidRequest, .badRequest, "The sum would be too large to be kept"))
        case .idTaken:
            ParcelRefusal(
                Problem(.conflict, .conflict, "Another transfer has that Id"))
        }
    }

    private static func refusal(_ error: GatewayError) -> ParcelRefusal {
        switch error {
        case .unknown:
            ParcelRefusal(Problem(.notFound, .notFound, "There is no such gateway"))
        case .untrusted:
            ParcelRefusal(
                Problem(
                    .invalidRequest, .badRequest, "The signature is missing, wrong or too old"))
        case .malformed:
            ParcelRefusal(Problem(.invalidRequest, .badRequest, "The event can't be read"))
        case .unavailable, .refused:
            ParcelRefusal(
                Problem(.unavailable, .serviceUnavailable, "The payment gateway does not work"))
        }
    }

    private static func refusal(_ error: RateCardFaults) -> ParcelRefusal {
        ParcelRefusal(
            Problem(.invalidRequest, .badRequest, "The rate card is wrong"),
            error.faults.prefix(Problem.faultsMax).map { fault in
                let row = fault.row.map { ", row \($0)" } ?? ""
                return .fault(
                    subject: "RateCard", "\(fault.table.rawValue)\(row): \(fault.detail)",
                    itemID: nil)
            })
    }

    /// What is said of too little money.
    static func balanceText(_ balance: Money, _ price: Money) -> String {
        "Your prepay balance of \(balance.pounds) is below the price of \(price.pounds)"
    }
}

/// A refusal as clients of the parcel API see it: `{"Errors": [{"Type", "Error", "ItemId"}]}`, and
/// beside that what all refusals of Docket say.
struct ParcelRefusal: Sendable {
    /// Something that is wrong.
    enum Entry: Sendable {
        case fault(subject: String, _ detail: String, itemID: String?)
        /// As payments say it.
        case named(_ name: String, _ detail: String)
    }

    private let problem: Problem
    private let entries: [Entry]

    /// A refusal; without entries, the problem's faults are such, or else its message.
    init(_ problem: Problem, _ entries: [Entry] = []) {
        self.problem = problem
        guard entries.isEmpty else {
            self.entries = entries
            return
        }
        let subject = problem.type.rawValue.split(separator: "-").map(\.capitalized).joined()
        let faults = problem.faults.prefix(Problem.faultsMax).map { fault -> Entry in
            let place = fault.pointer.isEmpty ? "" : "\(fault.pointer): "
            return .fault(subject: subject, place + fault.detail, itemID: nil)
        }
        self.entries =
            faults.isEmpty
            ? [.fault(subject: subject, problem.message, itemID: nil)] : Array(faults)
    }

    /// The answer, with `traceID` as `traceId`.
    func answer(traceID: String) -> Answer {
        var answer = Answer.json(problem.status, document(traceID: traceID))
        for field in problem.headers { answer.headers[field.name] = field.value }
        return answer
    }

    /// The document.
    func document(traceID: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("Errors")
        writer.beginArray()
        for entry in entries { Self.write(entry, to: &writer) }
        writer.endArray()
        writer.key("Message")
        writer.string(problem.message)
        writer.key("type")
        writer.string(problem.type.uri)
        writer.key("traceId")
        writer.string(traceID)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ entry: Entry, to writer: inout JSONWriter) {
        writer.beginObject()
        switch entry {
        case .fault(let subject, let detail, let itemID):
            writer.key("Type")
            writer.string(subject)
            writer.key("Error")
            writer.string(detail)
            writer.key("ItemId")
            writer.optional(itemID) { $0.string($1) }
        case .named(let name, let detail):
            writer.key("Name")
            writer.string(name)
            writer.key("Description")
            writer.string(detail)
        }
        writer.endObject()
    }
}

extension Substring {
    /// With a capital letter at its beginning.
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

extension NamedSchema {
    /// A refusal of the parcel API.
    static let parcelRefusal = NamedSchema(
        "ParcelErrors",
        .object([
            .init(
                "Errors",
                .array(
                    of: .object([
                        .init(
                            "Type", Schema("string"), "What it is about.", "Customs",
                            isRequired: false),
                        .init(
                            "Error", Schema("string"), "What is wrong, in words.",
                            "Please supply the reason for exporting your parcel.",
                            isRequired: false),
                        .init(
                            "ItemId", Schema("string").orNull,
                            "The client's Id of the item; null where it is about the order.",
                            "3c0f8c0e-6a0b-4d0e-8f4e-2f6f0b1d7c01", isRequired: false),
                        .init(
                            "Name", Schema("string"),
                            "Of a payment, in place of Type: `Balance`.", isRequired: false),
                        .init(
                            "Description", Schema("string"), "Of a payment, in place of Error.",
                            isRequired: false),
                    ]), upTo: Problem.faultsMax), "Everything that is wrong, all at once."),
            .init(
                "Message", Schema("string"), "All of it in a sentence.", "The request is invalid."),
            .init(
                "type", Written.name(ProblemType.allCases.map(\.uri)),
                "Which refusal it is. Programs should look here.", "/problems/invalid-request"),
            .init(
                "traceId", Schema("string"), "The request's id, as in X-Request-Id.",
                "9f86d081884c7d65"),
        ]))
}

extension Principal {
    /// The company that a request of the parcel API is about: the one that it names, or else the
    /// one that the caller implies (contract, section 9).
    ///
    /// - Throws: `RequestError.wrongCompany` where the caller is not for it; `.badRequest` where
    ///   none is meant.
    func company(chosenBy headers: HTTPFields) throws -> CompanyID {
        let fields = headers[values: .docketCompany]
        guard let field = fields.first else {
            guard let implied = impliedCompany else {
                throw RequestError.badRequest(
                    "Docket-Company must name one of the token's Companies", position: nil)
            }
            return implied
        }
        guard fields.count == 1, let company = CompanyID(field.trimmingSpaces) else {
            throw RequestError.badRequest(
                "Docket-Company must be the number of a Company", position: nil)
        }
        guard companies.contains(company) else { throw RequestError.wrongCompany }
        return company
    }
}
