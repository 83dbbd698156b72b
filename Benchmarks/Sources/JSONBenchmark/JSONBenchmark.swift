import DocketCore
import DocketJSON
import DocketService
import Foundation

/// Reads and writes one OrderFull with the product's codec and with Foundation's Codable, in turn
/// in one process, and prints the microseconds of each. `JSONBenchmark BODY DOCUMENT`
///
/// Body is what a client sends to make the order, document what it gets.
@main
enum JSONBenchmark {
    private static let rounds = 15
    private static let iterations = 1000

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { return print("JSONBenchmark BODY DOCUMENT") }
        let body = Array(try Data(contentsOf: URL(fileURLWithPath: arguments[1])))
        let document = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
        let bytes = Array(document)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601WithMilliseconds
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601WithMilliseconds
        let order = try makeOrder(from: body)
        let codable = try decoder.decode(CodableOrder.self, from: document)
        try check(bytes, against: codable)
        try check(order, against: document)
        try compare(
            "decode", { OrderJSON.orderDraft(bytes, for: .update, withItems: true) },
            { try decoder.decode(CodableOrder.self, from: document) })
        try compare(
            "encode", { OrderDocument.bytes(order, withItems: true) },
            { try encoder.encode(codable) })
    }

    // MARK: - Time

    /// Prints the medians of the rounds, which alternate.
    private static func compare<Ours, Theirs>(
        _ name: String, _ ours: () throws -> Ours, _ theirs: () throws -> Theirs
    ) rethrows {
        var times: (ours: [Double], theirs: [Double]) = ([], [])
        for _ in 0..<rounds {
            times.ours.append(try microseconds(of: ours))
            times.theirs.append(try microseconds(of: theirs))
        }
        let middles = [times.ours, times.theirs].map { $0.sorted()[rounds / 2] }
        print(name, middles[0], middles[1])
    }

    private static func microseconds<Value>(of body: () throws -> Value) rethrows -> Double {
        let start = ContinuousClock.now
        for _ in 0..<iterations { consume(try body()) }
        return (ContinuousClock.now - start) / .microseconds(iterations)
    }

    /// Keeps the optimizer from leaving out work whose result nobody looks at.
    @inline(never)
    private static func consume<Value>(_ value: Value) {
        withExtendedLifetime(value) {}
    }

    // MARK: - Sameness

    /// Sees to it that both readers read the document to its end, and the same.
    private static func check(_ document: [UInt8], against codable: CodableOrder) throws {
        let draft = OrderJSON.orderDraft(document, for: .update, withItems: true)
        guard draft.malformed == nil, draft.faults.isEmpty,
            draft.id.map({ "\($0)" }) == codable.id.uuidString.lowercased(),
            draft.items?.count == codable.items.count,
            draft.items?.allSatisfy({ $0.malformed == nil && $0.faults.isEmpty }) == true
        else { throw Difference("the readers do not read the same") }
    }

    /// Sees to it that the order is written with the members of the document.
    private static func check(_ order: Order, against document: Data) throws {
        let written = Data(OrderDocument.bytes(order, withItems: true))
        guard let ours = try JSONSerialization.jsonObject(with: written) as? [String: Any],
            let theirs = try JSONSerialization.jsonObject(with: document) as? [String: Any],
            Set(ours.keys) == Set(theirs.keys), abs(written.count - document.count) < 16
        else { throw Difference("the order is not the document's") }
    }

    private static func makeOrder(from body: [UInt8]) throws -> Order {
        let draft = OrderJSON.orderDraft(body, for: .create, withItems: true)
        var references = OrderReferences()
        references.entityExists = true
        references.employeeExists = true
        references.billingCustomerExists = true
        references.shippingCustomerExists = true
        references.billingAddressOwner = draft.fields.billingCustomerID
        references.shippingAddressOwner = draft.fields.shippingCustomerID
        guard let company = CompanyID(14146) else { throw Difference("there is no company 14146") }
        var random = SystemRandomNumberGenerator()
        return try Order.create(
            draft, references: references,
            in: OrderContext(
                company: company, now: Timestamp(microseconds: 1_700_000_000_123_000),
                isLenient: false),
            using: &random)
    }
}

/// Two sides that are to do the same work do not.
struct Difference: Error {
    /// What differs.
    let detail: String

    init(_ detail: String) {
        self.detail = detail
    }
}

extension JSONDecoder.DateDecodingStrategy {
    /// Foundation's fast way for `2015-03-27T18:47:29.901Z`.
    static let iso8601WithMilliseconds = custom { decoder in
        let text = try decoder.singleValueContainer().decode(String.self)
        return try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension JSONEncoder.DateEncodingStrategy {
    /// Foundation's fast way for `2015-03-27T18:47:29.901Z`.
    static let iso8601WithMilliseconds = custom { date, encoder in
        var container = encoder.singleValueContainer()
        try container.encode(
            date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
