import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct CompanyTests {
    @Test func `a list has those companies that the token is for`() async throws {
        try await TestServer.run { server in
            let all = try await server.send(.get, "/v1/Companies")
            #expect(all.json.elements?.compactMap { $0["Id"]?.numberText } == ["1", "14146"])
            let token = try await server.token(scope: "directory.read", companies: [14146])
            let one = try await server.send(.get, "/v1/Companies?$top=5", token: token)
            #expect(one.json.elements?.compactMap { $0["Id"]?.numberText } == ["14146"])
        }
    }

    @Test func `a company is made by admin, and by nobody else`() async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "directory.write")
            let refused = try await server.send(
                .post, "/v1/Companies", body: #"{"Name": "New"}"#, token: token)
            #expect(refused.status == 403)
            let made = try await server.send(.post, "/v1/Companies", body: #"{"Name": "New"}"#)
            #expect(made.status == 201)
            #expect(made.headers["Location"] == "/v1/Companies(14147)")
            #expect(made["Roles"] == .array([]))
            let kept = try await server.send(
                .post, "/v1/Companies", body: #"{"Name": "New", "Id": "7"}"#)
            #expect(kept.id == "7")
            let taken = try await server.send(
                .post, "/v1/Companies", body: #"{"Name": "New", "Id": 7}"#)
            #expect(taken.status == 409)
        }
    }

    @Test func `a company is replaced and disabled`() async throws {
        try await TestServer.run { server in
            let replaced = try await server.send(
                .put, "/v1/Companies(1)", body: #"{"Name": "Other", "SortName": "O"}"#)
            #expect(replaced.status == 200)
            #expect(replaced["SortName"]?.text == "O")
            #expect(try await server.send(.delete, "/v1/Companies(1)").status == 204)
            let disabled = try await server.send(.get, "/v1/Companies(1)")
            #expect(disabled["Disabled"] == .boolean(true))
            #expect(try await server.send(.get, "/v1/Companies(2)").status == 404)
        }
    }

    @Test(arguments: [
        ("/v1/Companies(14146)/Locations", ["14107", "14202"]),
        ("/v1/Companies(14146)/Employees", ["15"]),
        ("/v1/Companies(14146)/Customers", ["659c2a38-d083-4421-9330-46d779702f85"]),
        (
            "/v1/Companies(14146)/Customers(659c2a38-d083-4421-9330-46d779702f85)/Addresses",
            ["a08b0640-606a-41f0-901a-facaf50e75dd"]
        ),
        ("/v1/Companies(1)/Locations", ["1", "8", "64"]),
        ("/v1/Companies(1)/Employees", ["15"]),
        (
            "/v1/Companies(1)/Customers",
            [
                "024abe18-39b1-4522-9dce-e3977631af2b", "3e59f6c5-d7fc-48cf-a36d-9e871d5f5d0d",
                "503d1d4a-c974-4286-b4a2-002699e60ad6", "5bbf809c-ecd3-4262-9544-61cabe1dd798",
            ]
        ),
        (
            "/v1/Companies(1)/Customers(503d1d4a-c974-4286-b4a2-002699e60ad6)/Addresses",
            ["cb39f178-3577-40bb-a7e5-032f29325b09"]
        ),
        ("/v1/Companies(1)/Customers(024abe18-39b1-4522-9dce-e3977631af2b)/Addresses", []),
        (
            "/v1/Companies(1)/Customers(3e59f6c5-d7fc-48cf-a36d-9e871d5f5d0d)/Addresses",
            ["a39dc672-17d1-4200-b5bf-98fe2d8e25e3"]
        ),
        (
            "/v1/Companies(1)/Customers(5bbf809c-ecd3-4262-9544-61cabe1dd798)/Addresses",
            ["feee59c2-dd2b-4507-b158-cd5b3fe46e0d"]
        ),
    ])
    func `the sandbox has the ids of the documents`(path: String, ids: [String]) async throws {
        try await TestServer.run { server in
            let list = try await server.send(.get, path)
            let found = list.json.elements?.compactMap { $0["Id"]?.text ?? $0["Id"]?.numberText }
            #expect(found == ids)
        }
    }
}
