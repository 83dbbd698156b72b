import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// The three nouns of a company that are told apart by a path of one step.
enum Noun: String, CaseIterable, Sendable {
    case locations = "Locations"
    case customers = "Customers"
    case employees = "Employees"

    /// As refusals name it.
    var singular: String { String(rawValue.dropLast()) }

    /// The least that can be sent; `mark` makes it unique.
    func body(_ mark: String, more: String = "") -> String {
        switch self {
        case .locations: #"{"Name": "\#(mark)"\#(more)}"#
        case .customers: #"{"CustomerTypeId": 2, "FamilyName": "\#(mark)"\#(more)}"#
        case .employees:
            #"{"FirstName": "A", "LastName": "B", "UserName": "\#(mark)"\#(more)}"#
        }
    }

    /// An id that none has.
    var freeID: String {
        self == .customers ? "0192f3a0-0000-7000-8000-000000000001" : "777"
    }

    /// What the id is in JSON.
    func quoted(_ id: String) -> String { self == .customers ? "\"\(id)\"" : id }
}

extension TestServer.Reply {
    /// The `Id` of the entry.
    var id: String { self["Id"]?.text ?? self["Id"]?.numberText ?? "" }
    /// The refusal's text.
    var message: String { self["Message"]?.text ?? "" }
    /// The pointers of the faults.
    var pointers: [String] { self["errors"]?.elements?.compactMap { $0["pointer"]?.text } ?? [] }
}

