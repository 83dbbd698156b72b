import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// Contract, sections 2 and 3: what an order goes through.
@Suite struct OrderLifeTests {
    static let base = "/v1/Companies(14146)"
    static let customer = "659c2a38-d083-4421-9330-46d779702f85"
    static let address = "a08b0640-606a-41f0-901a-facaf50e75dd"

    /// Makes an order and gives its path and id.
    static func make(
        _ members: String = "", on server: TestServer
    ) async throws -> (path: String, id: String) {
        let reply = try await server.send(
            .post, "\(base)/OrderFull",
            body: #"{"EntityId":14202,"OrderTypeId":1\#(members.isEmpty ? "" : ",")\#(members)}"#)
        let id = try #require(reply["Id"]?.text, "\(reply.text)")
        return ("\(base)/Orders(\(id))", id)
    }

    static func message(_ reply: TestServer.Reply) -> String? { reply["Message"]?.text }

    @Test func `create, pending, process, shipped`() async throws {
        try await TestServer.run { server in
            let item = #"{"ItemTypeId":1,"ItemStatusId":4},{"ItemTypeId":2,"ItemStatusId":9}"#
            let (path, id) = try await Self.make(
                #""BillingCustomerId":"\#(Self.customer)","Items":[\#(item)]"#, on: server)
            let body = #"{"OrderId":"\#(id)"}"#
            let pending = try await server.send(.patch, path, body: #"{"State":"Pending"}"#)
            #expect(pending["State"]?.text == "Pending")
            let first = try await server.send(.post, "\(path)/Process", body: body)
            #expect(first.status == 201 && first["OrderId"]?.text == id)
            let again = try await server.send(.post, "\(path)/Processed", body: body)
            #expect(again.status == 409)
            #expect(
                Self.message(again)
                    == "Resource state transition from Processed to Processed is invalid")
            let shipped = try await server.send(.post, "\(path)/Shipped", body: body)
            #expect(shipped.status == 201 && shipped["TrackingNumber"] == .null)
            let order = try await server.send(
                .get, path.replacing("Orders(", with: "OrderFull("))
            #expect(order["State"]?.text == "Completed")
            #expect(order["Items", 0, "ItemStatusId"]?.numberText == "7")
            #expect(order["Items", 1, "ItemStatusId"]?.numberText == "10")
            #expect(order["Version"]?.numberText == "4")
        }
    }

    @Test func `processing needs a billing customer`() async throws {
        try await TestServer.run { server in
            let (path, id) = try await Self.make(on: server)
            let reply = try await server.send(
                .post, "\(path)/Process", body: #"{"OrderId":"\#(id)"}"#)
            #expect(reply.status == 400)
            #expect(reply["type"]?.text == "/problems/billing-customer-missing")
            #expect(
                Self.message(reply)
                    == "Billing Customer (id=00000000-0000-0000-0000-000000000000) not found for "
                    + "company 14146. Processing an Order requires a Billing Customer on the Order")
        }
    }

    @Test(arguments: [
        ("Cancelled", 409), ("Processed", 409), ("Completed", 409), ("Bogus", 400),
        ("Created", 200), ("Pending", 200),
    ])
    func `from Created an update leads to Pending only`(state: String, status: Int) async throws {
        try await TestServer.run { server in
            let (path, _) = try await Self.make(on: server)
            let reply = try await server.send(.patch, path, body: #"{"State":"\#(state)"}"#)
            #expect(reply.status == status)
            if status == 409 { #expect(reply["allowed"] == .array([.string("Pending")])) }
        }
    }

    @Test func `cancelling cancels the items and closes the order`() async throws {
        try await TestServer.run { server in
            let items = [(1, 1), (2, 9), (3, 13), (4, 15)]
                .map { #"{"ItemTypeId":\#($0.0),"ItemStatusId":\#($0.1)}"# }
            let (path, _) = try await Self.make(
                #""State":"Pending","Items":[\#(items.joined(separator: ","))]"#, on: server)
            #expect(
                try await server.send(.patch, path, body: #"{"State":"Cancelled"}"#).status == 200)
            let list = try await server.send(.get, "\(path)/Items")
            #expect(
                list.json.elements?.map { $0["ItemStatusId"]?.numberText }
                    == ["2", "16", "17", "15"])
            let change = try await server.send(.patch, path, body: #"{"Name":"x"}"#)
            #expect(
                Self.message(change)
                    == "Resource state transition from Cancelled to Cancelled is invalid")
            #expect(change["allowed"] == .array([]))
        }
    }

    @Test func `a processed order completes once every DropShip item is done`() async throws {
        try await TestServer.run { server in
            let item = #"{"ItemTypeId":1,"ItemStatusId":1,"Quantity":1}"#
            let (path, id) = try await Self.make(
                #""BillingCustomerId":"\#(Self.customer)","Items":[\#(item),\#(item)]"#, on: server)
            try await server.send(.post, "\(path)/Process", body: #"{"OrderId":"\#(id)"}"#)
            let items = try await server.send(.get, "\(path)/Items").json
            let ids = items.elements?.compactMap { $0["Id"]?.text } ?? []
            try #require(ids.count == 2)
            let more = try await server.send(
                .patch, "\(path)/Items(\(ids[0]))", body: #"{"Quantity":7}"#)
            #expect(more.status == 409)
            let shipped = try await server.send(
                .patch, "\(path)/Items(\(ids[0]))",
                body: #"{"ItemStatusId":7,"Notes":"n","SerialNumbers":["s"]}"#)
            #expect(shipped.status == 200)
            #expect(try await server.send(.get, path)["State"]?.text == "Processed")
            try await server.send(
                .patch, "\(path)/Items(\(ids[1]))", body: #"{"ItemStatusId":6}"#)
            #expect(try await server.send(.get, path)["State"]?.text == "Completed")
        }
    }

    @Test func `an expired order can be read and echoed, not changed`() async throws {
        try await TestServer.run { server in
            let (path, id) = try await Self.make(#""OrderExpiryHours":1"#, on: server)
            try await server.advance(seconds: 3600)
            let change = try await server.send(.patch, path, body: #"{"Name":"x"}"#)
            #expect(change.status == 409)
            #expect(Self.message(change) == "Order expired and can no longer be updated")
            let echo = #"{"Id":"\#(id)","EntityId":14202,"OrderTypeId":1}"#
            let same = try await server.send(.put, path, body: echo)
            #expect(same.status == 200 && same["Version"]?.numberText == "1")
            #expect(try await server.send(.get, path)["State"]?.text == "Created")
        }
    }

    @Test(arguments: [
        (#"{"EntityId":0}"#, "/problems/entity-not-related", "Entity is not related to company"),
        (
            #"{"ShippingEntityId":8}"#, "/problems/entity-not-related",
            "Entity is not related to company"
        ),
        (
            #"{"EmployeeId":99}"#, "/problems/employee-not-found",
            "Employee (id=99) not found for company 14146"
        ),
        (
            #"{"BillingCustomerId":"503d1d4a-c974-4286-b4a2-002699e60ad6"}"#,
            "/problems/customer-not-found",
            "Customer (id=503d1d4a-c974-4286-b4a2-002699e60ad6) not found for company 14146"
        ),
        (
            #"{"BillingAddressId":"cb39f178-3577-40bb-a7e5-032f29325b09"}"#,
            "/problems/address-not-found",
            "Address (id=cb39f178-3577-40bb-a7e5-032f29325b09) not found for company 14146"
        ),
        (
            #"{"Id":"cb39f178-3577-40bb-a7e5-032f29325b09"}"#, "/problems/mismatched-id",
            "Uri parameter representing resource id and resource id found in the request content "
                + "don't match"
        ),
    ])
    func `what an order points at must be the company's`(
        patch: String, type: String, message: String
    ) async throws {
        try await TestServer.run { server in
            let (path, _) = try await Self.make(on: server)
            let reply = try await server.send(.patch, path, body: patch)
            #expect(reply.status == 400)
            #expect(reply["type"]?.text == type)
            #expect(Self.message(reply) == message)
            #expect(reply["detail"]?.text == message)
        }
    }

    @Test func `a disabled customer takes no new orders and old ones keep it`() async throws {
        try await TestServer.run { server in
            let members = #""BillingCustomerId":"\#(Self.customer)""#
            let (path, id) = try await Self.make(members, on: server)
            #expect(
                try await server.send(.delete, "\(Self.base)/Customers(\(Self.customer))").status
                    == 204)
            let new = try await server.send(
                .post, "\(Self.base)/Orders",
                body: #"{"EntityId":14202,"OrderTypeId":1,\#(members)}"#)
            #expect(new.status == 400)
            let update = try await server.send(.patch, path, body: #"{"Name":"kept"}"#)
            #expect(update.status == 200)
            let process = try await server.send(
                .post, "\(path)/Process", body: #"{"OrderId":"\#(id)"}"#)
            #expect(process.status == 201)
        }
    }
}
