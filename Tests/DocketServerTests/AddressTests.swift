import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct AddressTests {
    static let customer = "503d1d4a-c974-4286-b4a2-002699e60ad6"
    static let other = "024abe18-39b1-4522-9dce-e3977631af2b"
    static let list = "/v1/Companies(1)/Customers(\(customer))/Addresses"

    @Test func `an address is made, read, replaced and disabled`() async throws {
        try await TestServer.run { server in
            let body = #"{"AddressTypeId": "3", "Locality": "Bergen", "State": "ignored"}"#
            let made = try await server.send(.post, Self.list, body: body)
            #expect(made.status == 201)
            #expect(made.headers["Location"] == "\(Self.list)(\(made.id))")
            #expect(made["CustomerId"]?.text == Self.customer)
            #expect(made["AddressType"]?.text == "Shipping")
            #expect(made["State"] == .null)
            #expect(made["DoNotContact"] == .boolean(true))
            let one = "\(Self.list)(\(made.id))"
            #expect(try await server.send(.get, one).bytes == made.bytes)
            let replaced = try await server.send(.put, one, body: #"{"AddressTypeId": 2}"#)
            #expect(replaced["Locality"] == .null)
            #expect(try await server.send(.delete, one).status == 204)
            #expect(try await server.send(.get, one)["Disabled"] == .boolean(true))
        }
    }

    @Test func `an address belongs to its customer and to no other`() async throws {
        try await TestServer.run { server in
            let address = "cb39f178-3577-40bb-a7e5-032f29325b09"
            let reply = try await server.send(
                .get, "/v1/Companies(1)/Customers(\(Self.other))/Addresses(\(address))")
            #expect(reply.status == 404)
            #expect(reply.message == "Address resource with id \(address) cannot be found")
            let contradiction = try await server.send(
                .put, "\(Self.list)(\(address))",
                body: #"{"AddressTypeId": 2, "CustomerId": "\#(Self.other)"}"#)
            #expect(contradiction.status == 400)
            #expect(contradiction.pointers == ["/CustomerId"])
            let nobody = try await server.send(
                .get, "/v1/Companies(1)/Customers(\(address))/Addresses")
            #expect(nobody.message == "Customer resource with id \(address) cannot be found")
        }
    }
}

@Suite struct CustomerFullTests {
    @Test func `a customer comes with its addresses`() async throws {
        try await TestServer.run { server in
            let body = """
                {"CustomerTypeId": 3, "PrimaryName": "Ørsted", "DateOfBirth": "1973-03-12",
                 "Addresses": [{"AddressTypeId": 4, "Locality": "Oslo"}, {"AddressTypeId": 2}],
                 "ContactMethods": [{"Value": "x"}]}
                """
            let made = try await server.send(.post, "/v1/Companies(1)/CustomerFull", body: body)
            #expect(made.status == 201)
            let path = "/v1/Companies(1)/CustomerFull(\(made.id))"
            #expect(made.headers["Location"] == path)
            #expect(made["CustomerType"]?.text == "Company")
            #expect(made["DateOfBirth"]?.text == "1973-03-12T00:00:00.000Z")
            #expect(made["Addresses"]?.elements?.count == 2)
            #expect(made["Addresses", 0, "CustomerId"]?.text == made.id)
            #expect(made["ContactMethods"] == .array([]))
            let read = try await server.send(.get, path)
            #expect(read.bytes == made.bytes)
            let list = try await server.send(.get, "/v1/Companies(1)/CustomerFull")
            #expect(list.json.elements?.last == made.json)
        }
    }

    @Test func `it is all or nothing`() async throws {
        try await TestServer.run { server in
            let before = try await server.send(.get, "/v1/Companies(1)/CustomerFull").bytes
            let bad = try await server.send(
                .post, "/v1/Companies(1)/CustomerFull",
                body: #"{"CustomerTypeId": 2, "Addresses": [{"AddressTypeId": 2}, {}, 3]}"#)
            #expect(bad.status == 400)
            #expect(
                bad.pointers == ["/Addresses/2", "/PrimaryName", "/Addresses/1/AddressTypeId"])
            let taken = try await server.send(
                .post, "/v1/Companies(1)/CustomerFull",
                body: """
                    {"CustomerTypeId": 2, "FamilyName": "A", "Addresses": [{"AddressTypeId": 2,
                     "Id": "cb39f178-3577-40bb-a7e5-032f29325b09"}]}
                    """)
            #expect(taken.status == 409)
            let after = try await server.send(.get, "/v1/Companies(1)/CustomerFull").bytes
            #expect(before == after)
        }
    }
}