@Suite struct DirectoryTests {
    @Test(arguments: Noun.allCases)
    func `an entry is made, read, replaced and disabled`(noun: Noun) async throws {
        try await TestServer.run { server in
            let list = "/v1/Companies(1)/\(noun.rawValue)"
            let made = try await server.send(.post, list, body: noun.body("first"))
            #expect(made.status == 201)
            let one = "\(list)(\(made.id))"
            #expect(made.headers["Location"] == one)
            #expect(made["Version"]?.numberText == "1")
            #expect(made["Disabled"] == .boolean(false))
            let read = try await server.send(.get, one)
            #expect(read.status == 200)
            #expect(read.bytes == made.bytes)

            let replaced = try await server.send(.put, one, body: noun.body("second"))
            #expect(replaced.status == 200)
            #expect(replaced["Version"]?.numberText == "2")
            let echoed = try await server.send(.put, one, body: replaced.text)
            #expect(echoed.bytes == replaced.bytes)

            #expect(try await server.send(.delete, one).status == 204)
            #expect(try await server.send(.delete, one).status == 204)
            let disabled = try await server.send(.get, one)
            #expect(disabled["Disabled"] == .boolean(true))
            #expect(disabled["Version"]?.numberText == "3")
            let enabled = try await server.send(
                .put, one, body: noun.body("second", more: #", "disabled": false"#))
            #expect(enabled["Disabled"] == .boolean(false))
        }
    }

    @Test(arguments: Noun.allCases)
    func `a free Id is kept for admin and ignored for others`(noun: Noun) async throws {
        try await TestServer.run { server in
            let list = "/v1/Companies(1)/\(noun.rawValue)"
            let withID = noun.body("kept", more: ", \"Id\": \(noun.quoted(noun.freeID))")
            #expect(try await server.send(.post, list, body: withID).id == noun.freeID)
            let again = try await server.send(
                .post, list,
                body: noun.body("again", more: ", \"Id\": \(noun.quoted(noun.freeID))"))
            #expect(again.status == 409)
            let token = try await server.token(scope: "directory.write")
            let other = try await server.send(
                .post, list,
                body: noun.body("other", more: ", \"Id\": \(noun.quoted(noun.freeID))"),
                token: token)
            #expect(other.status == 201)
            #expect(other.id != noun.freeID)
        }
    }

    @Test(arguments: Noun.allCases)
    func `a list is in order and paged by $top and $skip`(noun: Noun) async throws {
        try await TestServer.run { server in
            let list = "/v1/Companies(1)/\(noun.rawValue)"
            for number in 1...3 {
                try await server.send(.post, list, body: noun.body("n\(number)"))
                try await server.advance(seconds: 1)
            }
            let all = try await server.send(.get, list).json.elements ?? []
            let part = try await server.send(.get, "\(list)?$skip=1&$top=2").json.elements ?? []
            #expect(part == Array(all.dropFirst().prefix(2)))
            #expect(try await server.send(.get, "\(list)?$top=0").text == "[]")
        }
    }

    @Test func `a long list comes whole`() async throws {
        try await TestServer.run { server in
            for number in 1...600 {
                try await server.send(
                    .post, "/v1/Companies(14146)/Locations", body: #"{"Name": \#(number)}"#)
            }
            let list = try await server.send(.get, "/v1/Companies(14146)/Locations")
            let ids = list.json.elements?.compactMap { $0["Id"]?.numberText } ?? []
            #expect(ids == (["14107"] + (14202...14802).map { "\($0)" }))
        }
    }

    @Test(arguments: Noun.allCases)
    func `what is not there is a 404, before a bad body is a 400`(noun: Noun) async throws {
        try await TestServer.run { server in
            let list = "/v1/Companies(1)/\(noun.rawValue)"
            for id in [noun.freeID, "x"] {
                for method in [HTTPRequest.Method.get, .delete, .put] {
                    let reply = try await server.send(
                        method, "\(list)(\(id))", body: method == .put ? "nonsense" : nil)
                    #expect(reply.status == 404)
                    #expect(
                        reply.message == "\(noun.singular) resource with id \(id) cannot be found")
                }
            }
            let company = try await server.send(
                .post, "/v1/Companies(99)/\(noun.rawValue)", body: "nonsense")
            #expect(company.status == 404)
            #expect(company.message == "Company resource with id 99 cannot be found")
            let empty = try await server.send(.get, "/v1/Companies(99)/\(noun.rawValue)")
            #expect(empty.status == 404)
        }
    }

    @Test(arguments: Noun.allCases)
    func `a bad body is a 400 that says where`(noun: Noun) async throws {
        try await TestServer.run { server in
            let list = "/v1/Companies(1)/\(noun.rawValue)"
            for body in ["", "nonsense", "[]", "{", #"{"x": 1, "X": 2}"#] {
                #expect(try await server.send(.post, list, body: body).status == 400)
            }
            let made = try await server.send(.post, list, body: noun.body("first"))
            let other = try await server.send(
                .put, "\(list)(\(made.id))",
                body: noun.body("second", more: ", \"Id\": \(noun.quoted(noun.freeID))"))
            #expect(other.status == 400)
            #expect(
                other.message
                    == "Uri parameter representing resource id and resource id found in the "
                    + "request content don't match")
        }
    }

    @Test func `nested members come back as they were sent`() async throws {
        try await TestServer.run { server in
            let body = """
                {"name": "Harbour", "NAME2": 1, "address": {"City": "Ålesund", "Zip": 1.50},
                 "Roles": [{"Name": "Store"}], "Version": 9, "CreatedUtc": "x"}
                """
            let made = try await server.send(.post, "/v1/Companies(1)/Locations", body: body)
            #expect(made.status == 201)
            #expect(made.text.contains(#""Address":{"City":"Ålesund","Zip":1.50}"#))
            #expect(made["Roles", 0, "Name"]?.text == "Store")
            #expect(made["Contacts"] == .array([]))
            #expect(made["TimeZone"] == .null)
            #expect(made["Version"]?.numberText == "1")
            let bad = try await server.send(
                .post, "/v1/Companies(1)/Locations",
                body: #"{"Name": "A", "Address": {"City": "\u0007"}, "Geography": 3}"#)
            #expect(bad.pointers == ["/Address", "/Geography"])
        }
    }

    @Test func `a user name is unique in its company`() async throws {
        try await TestServer.run { server in
            let body = Noun.employees.body("same")
            let first = try await server.send(.post, "/v1/Companies(1)/Employees", body: body)
            #expect(first["ParentEntityId"]?.numberText == "1")
            #expect(first["IsActive"] == .boolean(true))
            let second = try await server.send(.post, "/v1/Companies(1)/Employees", body: body)
            #expect(second.status == 409)
            let elsewhere = try await server.send(
                .post, "/v1/Companies(14146)/Employees", body: body)
            #expect(elsewhere.status == 201)
            let other = try await server.send(
                .put, "/v1/Companies(1)/Employees(15)", body: body)
            #expect(other.status == 409)
        }
    }

    @Test func `reading needs directory.read and writing directory.write`() async throws {
        try await TestServer.run { server in
            let list = "/v1/Companies(1)/Locations"
            let reader = try await server.token(scope: "directory.read")
            #expect(try await server.send(.get, list, token: reader).status == 200)
            let write = try await server.send(
                .post, list, body: #"{"Name": "A"}"#, token: reader)
            #expect(write.status == 403)
            let orders = try await server.token(scope: "orders.write")
            #expect(try await server.send(.get, list, token: orders).status == 403)
        }
    }

    @Test func `no new order points at what is disabled`() async throws {
        try await TestServer.run { server in
            try await server.send(.delete, "/v1/Companies(1)/Locations(8)")
            let order = try await server.send(
                .post, "/v1/Companies(1)/Orders", body: #"{"OrderTypeId": 1, "EntityId": 8}"#)
            #expect(order.status == 400)
            #expect(order.message == "Entity is not related to company")
        }
    }
}
