import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct ShipmentItemTests {
    @Test func `the Orders API can't change what a shipment costs, and all else`() async throws {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let made = try await desk.order(try Parcels.draft(items: 2))
            let item = made.parcels.lines[0].itemID
            let path = "/v1/Companies(14146)/Orders(\(made.order.id))"
            for body in [
                #"{"SellingPrice": 1}"#, #"{"Quantity": 2}"#, #"{"ListPrice": 0}"#,
                #"{"ItemTypeId": 1, "ItemStatusId": 1}"#,
            ] {
                let reply = try await server.send(.patch, "\(path)/Items(\(item))", body: body)
                #expect(reply.status == 400, "\(body)")
                #expect(reply.text.contains("is a parcel's shipment"), "\(reply.text)")
            }
            let gone = try await server.send(.delete, "\(path)/Items(\(item))")
            #expect(gone.status == 400, "\(gone.text)")
            let full = "/v1/Companies(14146)/OrderFull(\(made.order.id))"
            let emptied = try await server.send(
                .put, full,
                body: """
                    {"Id": "\(made.order.id)", "OrderTypeId": 1, "EntityId": 14202, "Items": []}
                    """)
            #expect(emptied.status == 400, "\(emptied.text)")
            let noted = try await server.send(
                .patch, "\(path)/Items(\(item))", body: #"{"Notes": "Ring twice"}"#)
            #expect(noted.status == 200, "\(noted.text)")
            let other = try await server.send(
                .post, "\(path)/Items",
                body: #"{"ItemTypeId": 4, "ItemStatusId": 15, "SellingPrice": 1, "Quantity": 1}"#)
            #expect(other.status == 201, "\(other.text)")
            let second = try await server.send(
                .patch, "\(path)/Items(\(other["Id"]?.text ?? ""))", body: #"{"SellingPrice": 2}"#)
            #expect(second.status == 200, "\(second.text)")
            let paid = try await desk.pay(made.number)
            #expect(paid.order.state == .processed)
            #expect(try await desk.balance() == "73.14")
        }
    }
}
