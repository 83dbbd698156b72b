import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// The lists of the directory take the same options as those of orders.
@Suite struct DirectoryListTests {
    /// Queries, and the one member of each that comes.
    private static let found: [(query: String, values: [String])] = [
        (
            "Companies(1)/Customers?$orderby=FamilyName&$select=PrimaryName",
            ["Otto", "Nina", "Ravi", "Mira"]
        ),
        ("Companies(1)/Customers?$filter=FamilyName eq 'Menon'&$select=PrimaryName", ["Ravi"]),
        (
            "Companies(1)/Customers?$filter=contains(FamilyName,'n') and Disabled eq false"
                + "&$orderby=PrimaryName desc&$select=PrimaryName", ["Ravi", "Otto", "Mira"]
        ),
        (
            "Companies(1)/Customers?$filter=Id eq 503D1D4A-C974-4286-B4A2-002699E60AD6"
                + "&$select=PrimaryName", ["Nina"]
        ),
        ("Companies(1)/Customers?$search=calder&$select=PrimaryName", ["Nina"]),
        ("Companies(1)/Customers?$filter=MiddleName ne null&$select=PrimaryName", []),
        ("Companies(1)/CustomerFull?$filter=not Addresses/any()&$select=PrimaryName", ["Otto"]),
        (
            "Companies(1)/CustomerFull?$filter=Addresses/any(a: a/Id eq "
                + "cb39f178-3577-40bb-a7e5-032f29325b09)&$select=PrimaryName", ["Nina"]
        ),
        (
            "Companies(1)/Employees?$filter=startswith(UserName,'jules')&$select=LastName",
            ["Thorne"]
        ),
        ("Companies(1)/Employees?$filter=IsActive eq false&$select=LastName", []),
        ("Companies(1)/Locations?$filter=Id gt 1&$orderby=Id desc&$select=Id", ["64", "8"]),
        ("Companies(1)/Locations?$search=station OR warehouse&$select=Id", ["8", "64"]),
        ("Companies(1)/Locations?$skip=1&$top=1&$select=Id", ["8"]),
        (
            "Companies(1)/Customers(503d1d4a-c974-4286-b4a2-002699e60ad6)/Addresses"
                + "?$filter=Default eq true or Default eq false&$select=Id",
            ["cb39f178-3577-40bb-a7e5-032f29325b09"]
        ),
        (
            "Companies(1)/Customers(503d1d4a-c974-4286-b4a2-002699e60ad6)/Addresses"
                + "?$filter=AddressType eq 'Shipping' and AddressType ne 'Shipping'&$select=Id", []
        ),
        ("Companies?$filter=Name eq 'Alder Outfitters'&$select=Id", ["1"]),
        ("Companies?$orderby=Id desc&$select=Id", ["14146", "1"]),
        ("Companies?$search=kestrel&$select=Id", ["14146"]),
    ]

    @Test func `a list has what is asked for`() async throws {
        try await TestServer.run { server in
            for (query, values) in Self.found {
                let reply = try await server.ask("/v1/\(query)")
                #expect(reply.status == 200, "\(query): \(reply.text)")
                let found = (reply.json.elements ?? []).map { element in
                    let value = element.members?.first?.value
                    return value?.text ?? value?.numberText ?? "-"
                }
                #expect(found == values, "\(query)")
            }
        }
    }

    @Test(arguments: [
        "Companies", "Companies(1)/Locations", "Companies(1)/Employees", "Companies(1)/Customers",
        "Companies(1)/CustomerFull",
        "Companies(1)/Customers(503d1d4a-c974-4286-b4a2-002699e60ad6)/Addresses",
    ])
    func `every list comes in every form, counted and in pages`(list: String) async throws {
        try await TestServer.run { server in
            let path = "/v1/\(list)"
            let plain = try await server.ask("\(path)?$count=true")
            let count = plain.json.elements?.count ?? 0
            #expect(count > 0)
            #expect(plain.headers["OData-Count"] == "\(count)")
            #expect(try await server.ask("\(path)/$count").text == "\(count)")
            let csv = try await server.ask("\(path)?$select=Id&$format=csv")
            #expect(csv.text.split(separator: "\r\n").count == count + 1)
            let lines = try await server.ask("\(path)?$format=ndjson")
            #expect(lines.text.split(separator: "\n").count == count)
            let pages = try await server.pages(path, size: 1)
            #expect(pages.flatMap { $0.json.elements ?? [] } == plain.json.elements)
            let backwards = try await server.ask("\(path)?$orderby=Id desc")
            #expect(backwards.values("Id") == plain.values("Id").reversed())
        }
    }

    private static let refused: [(query: String, status: Int)] = [
        ("Companies(1)/Customers?$filter=Nam eq 'a'", 400),
        ("Companies(1)/Customers?$filter=CustomerType eq 'Nobody'", 400),
        ("Companies(1)/Employees?$expand=Address", 400),
        ("Companies(1)/Employees?$filter=Address eq null", 501),
        ("Companies(1)/Locations?$filter=Roles/any()", 501),
        ("Companies(1)/Locations?$filter=Area ne null", 501),
        ("Companies?$apply=identity", 501),
        ("Companies?$format=xml", 406),
    ]

    @Test func `what can't be answered is refused`() async throws {
        try await TestServer.run { server in
            for (query, status) in Self.refused {
                let reply = try await server.ask("/v1/\(query)")
                #expect(reply.status == status, "\(query)")
            }
        }
    }

    @Test func `a token sees its own companies only, whatever the query`() async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "directory.read", companies: [1])
            for query in ["", "?$filter=true", "?$orderby=Id desc", "?$search=kestrel OR alder"] {
                let reply = try await server.ask("/v1/Companies\(query)", token: token)
                #expect(reply.values("Id") == ["1"], "\(query)")
            }
            #expect(try await server.ask("/v1/Companies/$count", token: token).text == "1")
            let first = try await server.ask(
                "/v1/Companies", headers: ["Prefer": "odata.maxpagesize=1"])
            let other = try await server.send(.get, first.next ?? "", token: token)
            #expect(other.values("Id") == [])
        }
    }
}
