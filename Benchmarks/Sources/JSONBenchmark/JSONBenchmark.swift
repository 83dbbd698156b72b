import DocketCore
import DocketJSON
import Foundation

/// Reads and writes one OrderFull with DocketJSON and the product's codec, and with Foundation's
/// Codable, in turn in one process. `JSONBenchmark BODY DOCUMENT`
@main
enum JSONBenchmark {
    private static let rounds = 15
    private static let iterations = 2000

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { return print("JSONBenchmark BODY DOCUMENT") }
        let body = Array(try Data(contentsOf: URL(fileURLWithPath: arguments[1])))
        let document = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
        let order = try makeOrder(from: body)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601WithMilliseconds
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601WithMilliseconds
        let codable = try decoder.decode(CodableOrder.self, from: document)
        let bytes = Array(document)
        let ours = median { _ = OrderJSON.orderDraft(bytes, for: .update, withItems: true) }
        let theirs = try median { _ = try decoder.decode(CodableOrder.self, from: document) }
        report("decode", ours, theirs)
        let oursOut = median { _ = OrderJSON.document(order, withItems: true) }
        let theirsOut = try median { _ = try encoder.encode(codable) }
        report("encode", oursOut, theirsOut)
    }

    private static func report(_ name: String, _ ours: Double, _ theirs: Double) {
        print("\(name) \(Int(ours)) \(Int(theirs)) \(String(format: "%.1f", theirs / ours))")
    }

    /// Nanoseconds of one call: the median of the rounds.
    private static func median(_ body: () throws -> Void) rethrows -> Double {
        var times: [Double] = []
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            for _ in 0..<iterations { try body() }
            let took = ContinuousClock.now - start
            times.append(Double(took.components.attoseconds) / 1e9 / Double(iterations))
        }
        return times.sorted()[rounds / 2]
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
        guard let company = CompanyID(14146) else { throw CocoaError(.coderInvalidValue) }
        var random = SystemRandomNumberGenerator()
        return try Order.create(
            draft, references: references,
            in: OrderContext(
                company: company, now: Timestamp(microseconds: 1_700_000_000_000_000),
                isLenient: false),
            using: &random)
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
