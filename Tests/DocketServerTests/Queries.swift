import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

// What the tests of queries share.

extension TestServer {
    /// Asks with an address as one reads it: what must be encoded is, `%` and `&` are as they are.
    func ask(
        _ target: String, _ method: HTTPRequest.Method = .get, headers: [String: String] = [:],
        body: String? = nil, token: String = "sandbox-token"
    ) async throws -> Reply {
        let allowed = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                + "-._~!$&'()*,;=:@/?%")
        let encoded = target.addingPercentEncoding(withAllowedCharacters: allowed) ?? target
        return try await send(method, encoded, headers: headers, body: body, token: token)
    }

    /// Asks for a list of orders and expects that it comes.
    ///
    /// - Returns: their names, in their order.
    func names(_ query: String, sourceLocation: SourceLocation = #_sourceLocation) async throws
        -> [String]
    {
        let reply = try await ask("\(Self.orders)?$select=Name&\(query)")
        #expect(
            reply.status == 200, "\(query): \(reply.text.prefix(500))",
            sourceLocation: sourceLocation)
        return reply.names
    }

    /// Makes orders a second after one another, each of the least that is required and more.
    @discardableResult
    func makeOrders(
        _ orders: [(members: String, items: [String])]
    ) async throws -> [Made] {
        var made: [Made] = []
        for order in orders {
            let reply = try await create(order.members, items: order.items)
            #expect(reply.status == 201, "\(reply.text)")
            made.append(Made(id: reply.id, document: reply.json))
            try await advance(seconds: 1)
        }
        return made
    }

    /// Makes orders of these names a second after one another.
    @discardableResult
    func makeOrders(named names: [String]) async throws -> [Made] {
        try await makeOrders(names.map { ("\"Name\": \"\($0)\"", []) })
    }

    /// Follows the links from a list's first page on, the first page included.
    func pages(
        _ target: String, size: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [Reply] {
        var pages = [try await ask(target, headers: ["Prefer": "odata.maxpagesize=\(size)"])]
        while let next = pages.last?.next, pages.count < 100 {
            pages.append(try await send(.get, next))
        }
        for page in pages {
            #expect(page.status == 200, "\(page.text)", sourceLocation: sourceLocation)
        }
        return pages
    }
}

extension TestServer.Reply {
    /// The names of the orders in a list or in its envelope; `-` where there is none.
    var names: [String] { values("Name") }

    /// A member of everything in a list or in its envelope; `-` where it is null.
    func values(_ member: String) -> [String] {
        let elements = json.elements ?? json["value"]?.elements ?? []
        return elements.map { $0[member]?.text ?? $0[member]?.numberText ?? "-" }
    }

    /// The address of the next page, without scheme and host.
    var next: String? {
        let link = headers["Link"]?.split(separator: ">").first?.dropFirst()
        let address = link.map(String.init) ?? self["@odata.nextLink"]?.text
        return address.map { $0.replacing("http://localhost", with: "") }
    }

    /// The `$skiptoken` of the next page.
    var nextToken: String? {
        next?.components(separatedBy: "$skiptoken=").dropFirst().last
    }

    /// The first fault's text.
    var fault: String { self["errors", 0, "detail"]?.text ?? message }

    /// Where a query is wrong.
    var position: Int? { self["position"]?.numberText.flatMap { Int($0) } }
}
