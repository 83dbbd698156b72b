import DocketCore
import DocketJSON
import DocketService
import HTTPTypes
import Hummingbird
import NIOCore

extension OrdersAPI {
    /// Orders of a page of the store: what is in memory at a time.
    private static let pageOrders = 256

    /// `GET /Orders` and `GET /OrderFull`: an array, written page by page while it is read, so
    /// that its length costs no memory.
    func list(_ call: Call, withItems: Bool) async throws -> Answer {
        let company = try call.company()
        let query = try ListQuery(call.query())
        let pages = OrderPages(
            orders: orders, company: company, filter: query.filter, withItems: withItems,
            skip: query.skip, left: query.top ?? .max, size: Self.pageOrders)
        // The first page comes before the status: a refusal must not be half an array.
        var first = pages
        let page = try await first.next()
        guard page.count == Self.pageOrders, first.left > 0 else {
            return .json(.ok, Self.array(page, withItems: withItems))
        }
        let rest = first
        let body = ResponseBody { writer in
            try await Self.stream(page, then: rest, withItems: withItems, to: &writer)
        }
        return Answer(status: .ok, headers: [.contentType: "application/json"], body: body)
    }

    private static func array(_ orders: [Order], withItems: Bool) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + orders.count * 1024)
        writer.beginArray()
        for order in orders { OrderJSON.write(order, withItems: withItems, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    private static func stream(
        _ first: [Order], then rest: OrderPages, withItems: Bool,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var pages = rest
        var page = first
        var opening = UInt8(ascii: "[")
        while !page.isEmpty {
            // The page as an array, without its brackets.
            let array = array(page, withItems: withItems)
            var buffer = ByteBuffer()
            buffer.writeInteger(opening)
            buffer.writeBytes(array.dropFirst().dropLast())
            try await writer.write(buffer)
            opening = UInt8(ascii: ",")
            page = try await pages.next()
        }
        try await writer.write(ByteBuffer(string: "]"))
        try await writer.finish(nil)
    }
}

/// The pages of a list, one after the other.
private struct OrderPages: Sendable {
    let orders: Orders
    let company: CompanyID
    let filter: OrderFilter
    let withItems: Bool
    var skip: Int
    var left: Int
    let size: Int
    private var position = OrderPosition.start

    init(
        orders: Orders, company: CompanyID, filter: OrderFilter, withItems: Bool, skip: Int,
        left: Int, size: Int
    ) {
        self.orders = orders
        self.company = company
        self.filter = filter
        self.withItems = withItems
        self.skip = skip
        self.left = left
        self.size = size
    }

    /// The next page; empty at the end.
    mutating func next() async throws -> [Order] {
        let page = try await orders.page(
            filter, of: company, after: position, skip: skip, limit: min(left, size),
            withItems: withItems)
        if let last = page.last { position = OrderPosition(after: last) }
        left -= page.count
        skip = 0
        return page
    }
}
