import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// Who may see and pay which parcel order.
@Suite struct ParcelFenceTests {
    @Test func `a reference shows its line's tracking without a token, and nothing else does`()
        async throws
    {
        try await TestServer.run { server in
            let made = try await ParcelsAPITests.make(
                server, [Parcels.item(), Parcels.item()])
            let references = (0..<2).map {
                made["OrderlineIdMap", $0, "OrderLineIdHmac"]?.text ?? ""
            }
            let proofs = references.map { $0.split(separator: "|")[1] }
            let line = made["OrderlineIdMap", 0, "OrderLineId"]?.text ?? ""
            func status(_ reference: String) async throws -> Int {
                try await server.send(
                    .get, "/api/tracking/\(reference.percentEncoded)", token: nil
                ).status
            }
            #expect(try await status(references[0]) == 200)
            #expect(try await status(line) == 401)
            for wrong in [
                "\(line)|\(proofs[1])", "\(line)|", "|\(proofs[0])", "\(line)|\(proofs[0])|",
                "\(line)|\(proofs[0].dropLast(2))", "\(line)1|\(proofs[0])",
                "\(line)|\(made["Hash"]?.text ?? "")", "0\(line)|\(proofs[0])",
            ] {
                #expect(try await status(wrong) == 404, "\(wrong)")
            }
        }
    }

    @Test func `a hash shows its order without a token, and no other`() async throws {
        try await TestServer.run { server in
            let (one, other) = (
                try await ParcelsAPITests.make(server), try await ParcelsAPITests.make(server)
            )
            func status(_ id: String, _ hash: String?) async throws -> Int {
                let query = "orderId=\(id)" + (hash.map { "&hash=\($0.percentEncoded)" } ?? "")
                return try await server.send(.get, "/api/orders?\(query)", token: nil).status
            }
            let (id, hash) = (one["OrderId"]?.text ?? "", one["Hash"]?.text ?? "")
            #expect(try await status(id, hash) == 200)
            #expect(try await status(id, hash.uppercased()) == 200)
            #expect(try await status(id, nil) == 401)
            for wrong in [
                other["Hash"]?.text ?? "", "", String(hash.dropLast()), hash + "0",
                String(repeating: "0", count: 32), "+" + hash.dropFirst(),
                one["OrderlineIdMap", 0, "OrderLineIdHmac"]?.text ?? "",
            ] {
                #expect(try await status(id, wrong) == 404, "\(wrong)")
            }
            #expect(try await status("1414600000000000", hash) == 404)
        }
    }

    @Test func `links outlive a new secret, but not the one after its time`() async throws {
        try await TestServer.run { server in
            let made = try await ParcelsAPITests.make(server)
            let (id, old) = (made["OrderId"]?.text ?? "", made["Hash"]?.text ?? "")
            let capabilities = server.services.capabilities
            #expect(try await capabilities.rotate(at: server.services.clock.now()) == 2)
            let found = try await server.send(
                .get, "/api/orders?orderId=\(id)&hash=\(old)", token: nil)
            #expect(found.status == 200)
            let new = found["Links", "payment"]?.text?.split(separator: "=").last ?? ""
            #expect(new != old)
            try await server.advance(seconds: Int64(Capabilities.overlapDays) * 86_400)
            for (hash, status) in [(old, 404), (String(new), 200)] {
                let reply = try await server.send(
                    .get, "/api/orders?orderId=\(id)&hash=\(hash)", token: nil)
                #expect(reply.status == status)
            }
        }
    }

    @Test func `another company's order is no different from one that is not`() async throws {
        try await TestServer.run { server in
            let made = try await ParcelsAPITests.make(server, headers: ["Docket-Company": "1"])
            let id = made["OrderId"]?.text ?? ""
            let nobody = "1" + String(id.dropFirst().reversed())
            let token = try await server.token(scope: "admin", companies: [14146])
            for (method, path) in [
                (HTTPRequest.Method.get, "/api/orders?orderId=ID"),
                (.post, "/api/orders/ID/paywithprepay"), (.post, "/api/orders/ID/refund"),
                (.get, "/api/tracking/ID001"), (.post, "/api/tracking/ID001"),
            ] {
                var texts: Set<String> = []
                for order in [id, nobody] {
                    let reply = try await server.send(
                        method, path.replacing("ID", with: order),
                        headers: ["X-Request-Id": "same"],
                        body: method == .post ? #"{"Stage": "Delivered"}"# : nil, token: token)
                    #expect(reply.status == 404, "\(path)")
                    texts.insert(reply.text.replacing(order, with: "ID"))
                }
                #expect(texts.count == 1, "\(path)")
            }
        }
    }

    @Test func `the company is the token's only one, or the one that is named`() async throws {
        try await TestServer.run { server in
            let only = try await server.token(scope: "payment", companies: [1])
            let both = try await server.token(scope: "payment", companies: [1, 14146])
            func balance(_ token: String, _ company: String?) async throws -> String {
                let reply = try await server.send(
                    .get, "/api/prepay", headers: company.map { ["Docket-Company": $0] } ?? [:],
                    token: token)
                return reply.status == 200 ? reply.text : "\(reply.status)"
            }
            #expect(try await balance(only, nil) == "0")
            #expect(try await balance(only, "1") == "0")
            #expect(try await balance(only, "14146") == "403")
            // The client's default.
            #expect(try await balance(both, nil) == "100")
            #expect(try await balance(both, "1") == "0")
            #expect(try await balance(both, "nonsense") == "400")
            #expect(try await balance(both, "99") == "403")
        }
    }
}
