import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

extension TestServer.Reply {
    /// The names in `allowed`; `nil` where it is not there.
    fileprivate var allowed: [String]? { self["allowed"]?.elements?.compactMap(\.text) }
    /// The order's State.
    fileprivate var state: String? { self["State"]?.text }
    /// The statuses of an OrderFull's items.
    fileprivate var statuses: [String] {
        self["Items"]?.elements?.compactMap { $0["ItemStatusId"]?.numberText } ?? []
    }
}

extension TestServer {
    /// An order that was brought to a state by operations.
    fileprivate func order(in state: String, items: [String] = [""]) async throws -> Made {
        let order = try await make(
            state == "Created" ? "" : #""State": "Pending""#, items: items)
        switch state {
        case "Processed": try await perform("Process", on: order)
        case "Cancelled": try await perform("Cancel", on: order)
        case "Completed":
            try await perform("Process", on: order)
            try await perform("Shipped", on: order)
        default: break
        }
        let now = try await send(.get, order.fullPath)
        #expect(now.state == state)
        return Made(id: order.id, document: now.json)
    }

    fileprivate func patch(_ body: String, _ path: String) async throws -> Reply {
        try await send(.patch, path, body: body)
    }
}

private let states = ["Created", "Pending", "Processed", "Cancelled", "Completed"]

@Suite struct OrderStateChangeTests {
    @Test(arguments: states)
    func `an order is made in Created or Pending`(state: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.create("\"State\": \"\(state)\"")
            if ["Created", "Pending"].contains(state) {
                #expect(reply.status == 201)
                #expect(reply.state == state)
            } else {
                #expect(reply.status == 400)
                #expect(
                    reply.message == "Attempt to create resource that is not at its initial state")
                #expect(reply.pointers == ["/State"])
            }
        }
    }

    @Test(arguments: states, states)
    func `an update moves along the picture only`(from: String, to: String) async throws {
        try await TestServer.run { server in
            let order = try await server.order(in: from)
            let reply = try await server.patch("{\"State\": \"\(to)\"}", order.path)
            let allowed = ["Created": ["Pending"], "Pending": ["Cancelled"]][from] ?? []
            if from == to {
                #expect(reply.status == 200)
                #expect(reply["Version"] == order.document["Version"])
            } else if allowed.contains(to) {
                #expect(reply.status == 200)
                #expect(reply.state == to)
                #expect(reply["Version"] != order.document["Version"])
            } else {
                #expect(reply.status == 409)
                #expect(
                    reply.message == "Resource state transition from \(from) to \(to) is invalid")
                #expect(reply.allowed == allowed)
                #expect(reply["type"]?.text == "/problems/invalid-transition")
                let after = try await server.send(.get, order.fullPath)
                #expect(after.json == order.document)
            }
        }
    }

    @Test func `a State that is none is refused`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.patch(#"{"State": "Bogus"}"#, order.path)
            #expect(reply.status == 400)
            #expect(reply.pointers == ["/State"])
        }
    }

    @Test(arguments: ["Cancelled", "Completed"])
    func `an order that is at its end changes no more`(state: String) async throws {
        try await TestServer.run { server in
            let order = try await server.order(in: state)
            let reply = try await server.patch(#"{"Name": "late"}"#, order.path)
            #expect(reply.status == 409)
            #expect(
                reply.message == "Resource state transition from \(state) to \(state) is invalid")
            #expect(reply.allowed == [])
        }
    }

    @Test(
        arguments: states,
        [
            ("Process", "Processed"), ("Processed", "Processed"), ("Shipped", "Completed"),
            ("Cancel", "Cancelled"),
        ])
    func `an operation moves along the picture only`(
        from: String, operation: (name: String, target: String)
    ) async throws {
        let legal = [
            "Process": ["Created", "Pending"], "Processed": ["Created", "Pending"],
            "Shipped": ["Processed"], "Cancel": ["Pending"],
        ]
        try await TestServer.run { server in
            let order = try await server.order(in: from)
            let reply = try await server.perform(operation.name, on: order)
            let after = try await server.send(.get, order.fullPath)
            if legal[operation.name]?.contains(from) == true {
                #expect(reply.status == 201)
                #expect(reply["OrderId"]?.text == order.id)
                #expect(reply["Id"]?.numberText.flatMap { Int($0) } ?? 0 > 0)
                let names = reply.json.members?.map(\.name)
                #expect(
                    names == ["Id", "OrderId"]
                        + (operation.name == "Shipped" ? ["TrackingNumber"] : []))
                #expect(after.state == operation.target)
            } else {
                #expect(reply.status == 409)
                #expect(
                    reply.message == "Resource state transition from \(from) to "
                        + "\(operation.target) is invalid")
                #expect(after.json == order.document)
            }
        }
    }

    @Test func `Process, Shipped and Cancel move the items`() async throws {
        let all = [(1, 1), (1, 4), (1, 5), (2, 9), (2, 12), (3, 13), (4, 15)].map {
            "\"ItemTypeId\": \($0.0), \"ItemStatusId\": \($0.1)"
        }
        try await TestServer.run { server in
            let order = try await server.make(#""State": "Pending""#, items: all)
            try await server.perform("Process", on: order)
            let processed = try await server.send(.get, order.fullPath)
            #expect(processed.statuses == ["3", "4", "5", "10", "12", "14", "15"])
            try await server.perform("Shipped", on: order)
            let shipped = try await server.send(.get, order.fullPath)
            #expect(shipped.statuses == ["7", "7", "5", "10", "12", "14", "15"])
            for byUpdate in [false, true] {
                let other = try await server.make(#""State": "Pending""#, items: all)
                if byUpdate {
                    _ = try await server.patch(#"{"State": "Cancelled"}"#, other.path)
                } else {
                    try await server.perform("Cancel", on: other)
                }
                let cancelled = try await server.send(.get, other.fullPath)
                #expect(cancelled.state == "Cancelled")
                #expect(cancelled.statuses == ["2", "2", "2", "16", "16", "17", "15"])
                let list = try await server.send(.get, "\(other.path)/Items")
                #expect(list.values("ItemStatusId") == cancelled.statuses)
            }
        }
    }

    @Test(arguments: ["Process", "Processed", "Shipped", "Cancel"])
    func `an operation needs the order's id in its body`(operation: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""State": "Pending""#)
            let path = "\(order.path)/\(operation)"
            for body in ["", "{}", #"{"OrderId": null}"#, #"{"OrderId": "x"}"#] {
                let reply = try await server.send(.post, path, body: body)
                #expect(reply.status == 400)
                #expect(reply.message == "The request is invalid")
            }
            let other = #"{"OrderId": "\#(TestServer.customer)"}"#
            let reply = try await server.send(.post, path, body: other)
            #expect(reply.status == 400)
            #expect(
                reply.message == "Uri parameter representing resource id and resource id found "
                    + "in the request content don't match")
            #expect(try await server.send(.get, order.path)["Version"] == .number("1"))
        }
    }

    @Test func `Process needs a Billing Customer`() async throws {
        try await TestServer.run { server in
            let reply = try await server.create()
            let order = Made(id: reply.id, document: reply.json)
            let refused = try await server.perform("Process", on: order)
            #expect(refused.status == 400)
            #expect(refused["type"]?.text == "/problems/billing-customer-missing")
            #expect(
                refused.message
                    == "Billing Customer (id=00000000-0000-0000-0000-000000000000) not found for "
                    + "company 14146. Processing an Order requires a Billing Customer on the Order")
            // 400 comes before 409.
            try await server.advance(seconds: 72 * 3600)
            #expect(try await server.perform("Process", on: order).status == 400)
        }
    }
}

