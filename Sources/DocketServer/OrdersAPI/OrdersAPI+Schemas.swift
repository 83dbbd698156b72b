import DocketCore
import DocketJSON

// MARK: - What goes out

extension NamedSchema {
    /// An order without its items.
    static let order = NamedSchema(
        "Order", .object(EntityType.order.properties(OrderMember.self, isRequired: true)))

    /// An order with its items.
    static let orderFull = NamedSchema(
        "OrderFull", .object(orderProperties(isRequired: true, items: item)))

    /// An order with the members that are selected.
    static let selectedOrder = NamedSchema(
        "SelectedOrder",
        .object(orderProperties(isRequired: false, items: selectedItem))
            .described("An Order with the members that `$select` and `$expand` name."))

    /// An item.
    static let item = NamedSchema("Item", .object(itemProperties(isRequired: true)))

    /// An item with the members that are selected.
    static let selectedItem = NamedSchema(
        "SelectedItem",
        .object(itemProperties(isRequired: false))
            .described("An Item with the members that `$select` names."))

    /// A parcel.
    static let tracking = NamedSchema(
        "Tracking",
        .object(EntityType.tracking.properties(TrackingMember.self, isRequired: true)))

    private static func orderProperties(
        isRequired: Bool, items: NamedSchema
    ) -> [Schema.Property] {
        let list = Schema.array(of: items.reference, upTo: OrderLimits.itemsMax)
        return EntityType.order.properties(OrderMember.self, isRequired: isRequired)
            + [OrderMember.items.list(list, isRequired: isRequired)]
    }

    private static func itemProperties(isRequired: Bool) -> [Schema.Property] {
        let parcels = Schema.array(
            of: tracking.reference, upTo: OrderLimits.trackingEntriesMax)
        return EntityType.item.properties(ItemMember.self, isRequired: isRequired)
            + [ItemMember.trackingInformation.list(parcels, isRequired: isRequired)]
    }
}

// MARK: - What comes in

extension NamedSchema {
    /// A new order.
    static let orderInput = NamedSchema("OrderInput", .order(.create))
    /// A new order with its items.
    static let orderFullInput = NamedSchema("OrderFullInput", .order(.create, items: itemInput))
    /// A change of an order that replaces what clients may write.
    static let orderUpdate = NamedSchema("OrderUpdate", .order(.update))
    /// The same with its items.
    static let orderFullUpdate = NamedSchema("OrderFullUpdate", .order(.update, items: itemUpdate))
    /// The same, with the Id that the later documents want in it.
    static let orderReplacement = NamedSchema("OrderReplacement", .order(.update, requiresID: true))
    /// The same with its items.
    static let orderFullReplacement = NamedSchema(
        "OrderFullReplacement", .order(.update, items: itemUpdate, requiresID: true))
    /// A change of some members of an order.
    static let orderPatch = NamedSchema("OrderPatch", .order(.update, isPatch: true))
    /// The body of Process, Shipped and Cancel.
    static let operationInput = NamedSchema(
        "OperationInput",
        .object([
            .init("OrderId", Sent.requiredGUID, "The id of the path.", PathKey.order.example)
        ]))

    /// An item of a new order.
    static let itemInput = NamedSchema("ItemInput", .item(.create))
    /// A new item of an order that is there.
    static let addedItem = NamedSchema("AddedItem", .item(.add))
    /// A change of an item that replaces what clients may write; in an OrderFull, one without an Id
    /// is new.
    static let itemUpdate = NamedSchema("ItemUpdate", .item(.update))
    /// A change of some members of an item.
    static let itemPatch = NamedSchema("ItemPatch", .item(.update, isPatch: true))
    /// A parcel.
    static let trackingInput = NamedSchema(
        "TrackingInput",
        .object(TrackingMember.allCases.compactMap { $0.sent(isRequired: true) }))
}

