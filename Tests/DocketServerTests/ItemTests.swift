import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

extension TestServer {
    /// The SKUs of an order's items in their order.
    fileprivate func skus(_ order: Made) async throws -> [String] {
        try await send(.get, "\(order.path)/Items").json.elements?
            .compactMap { $0["SKU"]?.text } ?? []
    }
}

@Suite struct ItemTests {
    @Test func `items come in the order of Index`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [
                #""SKU": "b", "Index": 5"#, #""SKU": "a", "Index": -1"#, #""SKU": "c""#,
            ])
            #expect(try await server.skus(order) == ["a", "b", "c"])
            let added = try await server.addItem(#""SKU": "d""#, to: order)
            #expect(added.status == 201)
            #expect(added["Index"] == .number("7"))
            #expect(
                added.headers["Location"] == "\(order.path)/Items(\(added.id))")
            _ = try await server.addItem(#""SKU": "0", "Index": -2147483648"#, to: order)
            #expect(try await server.skus(order) == ["0", "a", "b", "c", "d"])
            let full = try await server.send(.get, order.fullPath)
            let skus = full["Items"]?.elements?.compactMap { $0["SKU"]?.text }
            #expect(skus == ["0", "a", "b", "c", "d"])
        }
    }

    @Test func `the first index is 0, and there is none after the largest`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            #expect(try await server.addItem("", to: order)["Index"] == .number("0"))
            #expect(try await server.addItem("", to: order)["Index"] == .number("1"))
            let last = try await server.addItem(#""Index": 2147483647"#, to: order)
            #expect(last.status == 201)
            let next = try await server.addItem("", to: order)
            #expect(next.status == 400)
            #expect(next.pointers == ["/Index"])
        }
    }

    @Test func `a product is in an order only once`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [#""ProductId": "a""#, #""ProductId": "b""#])
            for reply in [
                try await server.addItem(#""ProductId": "a""#, to: order),
                try await server.send(
                    .patch, order.itemPath(1), body: #"{"ProductId": "a"}"#),
                try await server.create(items: [#""ProductId": 1"#, #""ProductId": "1""#]),
            ] {
                #expect(reply.status == 400)
                #expect(reply.message == "The request is invalid")
                #expect(reply.pointers.first?.hasSuffix("/ProductId") == true)
            }
            // The same item may keep its product, and a product that is gone may come again.
            let same = try await server.send(
                .patch, order.itemPath(0), body: #"{"ProductId": "a", "Quantity": 2}"#)
            #expect(same.status == 200)
            #expect(try await server.send(.delete, order.itemPath(0)).status == 204)
            let again = try await server.addItem(#""ProductId": "a""#, to: order)
            #expect(again.status == 201)
            // Unset is no product.
            #expect(try await server.create(items: ["", ""]).status == 201)
            // Products of different orders don't meet.
            #expect(try await server.create(items: [#""ProductId": "a""#]).status == 201)
        }
    }

    @Test func `two items swap their products in one update`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [#""ProductId": "a""#, #""ProductId": "b""#])
            let items = order.document["Items"]?.elements ?? []
            let swapped = JSONValue.array([
                items[0].with("ProductId", .string("b")), items[1].with("ProductId", .string("a")),
            ])
            let reply = try await server.send(
                .put, order.fullPath, body: order.document.with("Items", swapped).body)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply["Items", 0, "ProductId"] == .string("b"))
        }
    }

    @Test func `PUT replaces an item`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: ["", #""SKU": "1", "Quantity": 3"#])
            let reply = try await server.send(
                .put, order.itemPath(1), body: #"{"ItemTypeId": "2", "ItemStatusId": "12"}"#)
            #expect(reply.status == 200)
            #expect(reply["SKU"] == .null)
            #expect(reply["Quantity"] == .number("0"))
            #expect(reply["ItemStatus"] == .string("BackOrder"))
            #expect(reply["Id"]?.text == order.itemID(1))
            #expect(try await server.send(.get, order.itemPath(1)).bytes == reply.bytes)
            let missing = try await server.send(.put, order.itemPath(1), body: "{}")
            #expect(Set(missing.pointers) == ["/ItemTypeId", "/ItemStatusId"])
        }
    }

    @Test func `PATCH merges into an item`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [
                #""SKU": "1", "Quantity": 3, "Notes": "a", "ShippingOptionId": "x""#
            ])
            let reply = try await server.send(
                .patch, order.itemPath(0),
                body: #"{"Quantity": 4, "Notes": null, "ShoppingOptionId": "y"}"#)
            #expect(reply.status == 200)
            #expect(reply["SKU"] == .string("1"))
            #expect(reply["Quantity"] == .number("4"))
            #expect(reply["Notes"] == .null)
            #expect(reply["ShippingOptionId"] == .string("y"))
            let clash = try await server.send(
                .patch, order.itemPath(0), body: #"{"ItemTypeId": 2}"#)
            #expect(clash.status == 400)
            #expect(clash.pointers == ["/ItemStatusId"])
        }
    }

    @Test func `DELETE takes an item away`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: ["", ""])
            let reply = try await server.send(.delete, order.itemPath(0))
            #expect(reply.status == 204)
            #expect(reply.bytes.isEmpty)
            for method in [HTTPRequest.Method.get, .delete] {
                let gone = try await server.send(method, order.itemPath(0))
                #expect(gone.status == 404)
                #expect(
                    gone.message == "Item resource with id \(order.itemID(0)) cannot be found")
            }
            let rest = try await server.send(.get, "\(order.path)/Items")
            #expect(rest.json.elements?.count == 1)
        }
    }

    @Test func `an item is found in its own order only`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let other = try await server.make(items: [""])
            for (method, body) in [
                (HTTPRequest.Method.get, nil), (.put, "{}"), (.patch, "{}"), (.delete, nil),
            ] as [(HTTPRequest.Method, String?)] {
                let reply = try await server.send(
                    method, "\(order.path)/Items(\(other.itemID(0)))", body: body)
                #expect(reply.status == 404)
                #expect(
                    reply.message == "Item resource with id \(other.itemID(0)) cannot be found")
            }
            #expect(try await server.send(.get, other.fullPath).json == other.document)
        }
    }

    @Test func `an item of another order's id is refused`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.addItem(
                "\"OrderId\": \"\(TestServer.customer)\"", to: order)
            #expect(reply.status == 400)
            #expect(reply.pointers == ["/OrderId"])
            let own = try await server.addItem("\"OrderId\": \"\(order.id)\"", to: order)
            #expect(own.status == 201)
        }
    }

    @Test func `totals are exact`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(
                #""DiscountAmount": 15.0"#,
                items: [
                    #""SellingPrice": 9.99, "Cost": 5.99, "Quantity": 2"#,
                    #""SellingPrice": 0.0001, "Cost": 0, "Quantity": 3"#,
                ])
            let totals = try await server.send(.get, "\(order.path)/Totals")
            #expect(totals.status == 200)
            #expect(
                totals.text
                    == #"{"Subtotal":19.9803,"Discount":15,"Total":4.9803,"Cost":11.98,"#
                    + #""Margin":-6.9997}"#)
            let patched = try await server.send(
                .patch, order.path, body: #"{"DiscountAmount": 100}"#)
            #expect(patched.status == 200)
            let capped = try await server.send(.get, "\(order.path)/Totals")
            #expect(capped["Discount"] == .number("19.9803"))
            #expect(capped["Total"] == .number("0"))
            let empty = try await server.make()
            let zero = try await server.send(.get, "\(empty.path)/Totals")
            #expect(
                zero.text == #"{"Subtotal":0,"Discount":0,"Total":0,"Cost":0,"Margin":0}"#)
        }
    }
}
