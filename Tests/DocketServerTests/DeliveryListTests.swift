import DocketCore
import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct DeliveryListTests {
    private static let members = [
        "Id", "Type", "Sequence", "OrderId", "State", "Tries", "NextTryAt", "LastTryAt",
        "LastStatus", "LastError", "CreatedAt",
    ]

    /// The ids of all pages from `path` on; each page's size is told to `onPage`.
    private static func follow(
        _ path: String, _ server: TestServer
    ) async throws -> (ids: [String], sizes: [Int]) {
        var (ids, sizes): ([String], [Int]) = ([], [])
        var next: String? = path
        while let path = next, sizes.count < 100 {
            let page = try await server.send(.get, path)
            #expect(page.status == 200, "\(page.text)")
            ids += page.ids
            sizes.append(page.ids.count)
            next = page.next
        }
        return (ids, sizes)
    }

    @Test func `deliveries are listed with what came of them, the newest first`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            #expect(try await server.send(.get, hook.deliveries).text == "[]")
            let waiting = try await server.store(2, of: hook)
            let parked = try await server.store(1, of: hook) { delivery in
                delivery.state = .parked
                delivery.tries = 10
                delivery.lastError = "the connection was refused"
                delivery.triedAt = delivery.createdAt.adding(seconds: 5)
            }
            let list = try await server.send(.get, hook.deliveries)
            #expect(Set(list.ids) == Set(waiting + parked))
            let times = list.json.elements?.compactMap { $0["CreatedAt"]?.text } ?? []
            #expect(times == times.sorted(by: >))
            #expect(list.json[0]?.members?.map(\.name) == Self.members)
            let rows = list.json.elements ?? []
            let first = try #require(rows.first { $0["Id"]?.text == waiting[0] })
            #expect(first["Type"] == .string("order.created"))
            #expect(first["Sequence"] == .number("1"))
            #expect(first["OrderId"] == .string("\(GUID(high: 1, low: 2))"))
            #expect(first["State"] == .string("Waiting"))
            #expect(first["Tries"] == .number("0"))
            #expect(first["NextTryAt"] == first["CreatedAt"])
            for name in ["LastTryAt", "LastStatus", "LastError"] { #expect(first[name] == .null) }
            let last = try #require(rows.first { $0["Id"]?.text == parked[0] })
            #expect(last["State"] == .string("Parked"))
            #expect(last["Tries"] == .number("10"))
            #expect(last["NextTryAt"] == .null)
            #expect(last["LastTryAt"] != .null)
            #expect(last["LastStatus"] == .null)
            #expect(last["LastError"] == .string("the connection was refused"))
        }
    }

    @Test func `a state is asked for by any case`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            for (state, count) in [
                (.waiting, 1), (.delivered, 2), (.parked, 3),
            ] as [(Delivery.State, Int)] {
                _ = try await server.store(count, of: hook) { delivery in
                    delivery.state = state
                    delivery.lastStatus = state == .delivered ? 204 : nil
                }
                for name in [state.name, state.name.lowercased(), state.name.uppercased()] {
                    let list = try await server.send(.get, "\(hook.deliveries)?state=\(name)")
                    #expect(list.ids.count == count)
                    #expect(
                        list.json.elements?.allSatisfy { $0["State"] == .string(state.name) }
                            == true)
                }
            }
            #expect(try await server.send(.get, hook.deliveries).ids.count == 6)
        }
    }

    @Test(arguments: ["$top", "%24top", "top", "$TOP"])
    func `a page links to the next one, and all come once`(top: String) async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let ids = try await server.store(7, of: hook)
            let found = try await Self.follow("\(hook.deliveries)?\(top)=3", server)
            #expect(found.ids == ids.reversed())
            #expect(found.sizes == [3, 3, 1])
        }
    }

    @Test func `a link keeps to the state`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            _ = try await server.store(3, of: hook)
            let parked = try await server.store(5, of: hook) { $0.state = .parked }
            let found = try await Self.follow("\(hook.deliveries)?state=parked&$top=2", server)
            #expect(found.ids == parked.reversed())
        }
    }

    @Test func `before begins behind a delivery`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let ids = try await server.store(5, of: hook)
            for place in ids.indices {
                let list = try await server.send(
                    .get, "\(hook.deliveries)?before=\(ids[place].uppercased())")
                #expect(list.ids == ids[..<place].reversed())
            }
        }
    }

    @Test func `a page has 200 at most`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let ids = try await server.store(230, of: hook)
            for query in ["", "?$top=200"] {
                let found = try await Self.follow(hook.deliveries + query, server)
                #expect(found.ids == ids.reversed())
                #expect(found.sizes == [200, 30])
            }
        }
    }

    @Test(arguments: [
        "state=done", "state=", "before=x", "before=", "$top=0", "$top=-1", "$top=201", "$top=x",
        "$top=", "$skip=1", "$filter=Tries eq 1", "after=1", "x=1",
    ])
    func `any other option is refused`(query: String) async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let reply = try await server.send(
                .get, "\(hook.deliveries)?\(query.replacing(" ", with: "%20"))")
            #expect(reply.status == 400)
        }
    }
}

@Suite struct ResendTests {
    @Test(arguments: Delivery.State.allCases)
    func `a delivery is sent again, whatever became of it`(state: Delivery.State) async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let ids = try await server.store(1, of: hook) { delivery in
                delivery.state = state
                delivery.tries = 7
                delivery.dueAt = delivery.dueAt.adding(hours: 5)
            }
            let before = try await server.send(.get, hook.deliveries)
            let reply = try await server.send(.post, "\(hook.deliveries)(\(ids[0]))/Resend")
            #expect(reply.status == 202)
            #expect(reply["Id"]?.text == ids[0])
            #expect(reply["State"] == .string("Waiting"))
            #expect(reply["Tries"] == .number("0"))
            #expect(
                (reply["NextTryAt"]?.text ?? "9") < (before[0, "NextTryAt"]?.text ?? "9"),
                "at once")
            #expect(try await server.send(.get, hook.deliveries).json == .array([reply.json]))
        }
    }

    @Test func `a dry run of it changes nothing`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let ids = try await server.store(1, of: hook) { $0.state = .parked }
            let before = try await server.send(.get, hook.deliveries)
            let reply = try await server.send(
                .post, "\(hook.deliveries)(\(ids[0]))/Resend", headers: ["Prefer": "dry-run"])
            #expect(reply.status == 202)
            #expect(try await server.send(.get, hook.deliveries).bytes == before.bytes)
        }
    }

    @Test func `a test is a delivery like others`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let reply = try await server.send(.post, "\(hook.path)/Test")
            #expect(reply.status == 202)
            #expect(reply["Type"] == .string("webhook.test"))
            #expect(reply["Sequence"] == .null)
            #expect(reply["OrderId"] == .null)
            #expect(reply["State"] == .string("Waiting"))
            #expect(reply["Tries"] == .number("0"))
            #expect(try await server.send(.get, hook.deliveries).json == .array([reply.json]))
        }
    }

    @Test func `a test is made once under a key`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let key = ["Idempotency-Key": "\"test-1\""]
            let first = try await server.send(.post, "\(hook.path)/Test", headers: key)
            let again = try await server.send(.post, "\(hook.path)/Test", headers: key)
            #expect(again.bytes == first.bytes)
            #expect(try await server.send(.get, hook.deliveries).ids == [first.id])
        }
    }
}
