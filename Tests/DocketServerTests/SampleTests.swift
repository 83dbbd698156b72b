import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// The requests that the documents of the Orders API print, sent as printed.
@Suite struct SampleTests {
    /// A printed request; `{o}` in its path is the order, whose id also stands in the body.
    struct Sample: Sendable, CustomTestStringConvertible {
        let document: String
        let company: Int
        let method: HTTPRequest.Method
        let path: String
        let body: String
        let status: Int

        var testDescription: String { "\(document): \(method) \(path)" }

        /// Whether it ships to a Customer and to a Location at once, which the rule forbids.
        var hasBoth: Bool {
            body.contains("\"ShippingCustomerId\"") && body.contains("\"ShippingEntityId\"")
        }
    }

    @Test(arguments: Samples.all)
    func `a printed request is answered as the contract says`(sample: Sample) async throws {
        try await TestServer.run { server in
            let (orderID, itemID) = try await Self.prepare(sample, on: server)
            let path =
                "/v1/Companies(\(sample.company))" + sample.path.replacing("{o}", with: orderID)
            let body = sample.body.replacing("{o}", with: orderID).replacing("{i}", with: itemID)
            let strict = try await server.send(sample.method, path, body: body)
            guard sample.hasBoth else {
                #expect(strict.status == sample.status, "\(strict.text)")
                return
            }
            #expect(strict.status == 400)
            let pointers = strict.json["errors"]?.elements?.compactMap { $0["pointer"]?.text }
            #expect(pointers == ["/ShippingCustomerId", "/ShippingEntityId"])
            let lenient = try await server.send(
                sample.method, path, headers: ["Prefer": "handling=lenient"], body: body)
            #expect(lenient.status == sample.status, "\(lenient.text)")
            #expect(lenient.headers["Preference-Applied"] == "handling=lenient")
        }
    }

    /// Makes the order that the sample speaks of, as far along as it must be.
    private static func prepare(
        _ sample: Sample, on server: TestServer
    ) async throws -> (order: String, item: String) {
        guard sample.path.contains("{o}") else { return ("", "") }
        let (entity, customer) =
            sample.company == 1
            ? (8, "503d1d4a-c974-4286-b4a2-002699e60ad6")
            : (14202, "659c2a38-d083-4421-9330-46d779702f85")
        let base = "/v1/Companies(\(sample.company))"
        let made = try await server.send(
            .post, "\(base)/OrderFull",
            body: """
                {"EntityId":\(entity),"OrderTypeId":1,"BillingCustomerId":"\(customer)",
                "Items":[{"ItemTypeId":1,"ItemStatusId":1}]}
                """)
        let order = try #require(made["Id"]?.text)
        let item = try #require(made["Items", 0, "Id"]?.text)
        if sample.path.hasSuffix("/Shipped") {
            try await server.send(
                .post, "\(base)/Orders(\(order))/Process", body: #"{"OrderId":"\#(order)"}"#)
        }
        return (order, item)
    }
}