extension Schema {
    fileprivate static func order(
        _ purpose: OrderJSON.Purpose, items: NamedSchema? = nil, requiresID: Bool = false,
        isPatch: Bool = false
    ) -> Schema {
        .object(
            OrderMember.allCases.compactMap { member -> Property? in
                let isNew = purpose == .create
                switch member {
                case .id where isNew, .orderID where isNew: return nil
                case .id where requiresID:
                    return .init(
                        "Id", Sent.requiredGUID, "The id of the path.", PathKey.order.example)
                case .state where isNew:
                    return member.sent(isRequired: false)?.with { schema in
                        schema.with(["enum": .array(initialStates)])
                    }
                case .items: return items.map { itemList($0, isNew: isNew) }
                case .entityID, .orderTypeID: return member.sent(isRequired: !isPatch)
                default: return member.sent(isRequired: false)
                }
            })
    }

    private static let initialStates =
        OrderTransition.initial.map { JSONValue.string($0.description) } + [.null]

    private static func itemList(_ item: NamedSchema, isNew: Bool) -> Property {
        let words =
            isNew
            ? "The items."
            : "All of the items: a known Id updates, no Id adds, what is missing is removed. "
                + "Where it is absent, they stay."
        return .init(
            "\(OrderMember.items.name)",
            array(of: item.reference, upTo: OrderLimits.itemsMax).orNull, words, isRequired: false)
    }

    fileprivate static func item(
        _ purpose: OrderJSON.Purpose, isPatch: Bool = false
    ) -> Schema {
        .object(
            ItemMember.allCases.compactMap { member in
                switch member {
                case .id where purpose != .update, .orderID where purpose == .create: nil
                case .itemTypeID, .itemStatusID: member.sent(isRequired: !isPatch)
                default: member.sent(isRequired: false)
                }
            })
    }
}

// MARK: - Operations, totals, actions, events

extension NamedSchema {
    /// What Process and Cancel answer.
    static let operation = NamedSchema("Operation", .object(operationProperties))

    /// What Shipped answers.
    static let shipment = NamedSchema(
        "Shipment",
        .object(
            operationProperties + [
                .init(
                    "TrackingNumber", Schema("null"), "Always null: items have tracking numbers.",
                    .null)
            ]))

    private static let operationProperties: [Schema.Property] = [
        .init(
            "Id", Written.longInteger.with(["minimum": 1]),
            "The number of the event that the operation made.", 7),
        .init("OrderId", Written.guid, "The order.", PathKey.order.example),
    ]

    /// The sums of an order.
    static let totals = NamedSchema(
        "Totals",
        .object([
            .init("Subtotal", Written.amount, "SellingPrice × Quantity of all items.", 19.98),
            .init(
                "Discount", Written.amount, "The DiscountAmount, but never above Subtotal.", 15),
            .init("Total", Written.amount, "Subtotal − Discount.", 4.98),
            .init("Cost", Written.amount, "Cost × Quantity of all items.", 9),
            .init("Margin", Written.amount, "Total − Cost.", -4.02),
        ]))

    /// Something that can be done with an order, or can't.
    static let action = NamedSchema(
        "Action",
        .object([
            .init(
                "Operation", Written.name(OrderAction.Kind.allCases.map(\.rawValue)), "What it is.",
                "Shipped"),
            .init("Method", Written.name(["PUT", "POST"]), "By which method.", "POST"),
            .init(
                "Href", Schema("string", ["format": "uri-reference"]), "Where.",
                "/v1/Companies(14146)/Orders(\(PathKey.orderID))/Shipped"),
            .init("Allowed", Written.flag, "Whether this token may do it now.", false),
            .init(
                "Reason", Schema("string"), "Why not, where it is not allowed.",
                "Resource state transition from Created to Completed is invalid",
                isRequired: false),
            .init(
                "Way", .array(of: Written.name(OrderAction.Kind.allCases.map(\.rawValue))),
                "The actions that lead there, one after the other.", ["Process"],
                isRequired: false),
        ]))
}
