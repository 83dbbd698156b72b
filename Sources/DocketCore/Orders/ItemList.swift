/// The items of an order while they are put together: fills in the indexes and collects what is
/// wrong with them, one by one and with one another.
struct ItemList {
    private(set) var items: [OrderItem] = []
    private(set) var faults: [Fault] = []
    private var products: Set<Text> = []
    /// `nil` while there is none.
    private var largestIndex: Int32?

    /// An empty list.
    init() {}

    /// A list that starts with items that stay as they are.
    init(keeping kept: [OrderItem]) {
        items.reserveCapacity(kept.count + 1)
        for item in kept { keep(item) }
    }

    /// In the order of `Index`, then of id.
    var sorted: [OrderItem] {
        items.sorted { left, right in
            let (first, second) = (left.fields.index ?? 0, right.fields.index ?? 0)
            return first == second ? left.id < right.id : first < second
        }
    }

    /// Takes over an item unchanged.
    mutating func keep(_ item: OrderItem) {
        items.append(item)
        note(item.fields.index ?? 0)
        if let product = item.fields.productID, !product.isEmpty { products.insert(product) }
    }

    /// Adds an item out of a draft, laid over `present` where it is an update.
    ///
    /// - Parameter place: pointer of the item in the request.
    mutating func add(
        _ draft: ItemDraft, id: GUID, over present: ItemFields? = nil,
        mode: UpdateMode = .replace, at place: String
    ) {
        faults += draft.faults(over: present, mode: mode, at: place)
        var fields = draft.applied(to: present, mode: mode)
        if fields.index == nil { fields.index = nextIndex }
        if let index = fields.index {
            note(index)
        } else {
            faults.append(Fault("\(place)/Index", "There is no Index after \(Int32.max)"))
        }
        if let product = fields.productID, !product.isEmpty,
            !products.insert(product).inserted
        {
            faults.append(
                Fault(
                    "\(place)/ProductId",
                    "ProductId must be unique among the items of the order"))
        }
        if items.count == OrderLimits.itemsMax {
            faults.append(
                Fault(place, "An order has at most \(OrderLimits.itemsMax) items"))
        }
        items.append(OrderItem(id: id, fields: fields))
    }

    /// One more than the largest, the first 0; `nil` where there is no larger one.
    private var nextIndex: Int32? {
        guard let largestIndex else { return 0 }
        return largestIndex == .max ? nil : largestIndex + 1
    }

    private mutating func note(_ index: Int32) {
        largestIndex = max(largestIndex ?? index, index)
    }
}