@Suite struct OrderExpiryTests {
    @Test(arguments: ["Created", "Pending"])
    func `every change to an expired order is refused`(state: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make("\"State\": \"\(state)\"", items: [""])
            try await server.advance(seconds: 72 * 3600)
            let echo = order.document.with("Name", .string("late")).body
            let item = #"{"ItemTypeId": 1, "ItemStatusId": 4}"#
            let id = #"{"OrderId": "\#(order.id)"}"#
            let changes: [(HTTPRequest.Method, String, String?)] = [
                (.put, order.path, echo), (.post, order.path, echo), (.put, order.fullPath, echo),
                (.post, order.fullPath, echo), (.patch, order.path, #"{"Name": "late"}"#),
                (.patch, order.path, #"{"OrderExpiryHours": 1000}"#),
                (.patch, order.path, #"{"State": "Cancelled"}"#),
                (.patch, order.path, #"{"State": "Completed"}"#),
                (.post, "\(order.path)/Items", item), (.put, order.itemPath(0), item),
                (.patch, order.itemPath(0), item), (.delete, order.itemPath(0), nil),
                (.post, "\(order.path)/Process", id), (.post, "\(order.path)/Shipped", id),
                (.post, "\(order.path)/Cancel", id),
            ]
            for (method, path, body) in changes {
                let reply = try await server.send(method, path, body: body)
                #expect(reply.status == 409, "\(method) \(path)")
                #expect(reply.message == "Order expired and can no longer be updated")
            }
            let after = try await server.send(.get, order.fullPath)
            #expect(after.json == order.document)
            let echoed = try await server.send(.put, order.fullPath, body: order.document.body)
            #expect(echoed.status == 200)
            #expect(echoed.json == order.document)
        }
    }

    @Test func `an order of longer hours, and one that is processed, goes on`() async throws {
        try await TestServer.run { server in
            let long = try await server.make(#""OrderExpiryHours": 73"#)
            let processed = try await server.order(in: "Processed", items: ["", ""])
            try await server.advance(seconds: 72 * 3600)
            #expect(try await server.patch(#"{"Name": "a"}"#, long.path).status == 200)
            let item = try await server.patch(#"{"Notes": "a"}"#, processed.itemPath(0))
            #expect(item.status == 200)
            #expect(try await server.perform("Shipped", on: processed).status == 201)
            try await server.advance(seconds: 3600)
            #expect(try await server.patch(#"{"Name": "b"}"#, long.path).status == 409)
        }
    }
}

@Suite struct OrderVersionTests {
    @Test(arguments: states)
    func `an echo changes nothing`(state: String) async throws {
        try await TestServer.run { server in
            let order = try await server.order(in: state, items: ["", #""SKU": "1""#])
            try await server.advance(seconds: 5)
            for (method, path) in [
                (HTTPRequest.Method.put, order.path), (.post, order.path), (.patch, order.path),
                (.put, order.fullPath), (.post, order.fullPath),
            ] {
                let reply = try await server.send(method, path, body: order.document.body)
                #expect(reply.status == (method == .post ? 201 : 200), "\(reply.text)")
            }
            for method in [HTTPRequest.Method.put, .patch] {
                let item = order.document["Items"]?[1]?.body
                let reply = try await server.send(method, order.itemPath(1), body: item)
                #expect(reply.status == 200)
            }
            #expect(try await server.patch("{}", order.path).status == 200)
            #expect(try await server.send(.get, order.fullPath).json == order.document)
        }
    }

    @Test func `the least of a plain order is its echo, expired or not`() async throws {
        try await TestServer.run { server in
            let made = try await server.create(#""OrderExpiryHours": 1"#)
            let path = "\(TestServer.orders)(\(made.id))"
            let order = try await server.send(.get, path)
            #expect(order["Version"] == .number("1"))
            let least = #"{"Id": "\#(made.id)", "EntityId": 14202, "OrderTypeId": 1}"#
            for seconds in [1, 3600] as [Int64] {
                try await server.advance(seconds: seconds)
                let echo = try await server.send(.put, path, body: least)
                #expect(echo.status == 200)
                #expect(echo.json == order.json)
            }
            #expect(try await server.send(.get, path).json == order.json)
        }
    }

    @Test func `each change is one version more, and says when`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            var version = 1
            var modified = order.document["ModifiedDateUtc"]?.text ?? ""
            let item = #"{"ItemTypeId": 1, "ItemStatusId": 1}"#
            let id = #"{"OrderId": "\#(order.id)"}"#
            let changes: [(HTTPRequest.Method, String, String)] = [
                (.patch, "", #"{"Name": "a"}"#), (.post, "/Items", item), (.post, "/Items", item),
                (.patch, "", #"{"State": "Pending"}"#), (.post, "/Process", id),
                (.post, "/Shipped", id),
            ]
            for (method, path, body) in changes {
                try await server.advance(seconds: 1)
                _ = try await server.send(method, order.path + path, body: body)
                version += 1
                let now = try await server.send(.get, order.path)
                #expect(now["Version"]?.numberText == "\(version)")
                #expect((now["ModifiedDateUtc"]?.text ?? "") > modified)
                #expect(now["CreatedDateUtc"] == order.document["CreatedDateUtc"])
                modified = now["ModifiedDateUtc"]?.text ?? ""
            }
        }
    }
}

@Suite struct FulfilmentTests {
    @Test func `in Processed items go on by status, tracking, serial numbers and notes`()
        async throws
    {
        try await TestServer.run { server in
            let order = try await server.order(in: "Processed", items: ["", ""])
            for body in [
                #"{"ItemStatusId": 4}"#, #"{"Notes": "late"}"#, #"{"SerialNumbers": ["a"]}"#,
                #"{"ItemStatusId": 5, "Notes": "later", "SerialNumbers": ["a", "b"]}"#,
                #"{"TrackingInformation": {"Quantity": 1, "TrackingNumber": "1TTTTN4421"}}"#,
            ] {
                #expect(try await server.patch(body, order.itemPath(0)).status == 200)
            }
            let refused = "Resource state transition from Processed to Processed is invalid"
            for body in [
                #"{"Quantity": 9}"#, #"{"SKU": "1"}"#, #"{"Cost": 1}"#, #"{"Index": 9}"#,
                #"{"ItemStatusId": 4, "Description": "a"}"#,
                #"{"ItemTypeId": 2, "ItemStatusId": 10}"#,
            ] {
                let reply = try await server.patch(body, order.itemPath(0))
                #expect(reply.status == 409, "\(body)")
                #expect(reply.message == refused)
                #expect(reply.allowed == [])
            }
            #expect(try await server.patch(#"{"Name": "a"}"#, order.path).message == refused)
            #expect(try await server.addItem("", to: order).message == refused)
            #expect(try await server.send(.delete, order.itemPath(0)).message == refused)
            let full = try await server.send(.get, order.fullPath)
            let replaced = try await server.send(
                .put, order.fullPath, body: full.json.with("Items", .array([])).body)
            #expect(replaced.message == refused)
            let named = full.json.with("Items", .array([])).with("State", .string("Pending"))
            let other = try await server.send(.put, order.fullPath, body: named.body)
            #expect(
                other.message
                    == "Resource state transition from Processed to Pending is invalid")
        }
    }

    @Test(arguments: [
        ([7], "Completed"), ([8], "Completed"), ([7, 2, 6], "Completed"), ([2, 6], "Processed"),
        ([7, 4], "Processed"), ([7, 5], "Processed"),
    ])
    func `an order completes by itself when its DropShip items are done`(
        statuses: [Int], state: String
    ) async throws {
        try await TestServer.run { server in
            let stock = #""ItemTypeId": 2, "ItemStatusId": 9"#
            let order = try await server.order(
                in: "Processed", items: statuses.map { _ in "" } + [stock])
            for (position, status) in statuses.enumerated() {
                #expect(try await server.send(.get, order.path).state == "Processed")
                let reply = try await server.patch(
                    "{\"ItemStatusId\": \(status)}", order.itemPath(position))
                #expect(reply.status == 200)
            }
            #expect(try await server.send(.get, order.path).state == state)
        }
    }

    @Test func `an order without DropShip items completes through Shipped`() async throws {
        try await TestServer.run { server in
            let order = try await server.order(
                in: "Processed", items: [#""ItemTypeId": 2, "ItemStatusId": 9"#])
            _ = try await server.patch(#"{"ItemStatusId": 11}"#, order.itemPath(0))
            #expect(try await server.send(.get, order.path).state == "Processed")
            #expect(try await server.perform("Shipped", on: order).status == 201)
            #expect(try await server.send(.get, order.path).state == "Completed")
        }
    }
}
