import DocketJSON
import HTTPTypes

// Orders, in the words of docs/api/orders.md.

extension OperationDescription {
    static let createOrder = OperationDescription(
        "createOrder", .orders, "Creates an order",
        "It is Created, or Pending where its State says so.",
        body: .json(.orderInput, Examples.order),
        answers: [.created("The order.", .order, headers: [.eTag])],
        refusals: OrderRefusals.creation)

    static let readOrder = OperationDescription(
        "readOrder", .orders, "Reads an order", "As it is, or as it was.",
        parameters: orderOptions, answers: [.one(.selectedOrder, "Orders")])

    static let replaceOrder = OperationDescription(
        "replaceOrder", .orders, "Replaces an order",
        "An absent member is unset; an absent State or OrderExpiryHours stays.",
        parameters: versions, body: .json(.orderReplacement, Examples.orderReplacement),
        answers: [.ok("The order.", NamedSchema.order.reference, headers: [.eTag])],
        refusals: OrderRefusals.update)

    static let updateOrder = OperationDescription(
        "updateOrder", .orders, "Replaces an order, the older way",
        "As `PUT` does, but the Id may be absent.",
        parameters: versions, body: .json(.orderUpdate, Examples.orderUpdate),
        answers: [.made("The order.", .order)], refusals: OrderRefusals.update)

    static let patchOrder = OperationDescription(
        "patchOrder", .orders, "Changes some of an order",
        "A JSON Merge Patch (RFC 7396): an absent member stays, `null` unsets.",
        parameters: versions, body: .patch(.orderPatch, Examples.orderPatch),
        answers: [.ok("The order.", NamedSchema.order.reference, headers: [.eTag])],
        refusals: OrderRefusals.update)

    static let readTotals = OperationDescription(
        "readTotals", .orders, "Adds an order up", "Each sum is exact.",
        parameters: [.ifNoneMatch],
        answers: [.ok("The sums.", NamedSchema.totals.reference, headers: [.eTag])])

    /// What may be asked of one order.
    private static let orderOptions =
        [.select, .expand("Items"), .oneFormat, .asOf, .ifNoneMatch]
        + ParameterDescription.odataVersions

    /// What a change of an order may demand of its Version.
    static let versions: [ParameterDescription] = [.ifMatch, .ifNoneMatchForChange]
}

// MARK: - With their items

extension OperationDescription {
    static let createOrderFull = OperationDescription(
        "createOrderFull", .orders, "Creates an order with its items",
        "All of it, or nothing. It is Created, or Pending where its State says so.",
        body: .json(.orderFullInput, Examples.orderFull),
        answers: [.created("The order with its items.", .orderFull, headers: [.eTag])],
        refusals: OrderRefusals.creation)

    static let readOrderFull = OperationDescription(
        "readOrderFull", .orders, "Reads an order with its items", "As it is, or as it was.",
        parameters: orderOptions, answers: [.one(.selectedOrder, "OrderFull")])

    static let replaceOrderFull = OperationDescription(
        "replaceOrderFull", .orders, "Replaces an order with its items",
        "Where Items are there, they are the whole list; where they are absent, the items stay.",
        parameters: versions, body: .json(.orderFullReplacement, Examples.orderFullReplacement),
        answers: [
            .ok("The order with its items.", NamedSchema.orderFull.reference, headers: [.eTag])
        ], refusals: OrderRefusals.update)

    static let updateOrderFull = OperationDescription(
        "updateOrderFull", .orders, "Replaces an order with its items, the older way",
        "As `PUT` does, but the Id may be absent.",
        parameters: versions, body: .json(.orderFullUpdate, Examples.orderFullUpdate),
        answers: [.made("The order with its items.", .orderFull)],
        refusals: OrderRefusals.update)
}

// MARK: - Process, Shipped, Cancel

extension OperationDescription {
    static let processOrder = OperationDescription(
        "processOrder", .orders, "Processes an order",
        "It needs a billing Customer. Items that are New become their type's Processed.",
        parameters: versions, body: .json(.operationInput, Examples.operation),
        answers: [.made("The number of the event.", .operation)],
        refusals: [.mismatchedID, .billingCustomerMissing] + OrderRefusals.states)

    static let processedOrder = OperationDescription(
        "processedOrder", .orders, "Processes an order, by its older name",
        "As Process does.",
        parameters: versions, body: .json(.operationInput, Examples.operation),
        answers: [.made("The number of the event.", .operation)],
        refusals: [.mismatchedID, .billingCustomerMissing] + OrderRefusals.states)

    static let shipOrder = OperationDescription(
        "shipOrder", .orders, "Completes a Processed order",
        "DropShip items that are Processed or Ordered become Shipped.",
        parameters: versions, body: .json(.operationInput, Examples.operation),
        answers: [.made("The number of the event.", .shipment)],
        refusals: [.mismatchedID] + OrderRefusals.states)

    static let cancelOrder = OperationDescription(
        "cancelOrder", .orders, "Cancels a Pending order",
        "Every item becomes its type's Cancelled; Shipping items stay.",
        parameters: versions, body: .json(.operationInput, Examples.operation),
        answers: [.made("The number of the event.", .operation)],
        refusals: [.mismatchedID] + OrderRefusals.states)
}

// MARK: - Lists

extension ListDescription {
    static let orders = ofOrders("Orders")
    static let orderFull = ofOrders("OrderFull")

    private static func ofOrders(_ name: String) -> ListDescription {
        ListDescription(
            name: name, tag: .orders, element: .selectedOrder,
            filter: "State eq 'Pending' and EntityId eq 14202", inside: "Items",
            row: (
                csv: "Name,EntityId\r\niPhone 5 Order,14202\r\n",
                ndjson: "{\"Name\":\"iPhone 5 Order\",\"EntityId\":14202}\n"
            ))
    }
}

extension OperationDescription {
    static let listOrders = ListDescription.orders.all(
        "listOrders", "By CreatedDateUtc, then Id, unless `$orderby` says otherwise.")
    static let countOrders = ListDescription.orders.count("countOrders")
    static let listOrderFull = ListDescription.orderFull.all(
        "listOrderFull",
        "Orders with their items, by CreatedDateUtc, then Id, unless `$orderby` says otherwise.")
    static let countOrderFull = ListDescription.orderFull.count("countOrderFull")
}

// MARK: - Shared

/// What changes of orders are refused for.
enum OrderRefusals {
    /// What an order points at.
    private static let references: [ProblemType] = [
        .entityNotRelated, .customerNotFound, .addressNotFound, .employeeNotFound,
    ]
    /// The order's time and State.
    static let states: [ProblemType] = [.orderExpired, .invalidTransition]
    /// What a new order is refused for.
    static let creation = references + [.notInitialState]
    /// What a change of an order is refused for.
    static let update = [.mismatchedID] + references + states
}

extension AnswerDescription {
    /// 201 without an address, as older operations have it.
    static func made(_ words: String, _ schema: NamedSchema) -> AnswerDescription {
        json(.created, words, schema.reference, headers: [.eTag])
    }

    /// One order, in plain JSON or in OData's form.
    fileprivate static func one(_ schema: NamedSchema, _ name: String) -> AnswerDescription {
        let context = Schema.object([.odataContext("\(name)/$entity")])
        return AnswerDescription(
            status: .ok, words: "The order.",
            contents: [
                .json(schema.reference),
                .init(
                    type: MediaType.odata(.minimal).text,
                    schema: .all([context, schema.reference])),
                .init(type: MediaType.odata(.none).text, schema: schema.reference),
            ], headers: [.eTag, .odataVersion])
    }
}
