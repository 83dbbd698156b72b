import DocketCore
import DocketJSON
import DocketService
import HTTPTypes
import NIOCore

/// The iQmetrix Orders API: `/v1/Companies({c})/Orders…` and `/OrderFull…`.
///
/// Source: contract, section 4.
struct OrdersAPI: Sendable {
    let orders: Orders
    /// What to do where a request has no `Prefer: handling=…`.
    let isLenient: Bool
    let lists: Lists
    private let documents = DocumentCache()

    /// The operations on `orders`.
    init(orders: Orders, lists: Lists, isLenient: Bool) {
        self.orders = orders
        self.lists = lists
        self.isLenient = isLenient
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        listRoutes + orderRoutes + orderFullRoutes + itemRoutes + operationRoutes
    }

    /// The company, the moment and the manner of a request.
    func context(_ call: Call) throws -> OrderContext {
        OrderContext(
            company: try call.company(), now: call.now,
            isLenient: call.preferredHandling.map { $0 == .lenient } ?? isLenient)
    }

    /// One order as a document, from memory where it has not changed since.
    func document(_ call: Call, withItems: Bool) async throws -> Answer {
        let (company, id) = (try call.company(), try call.orderID())
        guard call.rawQuery.isEmpty, Accept.takesJSON(call.headers) else {
            return try await selected(call, id, of: company, withItems: withItems)
        }
        let key = DocumentCache.Key(company: company, id: id, withItems: withItems)
        let known = documents[key]
        let order = try await orders.get(
            id, of: company, withItems: withItems, unlessVersion: known?.version ?? 0)
        guard let order else { return .json(.ok, known?.body ?? ByteBuffer()) }
        let body = ByteBuffer(bytes: OrderJSON.document(order, withItems: withItems))
        documents[key] = DocumentCache.Document(version: order.version, body: body)
        return .json(.ok, body)
    }

    /// One order with `$select` and `$expand`, or in OData's form.
    private func selected(
        _ call: Call, _ id: GUID, of company: CompanyID, withItems: Bool
    ) async throws -> Answer {
        let (options, query) = try await readOptions(call, id, of: company, withItems)
        let form = try ListFormat(ofOne: call.headers, format: query.format)
        let version = try ODataVersion(call.headers)
        let page = try await orders.page(of: company, ListRequest(query, limit: 1))
        guard let order = page.elements.first else { throw OrderError.orderNotFound(id: "\(id)") }
        var writer = JSONWriter()
        OrderJSON.writer(query.selection)(order, &writer)
        guard case .envelope(let metadata) = form else { return .json(.ok, writer.bytes) }
        let context =
            try call.serviceRoot()
            .context(withItems ? "OrderFull" : "Orders", selecting: options.contextNames)
            + "/$entity"
        return .odata(
            metadata == .none ? writer.bytes : ODataEnvelope.one(writer.bytes, context: context),
            as: .odata(metadata), version)
    }

    /// The options for one order; where they are wrong, an order that there is none of is told
    /// first.
    private func readOptions(
        _ call: Call, _ id: GUID, of company: CompanyID, _ withItems: Bool
    ) async throws -> (QueryOptions, ListQuery) {
        do {
            var options = try call.queryOptions()
            guard options.isOfOne else {
                throw RequestError.badRequest(
                    "one order has only $select, $expand and $format", position: 0)
            }
            options.filter = .isEqual("Id", .guid(id))
            let query = try RequestError.blaming { () throws(QueryOptionError) in
                try ListQuery(options, of: .order, isFull: withItems, now: call.now)
            }
            return (options, query)
        } catch RequestError.badRequest(let text, let position) {
            _ = try await orders.get(id, of: company, withItems: false)
            throw RequestError.badRequest(text, position: position)
        }
    }

    /// Notes in the answer that lenient handling was asked for and granted (RFC 7240, section 3).
    func noting(_ call: Call, _ answer: Answer) -> Answer {
        guard let handling = call.preferredHandling, let name = HTTPField.Name("Preference-Applied")
        else { return answer }
        return answer.adding(name, "handling=\(handling.rawValue)")
    }
}

extension Call {
    /// The order's id in `Orders(…)` or `OrderFull(…)`.
    func orderID() throws -> GUID {
        try guid(path.key(of: "orders") == nil ? "orderfull" : "orders", resource: "Order")
    }

    /// The item's id in `Items(…)`.
    func itemID() throws -> GUID {
        try guid("items", resource: "Item")
    }
}
