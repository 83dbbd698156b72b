import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

private let unknown = "0192f3a0-0000-7000-8000-000000000001"
private let nina = "503d1d4a-c974-4286-b4a2-002699e60ad6"
private let ninasAddress = "cb39f178-3577-40bb-a7e5-032f29325b09"
private let otto = "024abe18-39b1-4522-9dce-e3977631af2b"
private let mirasAddress = "a39dc672-17d1-4200-b5bf-98fe2d8e25e3"

extension TestServer {
    /// Sends an order of company 1.
    fileprivate func order(_ members: String, method: HTTPRequest.Method = .post) async throws
        -> Reply
    {
        try await send(
            method, "/v1/Companies(1)/Orders",
            body: "{\"OrderTypeId\": 1, \"EntityId\": 8\(members.isEmpty ? "" : ", ")\(members)}")
    }
}

@Suite struct ReferenceTests {
    @Test(arguments: [
        (#""ShippingEntityId": 9"#, "entity-not-related", "Entity is not related to company"),
        (#""ShippingEntityId": 14202"#, "entity-not-related", "Entity is not related to company"),
        (#""ShippingEntityId": -1"#, "entity-not-related", "Entity is not related to company"),
        (#""EmployeeId": 16"#, "employee-not-found", "Employee (id=16) not found for company 1"),
        (
            "\"BillingCustomerId\": \"\(unknown)\"",
            "customer-not-found", "Customer (id=\(unknown)) not found for company 1"
        ),
        (
            "\"ShippingCustomerId\": \"\(TestServer.customer)\"",
            "customer-not-found", "Customer (id=\(TestServer.customer)) not found for company 1"
        ),
        (
            "\"BillingAddressId\": \"\(unknown)\"",
            "address-not-found", "Address (id=\(unknown)) not found for company 1"
        ),
        (
            "\"ShippingAddressId\": \"\(TestServer.address)\"",
            "address-not-found", "Address (id=\(TestServer.address)) not found for company 1"
        ),
        (
            "\"BillingCustomerId\": \"\(nina)\", \"BillingAddressId\": \"\(mirasAddress)\"",
            "address-not-found", "Address (id=\(mirasAddress)) not found for customer \(nina)"
        ),
        (
            "\"ShippingCustomerId\": \"\(otto)\", \"ShippingAddressId\": \"\(ninasAddress)\"",
            "address-not-found", "Address (id=\(ninasAddress)) not found for customer \(otto)"
        ),
        (
            "\"BillingCustomerId\": \"\(nina)\", \"ShippingCustomerId\": \"\(otto)\", "
                + "\"ShippingAddressId\": \"\(mirasAddress)\"",
            "address-not-found", "Address (id=\(mirasAddress)) not found for customer \(otto)"
        ),
        (
            "\"BillingCustomerId\": \"\(TestServer.customer)\"",
            "customer-not-found", "Customer (id=\(TestServer.customer)) not found for company 1"
        ),
        (
            "\"BillingAddressId\": \"\(TestServer.address)\"",
            "address-not-found", "Address (id=\(TestServer.address)) not found for company 1"
        ),
    ])
    func `what is not there is refused by name`(
        members: String, type: String, message: String
    ) async throws {
        try await TestServer.run { server in
            let made = try await server.order("")
            for reply in [
                try await server.order(members),
                try await server.send(
                    .patch, "/v1/Companies(1)/Orders(\(made.id))", body: "{\(members)}"),
            ] {
                #expect(reply.status == 400)
                #expect(reply["type"]?.text == "/problems/\(type)")
                #expect(reply.message == message)
                #expect(reply["detail"]?.text == message)
                #expect(reply.pointers.count == 1)
            }
        }
    }

    @Test(arguments: ["0", "7", "14202", "-8", #""0""#])
    func `the entity must be a Location of the company`(entity: String) async throws {
        try await TestServer.run { server in
            let made = try await server.order("")
            for reply in [
                try await server.send(
                    .post, "/v1/Companies(1)/Orders",
                    body: "{\"OrderTypeId\": 1, \"EntityId\": \(entity)}"),
                try await server.send(
                    .patch, "/v1/Companies(1)/Orders(\(made.id))",
                    body: "{\"EntityId\": \(entity)}"),
            ] {
                #expect(reply.status == 400)
                #expect(reply["type"]?.text == "/problems/entity-not-related")
                #expect(reply.message == "Entity is not related to company")
                #expect(reply.pointers == ["/EntityId"])
            }
        }
    }

    @Test(arguments: [
        #""EmployeeId": 15"#, #""ShippingEntityId": 64"#, "\"BillingCustomerId\": \"\(otto)\"",
        "\"BillingAddressId\": \"\(mirasAddress)\"",
        "\"ShippingAddressId\": \"\(ninasAddress)\"",
        "\"ShippingCustomerId\": \"\(nina)\", \"ShippingAddressId\": \"\(ninasAddress)\"",
        "\"CustomerId\": \"\(unknown)\"", #""CustomerId": "anybody""#,
    ])
    func `what is there is kept`(members: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.order(members)
            #expect(reply.status == 201, "\(reply.text)")
        }
    }

    @Test func `several faults are told at once`() async throws {
        try await TestServer.run { server in
            let reply = try await server.order(
                "\"EmployeeId\": 16, \"BillingCustomerId\": \"\(unknown)\"")
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            #expect(Set(reply.pointers) == ["/EmployeeId", "/BillingCustomerId"])
        }
    }

    @Test(arguments: [
        ("Locations(64)", #""EntityId": 64"#), ("Locations(64)", #""ShippingEntityId": 64"#),
        ("Employees(15)", #""EmployeeId": 15"#),
        ("Customers(\(otto))", "\"BillingCustomerId\": \"\(otto)\""),
        ("Customers(\(otto))", "\"ShippingCustomerId\": \"\(otto)\""),
        (
            "Customers(\(nina))/Addresses(\(ninasAddress))",
            "\"BillingCustomerId\": \"\(nina)\", \"BillingAddressId\": \"\(ninasAddress)\""
        ),
        (
            "Customers(\(nina))/Addresses(\(ninasAddress))",
            "\"ShippingAddressId\": \"\(ninasAddress)\""
        ),
    ])
    func `no new order points at what is disabled, old ones keep it`(
        entry: String, members: String
    ) async throws {
        try await TestServer.run { server in
            let entity = members.hasPrefix("\"EntityId") ? "" : #""EntityId": 8, "#
            let body = "{\"OrderTypeId\": 1, \(entity)\(members)}"
            let old = try await server.send(.post, "/v1/Companies(1)/Orders", body: body)
            #expect(old.status == 201, "\(old.text)")
            let plain = try await server.order("")
            #expect(try await server.send(.delete, "/v1/Companies(1)/\(entry)").status == 204)

            let new = try await server.send(.post, "/v1/Companies(1)/Orders", body: body)
            #expect(new.status == 400)
            let pointed = try await server.send(
                .patch, "/v1/Companies(1)/Orders(\(plain.id))", body: "{\(members)}")
            #expect(pointed.status == 400)

            let path = "/v1/Companies(1)/Orders(\(old.id))"
            let renamed = try await server.send(
                .put, path, body: old.json.with("Name", .string("a")).body)
            #expect(renamed.status == 200, "\(renamed.text)")
            let patched = try await server.send(.patch, path, body: #"{"Name": "b"}"#)
            #expect(patched.status == 200)
            for (name, value) in try JSONValue(text: body).members?.map({ ($0.name, $0.value) })
                ?? []
            { #expect(patched[name] == value) }
        }
    }

    @Test func `an order with a disabled Billing Customer is still processed`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let customer = "/v1/Companies(14146)/Customers(\(TestServer.customer))"
            #expect(try await server.send(.delete, customer).status == 204)
            #expect(try await server.perform("Process", on: order).status == 201)
        }
    }
}

@Suite struct TwoShipmentsTests {
    private static let both =
        "\"ShippingCustomerId\": \"\(TestServer.customer)\", \"ShippingEntityId\": 14107"

    @Test(arguments: [
        [:], ["Prefer": "handling=strict"], ["Prefer": "return=minimal"],
        ["Prefer": "wait=10; handling=lenient"],
    ])
    func `a customer and a location to ship to are refused, both by name`(
        headers: [String: String]
    ) async throws {
        try await TestServer.run { server in
            let reply = try await server.create(Self.both, headers: headers)
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            #expect(Set(reply.pointers) == ["/ShippingCustomerId", "/ShippingEntityId"])
        }
    }

    @Test(arguments: [
        "handling=lenient", "respond-async, handling=lenient", "Handling = lenient",
        #"handling="lenient""#, "handling=lenient; x=1",
    ])
    func `they are kept where the client prefers lenient handling`(prefer: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.create(Self.both, headers: ["Prefer": prefer])
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply["ShippingCustomerId"]?.text == TestServer.customer)
            #expect(reply["ShippingEntityId"] == .number("14107"))
        }
    }

    @Test func `an update may not bring them together, and may keep them`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""ShippingEntityId": 14107"#)
            let customer = "{\"ShippingCustomerId\": \"\(TestServer.customer)\"}"
            let refused = try await server.send(.patch, order.path, body: customer)
            #expect(refused.status == 400)
            #expect(Set(refused.pointers) == ["/ShippingCustomerId", "/ShippingEntityId"])
            let lenient = try await server.send(
                .patch, order.path, headers: ["Prefer": "handling=lenient"], body: customer)
            #expect(lenient.status == 200)
            let echo = try await server.send(.put, order.path, body: lenient.text)
            #expect(echo.status == 200)
            #expect(echo.json == lenient.json)
            let cleared = try await server.send(
                .patch, order.path, body: #"{"ShippingEntityId": 0}"#)
            #expect(cleared.status == 200)
            #expect(cleared["ShippingEntityId"] == .number("0"))
        }
    }

    @Test func `a lenient server keeps them, unless the client prefers strict handling`()
        async throws
    {
        try await TestServer.run(isLenient: true) { server in
            #expect(try await server.create(Self.both).status == 201)
            let strict = try await server.create(
                Self.both, headers: ["Prefer": "handling=strict"])
            #expect(strict.status == 400)
        }
    }
}
