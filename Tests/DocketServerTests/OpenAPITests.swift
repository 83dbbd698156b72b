import DocketCore
import DocketJSON
import DocketServer
import DocketTestKit
import HTTPTypes
import Testing

/// The description of all operations (docs/api/openapi.md).
@Suite struct OpenAPITests {
    @Test func `every operation of the router is described, and no other`() async throws {
        try await TestServer.run { server in
            let described = try await DescribedAPI(server).operations.map(\.description)
            let routed = Set(server.routes.map { "\($0.method) \($0.template)" })
            #expect(described.sorted() == routed.sorted())
            #expect(described.count > 100)
        }
    }

    @Test func `the path of an operation is where its route leads`() async throws {
        try await TestServer.run { server in
            for route in server.routes {
                let path = route.template.dropFirst().replacing(/\(\{\w+\}\)/, with: "()")
                    .replacing(/\/\{\w+\}\//, with: "/{}/")
                    .lowercased()
                // The last part may be one of several.
                let isSame =
                    path.split(separator: "/").dropLast()
                    == route.path.split(separator: "/").dropLast()
                #expect(path == route.path || (path.hasSuffix("}") && isSame), "\(route.path)")
            }
        }
    }

    @Test func `no two operations have the same name`() async throws {
        try await TestServer.run { server in
            let ids = try await DescribedAPI(server).operations.map(\.id)
            #expect(Set(ids).count == ids.count)
            #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z][A-Za-z]+/) != nil })
        }
    }

    @Test func `every operation says the scopes that it wants`() async throws {
        try await TestServer.run { server in
            let api = try await DescribedAPI(server)
            for route in server.routes {
                let operation = try #require(
                    api.operations.first {
                        $0.method == route.method && $0.template == route.template
                    })
                #expect(operation.scopes == Set(route.scopes.map(\.rawValue)), "\(operation)")
                for scope in route.scopes {
                    let words = operation.json["description"]?.text ?? ""
                    #expect(words.contains("`\(scope.rawValue)`"), "\(operation)")
                }
            }
        }
    }

    @Test func `every operation says all the statuses that its route knows`() async throws {
        try await TestServer.run { server in
            let api = try await DescribedAPI(server)
            for route in server.routes {
                let operation = try #require(
                    api.operations.first {
                        $0.method == route.method && $0.template == route.template
                    })
                #expect(Set(operation.statuses) == route.statuses, "\(operation)")
            }
        }
    }

    @Test func `it needs no token, may be kept for an hour, and is counted`() async throws {
        try await TestServer.run { server in
            let first = try await server.send(.get, "/openapi.json", token: nil)
            let second = try await server.send(.get, "/OpenAPI.json", token: nil)
            #expect(first.headers["Content-Type"] == "application/json")
            #expect(first.headers["Cache-Control"] == "max-age=3600")
            #expect(first.bytes == second.bytes)
            let left = [first, second].compactMap { $0.headers["X-RateLimit-Remaining"] }
                .compactMap { Int($0) }
            // A minute may have ended between them.
            #expect(left.count == 2 && left[1] != left[0])
        }
    }

    @Test func `its server is wherever it was asked for`() async throws {
        try await TestServer.run { server in
            let document = try await DescribedAPI(server).document
            #expect(document["servers"]?.elements?.compactMap { $0["url"]?.text } == ["/"])
            #expect(!"\(document)".contains("localhost"))
        }
    }

    @Test func `every refusal has an example that names it`() async throws {
        try await TestServer.run { server in
            let document = try await DescribedAPI(server).document
            let examples = document["components", "examples"]?.members ?? []
            let responses = document["components", "responses"]?.members ?? []
            #expect(examples.map(\.name) == responses.map(\.name) && !examples.isEmpty)
            for example in examples {
                let problem = example.value["value"]
                #expect(problem?["type"]?.text == "/problems/\(example.name)")
                #expect(problem?["traceId"]?.text != nil)
            }
        }
    }
}
