import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// Parcel orders of the sandbox's company, for tests.
enum Parcels {
    static let company = CompanyID(14146)
    static let itemID = "06364749-1bfa-4152-a8d7-0f0a5d9f602c"

    /// The order of `domain.md` B2, which costs 13.43.
    ///
    /// - Parameter kilograms: what its parcel weighs.
    static func draft(
        kilograms: String = "1.5", service: String = "courier-next-day", items: Int = 1
    ) throws -> ParcelOrderDraft {
        let value = try JSONValue(text: item(kilograms: kilograms, service: service))
        var customer = ParcelCustomer()
        customer.email = "a@example.test"
        customer.forename = "A"
        customer.surname = "Sender"
        return ParcelOrderDraft(
            items: Array(repeating: ShipmentDocument.draft(value), count: items),
            customer: customer)
    }

    /// An item of an order.
    static func item(
        kilograms: String = "1.5", service: String = "courier-next-day"
    ) -> String {
        """
        {"Id": "\(itemID)", "CollectionDate": "2017-05-02T00:00:00", "Service": "\(service)",
          "Reference": "PO-118", "Upsells": [], "OriginCountry": "GBR",
          "CollectionAddress": {"ContactName": "A Sender", "Email": "a@example.test",
            "Phone": "01000000000", "Property": "1", "Street": "First Road", "Town": "Bolton",
            "County": "", "Postcode": "BL1 1AA", "CountryIsoCode": "GBR"},
          "Parcels": [{"Id": "7b5a0b10-0c51-4b0a-9b61-33e52c7c2b02", "Height": 10, "Length": 20,
            "Width": 15, "Weight": \(kilograms), "EstimatedValue": 25, "ContentsSummary": "Books",
            "Contents": null,
            "DeliveryAddress": {"ContactName": "B Receiver", "Property": "2",
              "Street": "Second Road", "Town": "Leeds", "Postcode": "LS1 1AA",
              "CountryIsoCode": "GBR", "SpecialInstructions": ""}}]}
        """
    }
}

/// The services of a server, as somebody of its sandbox uses them.
struct ParcelDesk: Sendable {
    let server: TestServer
    let company: CompanyID

    init(_ server: TestServer, _ company: Int32 = 14146) throws {
        self.server = server
        self.company = try #require(CompanyID(company))
    }

    func request() -> ChangeRequest {
        ChangeRequest(company: company, actor: "test", now: server.services.clock.now())
    }

    /// Makes an order.
    func order(_ draft: ParcelOrderDraft) async throws -> FullParcelOrder {
        let request = request()
        let made = Box<FullParcelOrder>()
        _ = try await server.services.parcelOrders.create(
            draft, as: request,
            in: OrderContext(company: company, now: request.now, isLenient: true)
        ) { order in
            made.value = order
            return KeptAnswer(status: 200)
        }
        return try #require(made.value)
    }

    /// Pays an order.
    @discardableResult
    func pay(
        _ number: ParcelNumber, from source: Payment.Source = .prepay
    ) async throws -> FullParcelOrder {
        let paid = Box<FullParcelOrder>()
        _ = try await server.services.payments.pay(number, from: source, as: request()) { order in
            paid.value = order
            return KeptAnswer(status: 200)
        }
        return try #require(paid.value)
    }

    /// Cancels an order, as a client does.
    func cancel(_ number: ParcelNumber) async throws {
        let order = try await server.services.parcelOrders.get(number).order.id
        let path = "/v1/Companies(\(company))/Orders(\(order))"
        let pending = try await server.send(.patch, path, body: #"{"State": "Pending"}"#)
        try #require(pending.status == 200, "\(pending.text)")
        let reply = try await server.send(
            .post, "\(path)/Cancel", body: #"{"OrderId": "\#(order)"}"#)
        try #require(reply.status == 201, "\(reply.text)")
    }

    @discardableResult
    func refund(_ number: ParcelNumber, line: Int32? = nil) async throws -> FullParcelOrder {
        let paid = Box<FullParcelOrder>()
        _ = try await server.services.payments.refund(number, line: line, as: request()) {
            order in
            paid.value = order
            return KeptAnswer(status: 200)
        }
        return try #require(paid.value)
    }

    func topUp(_ id: GUID, pence: Int64) async throws {
        _ = try await server.services.ledgers.topUp(
            id, by: try #require(Money(pence: pence)), reference: "bank", as: request(),
            of: company
        ) { _ in KeptAnswer(status: 200) }
    }

    /// What is in an account, as people read it.
    func balance(_ account: LedgerAccount = .prepay) async throws -> String {
        try await server.services.ledgers.accounts(of: company)[account].description
    }

    func check() async throws -> DatabaseCheck.Outcome {
        try await DatabaseCheck(server.database).run()
    }
}

/// Something that a closure found.
final class Box<Value: Sendable>: Sendable {
    private let kept = Mutex<Value?>(nil)

    var value: Value? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
