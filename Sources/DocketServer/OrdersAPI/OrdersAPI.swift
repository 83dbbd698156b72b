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
    let history: History
    let events: EventStream
    /// What to do where a request has no `Prefer: handling=…`.
    let isLenient: Bool
    let lists: Lists
    private let documents = DocumentCache()

    /// The operations on the orders of `services`.
    init(
        services: DocketServices, lists: Lists, eventStreams: ConcurrencyLimit, isLenient: Bool
    ) {
        orders = services.orders
        history = services.history
        events = EventStream(
            history: services.history, feed: services.feed, tokens: services.tokens,
            clock: services.clock, limit: eventStreams)
        self.lists = lists
        self.isLenient = isLenient
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        listRoutes + orderRoutes + orderFullRoutes + itemRoutes + operationRoutes + historyRoutes
    }

    /// The company, the moment and the manner of a request.
    func context(_ call: Call) throws -> OrderContext {
        OrderContext(
            company: try call.company(), now: call.now,
            isLenient: call.preferredHandling.map { $0 == .lenient } ?? isLenient,
            condition: VersionCondition(call.headers))
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
        let document: DocumentCache.Document
        if let order {
            let body = ByteBuffer(bytes: OrderDocument.bytes(order, withItems: withItems))
            document = DocumentCache.Document(version: order.version, body: body)
            documents[key] = document
        } else {
            document = known ?? DocumentCache.Document(version: 0, body: ByteBuffer())
        }
        return Answer.json(.ok, document.body)
            .adding(.eTag, EntityTag(version: document.version).text).unlessKnown(to: call)
    }

    /// One order with `$select` and `$expand`, or in OData's form.
    private func selected(
        _ call: Call, _ id: GUID, of company: CompanyID, withItems: Bool
    ) async throws -> Answer {
        let (options, query) = try await readOptions(call, id, of: company, withItems)
        let form = try ListFormat(ofOne: call.headers, format: query.format)
        let version = try ODataVersion(call.headers)
        let order = try await selectedOrder(call, id, of: company, query)
        var writer = JSONWriter()
        OrderDocument.writer(query.selection)(order, &writer)
        var tag = EntityTag(version: order.version)
        guard case .envelope(let metadata) = form else {
            return Answer.json(.ok, writer.bytes).adding(.eTag, tag.text).unlessKnown(to: call)
        }
        tag.form = metadata.rawValue
        let context =
            try call.serviceRoot()
            .context(withItems ? "OrderFull" : "Orders", selecting: options.contextNames)
            + "/$entity"
        return .odata(
            metadata == .none ? writer.bytes : ODataEnvelope.one(writer.bytes, context: context),
            as: .odata(metadata), version
        ).adding(.eTag, tag.text).unlessKnown(to: call)
    }

    /// The order with what is selected of it: as it is, or as it was.
    private func selectedOrder(
        _ call: Call, _ id: GUID, of company: CompanyID, _ query: ListQuery
    ) async throws -> Order {
        if let moment = try call.asOf() {
            return try await history.order(id, of: company, at: moment)
        }
        let page = try await orders.page(of: company, ListRequest(query, limit: 1))
        guard let order = page.elements.first else { throw OrderError.orderNotFound(id: "\(id)") }
        return order
    }

    /// The options for one order; where they are wrong, an order that there is none of is told
    /// first.
    private func readOptions(
        _ call: Call, _ id: GUID, of company: CompanyID, _ withItems: Bool
    ) async throws -> (QueryOptions, ListQuery) {
        do {
            _ = try call.asOf()
            var options = try call.queryOptions(but: "asof")
            guard options.isOfOne else {
                throw RequestError.badRequest(
                    "one order has only $select, $expand, $format and asOf", position: 0)
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
}

extension Call {
    /// The order's id in `Orders(…)` or `OrderFull(…)`.
    func orderID() throws -> GUID {
        try guid(path.key(of: "orders") == nil ? "orderfull" : "orders", resource: "Order")
    }

    /// The moment that `asOf` names, a Version or a time; `nil` where it is not there.
    ///
    /// - Throws: `RequestError.badRequest`.
    func asOf() throws -> History.Moment? {
        let options = try query().filter { $0.name.lowercased() == "asof" }
        guard let option = options.first else { return nil }
        if options.count == 1 {
            if let version = Int64(option.value), version > 0 { return .version(version) }
            if let time = Timestamp(option.value) { return .time(time) }
        }
        throw RequestError.badRequest("asOf must be one Version or one time", position: 0)
    }

    /// The item's id in `Items(…)`.
    func itemID() throws -> GUID {
        try guid("items", resource: "Item")
    }
}
