import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// `$metadata`, the service document, and how a client says which form it takes (contract,
/// section 6).
@Suite struct MetadataTests {
    static let company = "/v1/Companies(14146)"
    static let minimal = "application/json;odata.metadata=minimal"
    /// What Power Query sends with every request, whatever it asks for.
    static let powerQuery = """
        application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,\
        application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,\
        text/plain;q=0.7
        """

    private static func get(
        _ path: String, accept: String? = nil, maxVersion: String? = nil,
        token: String? = "sandbox-token", on server: TestServer
    ) async throws -> TestServer.Reply {
        var headers: [String: String] = [:]
        headers["Accept"] = accept
        headers["OData-MaxVersion"] = maxVersion
        return try await server.send(.get, company + path, headers: headers, token: token)
    }

    // MARK: - The model

    @Test func `the model is XML, unless JSON is wanted more`() async throws {
        let (xml, json) = ("application/xml", "application/json")
        try await TestServer.run { server in
            for (path, accept, type) in [
                ("/$metadata", nil, xml), ("/$metadata/", "*/*", xml), ("/%24metadata", xml, xml),
                ("/$metadata", "application/*", xml), ("/$metadata", json, json),
                ("/$metadata", "\(xml);q=0.5, \(json)", json), ("/$metadata", Self.minimal, json),
                ("/$metadata", Self.powerQuery, xml), ("/$metadata?$format=json", xml, json),
                ("/$metadata?$format=xml", json, xml),
            ] as [(String, String?, String)] {
                let reply = try await Self.get(path, accept: accept, on: server)
                #expect(reply.status == 200, "\(path) \(accept ?? "")")
                #expect(reply.headers["Content-Type"] == type, "\(path) \(accept ?? "")")
                #expect(reply.headers["OData-Version"] == "4.01")
            }
        }
    }

    @Test func `the model is written for the version that the client takes`() async throws {
        try await TestServer.run { server in
            for (wanted, version) in [
                (nil, "4.01"), ("4.0", "4.0"), ("4.01", "4.01"), ("5.0", "4.01"),
            ] as [(String?, String)] {
                let reply = try await Self.get("/$metadata", maxVersion: wanted, on: server)
                #expect(reply.headers["OData-Version"] == version)
                #expect(reply.text.contains(#"Version="\#(version)""#))
                #expect(reply.text.contains("Edm.Untyped") == (version == "4.01"))
            }
            for version in ["3.0", "x", "4.", "", "4.0, 4.0"] {
                let reply = try await Self.get("/$metadata", maxVersion: version, on: server)
                #expect(reply.status == 400, "\(version)")
            }
        }
    }

    @Test func `what is not to be had is refused by name`() async throws {
        try await TestServer.run { server in
            for (path, accept, version) in [
                ("/$metadata", "text/html", nil), ("/$metadata?$format=csv", nil, nil),
                ("/$metadata?$format=", nil, nil), ("/$metadata", "application/xml;q=0", nil),
                // In 4.0 the model is XML.
                ("/$metadata", "application/json", "4.0"), ("", "application/xml", nil),
                ("", "application/json;odata.metadata=all", nil), ("?$format=atom", nil, nil),
            ] as [(String, String?, String?)] {
                let reply = try await Self.get(
                    path, accept: accept, maxVersion: version, on: server)
                #expect(reply.status == 406, "\(path) \(accept ?? "")")
                #expect(reply["Message"]?.text?.contains("application/") == true)
            }
            #expect(try await Self.get("/$metadata?$top=1", on: server).status == 501)
            for wrong in ["nonsense=1", "$top=x", "$top=1&$format=json&nonsense"] {
                #expect(try await Self.get("/$metadata?\(wrong)", on: server).status == 400)
                #expect(try await Self.get("?\(wrong)", on: server).status == 400)
            }
            let twice = try await Self.get("/$metadata?$format=json&$format=xml", on: server)
            #expect(twice.status == 400)
            #expect(try await server.send(.post, Self.company + "/$metadata").status == 405)
            #expect(try await server.send(.head, Self.company + "/$metadata").bytes.isEmpty)
        }
    }

