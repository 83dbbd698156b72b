import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// An order to which chance does whatever a client may do, by a seed.
struct RandomLife {
    /// The server that has it.
    let server: TestServer
    /// The order as it was made.
    let order: Made
    private var random: SeededRandom

    /// Makes an order.
    init(on server: TestServer, seed: UInt64) async throws {
        self.server = server
        random = SeededRandom(seed: seed)
        order = try await server.make(#""Name": "first""#, items: [#""SKU": "1""#, "", ""])
    }

    /// The order with its items as it is now.
    func document() async throws -> TestServer.Reply {
        try await server.send(.get, order.fullPath)
    }

    /// Asks for one change; it may be refused, or change nothing.
    ///
    /// - Parameter mayMove: whether it may be one to another State.
    mutating func step(mayMove: Bool) async throws -> TestServer.Reply {
        let now = try await document().json
        let items = now["Items"]?.elements ?? []
        switch Int.random(in: 0..<(mayMove ? 13 : 10), using: &random) {
        case 0...2: return try await send(.patch, order.path, .object(orderMembers()))
        case 3, 4: return try await send(.post, "\(order.path)/Items", newItem())
        case 5...7:
            guard let item = items.randomElement(using: &random) else { break }
            return try await send(
                .patch, "\(order.path)/Items(\(item.string("Id")))", .object(itemMembers()))
        case 8:
            guard let item = items.randomElement(using: &random) else { break }
            return try await server.send(.delete, "\(order.path)/Items(\(item.string("Id")))")
        case 9: return try await send(.put, order.fullPath, rearranged(now, items))
        case 10:
            return try await send(
                .patch, order.path, .object([JSONValue.Member("State", .string("Pending"))]))
        default:
            let operation = ["Process", "Shipped", "Cancel"].randomElement(using: &random)
            return try await server.perform(operation ?? "", on: order)
        }
        return try await send(.patch, order.path, .object([]))
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue
    ) async throws -> TestServer.Reply {
        try await server.send(method, path, body: body.body)
    }

    /// The items in another order, some of them changed, some gone, and a new one.
    private mutating func rearranged(_ now: JSONValue, _ items: [JSONValue]) -> JSONValue {
        var list = items.shuffled(using: &random).dropFirst(Int.random(in: 0...1, using: &random))
            .enumerated().map { place, item in item.with("Index", .number("\(place)")) }
        if Bool.random(using: &random) { list.append(newItem()) }
        if let first = list.first { list[0] = first.with("Notes", text()) }
        return now.with("Items", .array(list)).with("Name", text())
    }

    private mutating func newItem() -> JSONValue {
        let type: [JSONValue.Member] = [
            JSONValue.Member("ItemTypeId", .number("1")),
            JSONValue.Member("ItemStatusId", .number("1")),
        ]
        let more = itemMembers().filter { $0.name != "ItemStatusId" }
        return .object(type + more)
    }

    private mutating func orderMembers() -> [JSONValue.Member] {
        some(of: [
            ("Name", text()), ("TenderId", text()), ("DiscountCode", text()),
            ("DiscountDescription", text()), ("CustomerId", text()), ("SourceName", text()),
            ("DiscountAmount", oneOf(["0", "1.5", "99.9999", "12345678.0001", "5.990000"])),
            ("EmployeeId", oneOf(["0", "15"])), ("OrderExpiryHours", oneOf(["48", "72", "9000"])),
            ("ShippingEntityId", oneOf(["0", "14107"])), ("OrderTypeId", oneOf(["1", "3", "4"])),
        ])
    }

    private mutating func itemMembers() -> [JSONValue.Member] {
        some(of: [
            ("SKU", text()), ("Description", text()), ("Notes", text()),
            ("SupplierReference", text()), ("Index", oneOf(["0", "1", "2", "7", "100"])),
            ("Quantity", oneOf(["0", "1", "2147483647"])), ("Cost", oneOf(["0", "0.0001", "3"])),
            ("SellingPrice", oneOf(["0", "0.5", "19.99"])),
            ("ItemStatusId", oneOf(["1", "3", "4", "7"])),
            ("SerialNumbers", .array([text(), text()].filter { $0 != .null })),
            ("TrackingInformation", .array([parcel(), parcel()])),
        ])
    }

    private mutating func parcel() -> JSONValue {
        .object([
            JSONValue.Member("Quantity", oneOf(["1", "3"])),
            JSONValue.Member("TrackingNumber", .string("1Z\"/~0~1")),
        ])
    }

    private mutating func some(of members: [(String, JSONValue)]) -> [JSONValue.Member] {
        members.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
            .map { JSONValue.Member($0.0, $0.1) }
    }

    private mutating func oneOf(_ numbers: [String]) -> JSONValue {
        .number(numbers.randomElement(using: &random) ?? "0")
    }

    private mutating func text() -> JSONValue {
        let texts = [
            "", "a", "\u{E9}", "e\u{301}", "\"\\/", "\t\r\n", "~0~1/", "\u{1F4E6}",
            "\u{2028}\u{FEFF}",
            "null", "'; DROP TABLE orders; --",
        ]
        return texts.randomElement(using: &random).map { .string($0) } ?? .null
    }
}

/// A history put together by the book (RFC 6902, RFC 6901), by other code than the product's.
enum Replay {
    /// A step that does not fit the document.
    struct Misfit: Error { let step: JSONValue }

    /// The document that events make, one after the other.
    static func document(of events: [JSONValue]) throws -> JSONValue? {
        try events.reduce(nil) { try applying($1["Changes"] ?? .null, to: $0) }
    }

    /// A document after a patch.
    static func applying(_ patch: JSONValue, to document: JSONValue?) throws -> JSONValue? {
        try (patch.elements ?? []).reduce(document) { document, step in
            let parts = step.string("path").components(separatedBy: "/").dropFirst().map {
                $0.replacing("~1", with: "/").replacing("~0", with: "~")
            }
            return try changed(document, at: parts[...], by: step)
        }
    }

    /// - Returns: what is there afterwards; `nil` where nothing is.
    private static func changed(
        _ value: JSONValue?, at path: ArraySlice<String>, by step: JSONValue
    ) throws -> JSONValue? {
        let kind = step.string("op")
        guard let name = path.first else {
            guard kind != "remove" else { return nil }
            guard let new = step["value"], kind == "add" || kind == "replace" else {
                throw Misfit(step: step)
            }
            return new
        }
        let rest = path.dropFirst()
        let isAdding = rest.isEmpty && kind == "add"
        switch value {
        case .object(var members):
            if let place = members.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                let new = try changed(members[place].value, at: rest, by: step)
                members.replaceSubrange(
                    place...place, with: new.map { [JSONValue.Member(name, $0)] } ?? [])
            } else {
                guard isAdding, let new = step["value"] else { throw Misfit(step: step) }
                members.append(JSONValue.Member(name, new))
            }
            return .object(members)
        case .array(var elements):
            let place = name == "-" ? elements.count : Int(name) ?? -1
            if isAdding {
                guard (0...elements.count).contains(place), let new = step["value"] else {
                    throw Misfit(step: step)
                }
                elements.insert(new, at: place)
            } else {
                guard elements.indices.contains(place) else { throw Misfit(step: step) }
                let new = try changed(elements[place], at: rest, by: step)
                elements.replaceSubrange(place...place, with: new.map { [$0] } ?? [])
            }
            return .array(elements)
        default: throw Misfit(step: step)
        }
    }
}