    @Test func `the model has the members that go out, and no others`() async throws {
        try await TestServer.run { server in
            let order = try await server.create(items: [""])
            let model = try await Self.get("/$metadata", accept: "application/json", on: server)
            let customer = "Customers(659c2a38-d083-4421-9330-46d779702f85)"
            for (type, path, extra) in [
                ("Order", "/OrderFull(\(order.id))", []),
                ("Customer", "/\(customer)", ["Addresses"]),
                ("Address", "/\(customer)/Addresses", []), ("Employee", "/Employees", []),
                ("Location", "/Locations", []), ("Company", "", []),
            ] as [(String, String, [String])] {
                let json = try await Self.get(path, on: server).json
                Self.expect(json.elements?.first ?? json, plus: extra, isLike: type, in: model)
            }
            let items = try await server.send(.get, "\(TestServer.orders)(\(order.id))/Items")
            Self.expect(items[0] ?? .null, isLike: "Item", in: model)
        }
    }

    private static func expect(
        _ resource: JSONValue, plus extra: [String] = [], isLike type: String,
        in model: TestServer.Reply
    ) {
        let members = (resource.members?.map(\.name) ?? []) + extra
        let properties = model["Docket", type]?.members?.map(\.name).filter { !$0.hasPrefix("$") }
        #expect(properties?.sorted() == members.sorted(), "\(type)")
        for property in members {
            let isNull = resource[property] == .null
            let mayBeNull = model["Docket", type, property, "$Nullable"] == .boolean(true)
            #expect(!isNull || mayBeNull, "\(type) \(property)")
        }
    }

    // MARK: - The service document

    @Test func `an address is enough for a client of OData`() async throws {
        try await TestServer.run { server in
            for accept in [Self.minimal, Self.powerQuery, "application/json; metadata=minimal"] {
                for path in ["", "/"] {
                    let reply = try await Self.get(path, accept: accept, on: server)
                    #expect(reply.status == 200)
                    #expect(reply.headers["Content-Type"] == Self.minimal)
                    #expect(reply.headers["OData-Version"] == "4.01")
                    let context = reply["@odata.context"]?.text ?? ""
                    #expect(context.hasSuffix("\(Self.company)/$metadata"), "\(context)")
                    let names = reply["value"]?.elements?.compactMap { $0["url"]?.text }
                    #expect(
                        names == [
                            "Orders", "OrderFull", "Customers", "CustomerFull", "Employees",
                            "Locations",
                        ])
                    for name in names ?? [] {
                        #expect(try await Self.get("/\(name)", on: server).status == 200)
                    }
                }
            }
            let full = "application/json;odata.metadata=full"
            #expect(
                try await Self.get("", accept: full, on: server).headers["Content-Type"] == full)
            let bare = try await Self.get(
                "", accept: "application/json;odata.metadata=none", on: server)
            #expect(bare["@odata.context"] == nil)
            let atom = try await Self.get("", accept: "application/atomsvc+xml", on: server)
            #expect(atom.headers["Content-Type"] == "application/atomsvc+xml")
            #expect(atom.text.contains(#"<collection href="OrderFull">"#))
        }
    }

    @Test func `who names no metadata gets the company`() async throws {
        try await TestServer.run { server in
            for accept in [nil, "*/*", "application/json", "text/json;charset=utf-8"] as [String?] {
                let reply = try await Self.get("", accept: accept, on: server)
                #expect(reply["Id"]?.numberText == "14146")
                #expect(reply.headers["OData-Version"] == nil)
            }
        }
    }

    // MARK: - Who may ask

    @Test func `whoever reads orders or the directory may see what there is`() async throws {
        try await TestServer.run { server in
            for (scope, model, document, company) in [
                ("orders.read", 200, 200, 403), ("directory.read", 200, 200, 200),
                ("payment", 403, 403, 403),
            ] {
                let token = try await server.token(scope: scope, companies: [14146])
                let reply = try await Self.get("/$metadata", token: token, on: server)
                #expect(reply.status == model, "\(scope)")
                let service = try await Self.get(
                    "", accept: Self.minimal, token: token, on: server)
                #expect(service.status == document, "\(scope)")
                #expect(try await Self.get("", token: token, on: server).status == company)
                let foreign = try await server.send(
                    .get, "/v1/Companies(1)/$metadata", token: token)
                #expect(foreign.status == 403)
            }
            #expect(try await Self.get("/$metadata", token: nil, on: server).status == 401)
            #expect(try await server.send(.get, "/v1/Companies(777)/$metadata").status == 404)
        }
    }
}
