import DocketCore
import Testing

/// What the rules of orders are tried with: everything in it is fixed.
enum OrderSample {
    static let now = Timestamp(microseconds: 1_427_482_049_901_000)
    static let customer = GUID(high: 0x1111, low: 1)

    static func context(at now: Timestamp = now, isLenient: Bool = false) throws -> OrderContext {
        OrderContext(company: try #require(CompanyID(14146)), now: now, isLenient: isLenient)
    }

    /// A directory that has everything.
    static var references: OrderReferences {
        OrderReferences(billingAddressOwner: customer, shippingAddressOwner: customer)
    }

    static func draft(
        items: [ItemDraft]? = nil, _ change: (inout OrderDraft) -> Void = { _ in }
    ) -> OrderDraft {
        var draft = OrderDraft()
        draft.fields.entityID = 14202
        draft.fields.type = .sales
        draft.fields.billingCustomerID = customer
        draft.items = items
        change(&draft)
        return draft
    }

    static func item(
        _ status: ItemStatus, _ change: (inout ItemFields) -> Void = { _ in }
    ) -> ItemDraft {
        var draft = ItemDraft()
        draft.fields.type = status.type
        draft.fields.status = status
        change(&draft.fields)
        return draft
    }

    static func create(_ draft: OrderDraft, isLenient: Bool = false) throws -> Order {
        var random = SeededRandom(seed: 12)
        return try Order.create(
            draft, references: references, in: context(isLenient: isLenient), using: &random)
    }

    /// An order in a state, without going there.
    static func order(_ state: OrderState, _ statuses: [ItemStatus] = []) throws -> Order {
        var order = try create(draft(items: statuses.map { item($0) }))
        order.state = state
        return order
    }

    /// What makes of an order the order that it is.
    ///
    /// - Parameter item: what stands in for the first item's members.
    static func echo(of order: Order, item: ItemFields? = nil) -> OrderDraft {
        var draft = OrderDraft()
        draft.id = order.id
        draft.fields = order.fields
        draft.state = order.state
        draft.expiryHours = order.expiryHours
        draft.items = order.items.enumerated().map { position, present in
            var draft = ItemDraft()
            draft.id = present.id
            draft.fields = position == 0 ? item ?? present.fields : present.fields
            return draft
        }
        return draft
    }
}

extension Order {
    func updated(
        with draft: OrderDraft, mode: UpdateMode = .replace, at now: Timestamp = OrderSample.now
    ) throws -> Order {
        var random = SeededRandom(seed: 13)
        return try updated(
            with: draft, mode: mode, references: OrderSample.references,
            in: OrderSample.context(at: now),
            using: &random)
    }

    func after(
        _ operation: OrderOperation, at now: Timestamp = OrderSample.now
    ) throws -> Order {
        try performing(operation, bodyID: id, bodyFaults: [], in: OrderSample.context(at: now))
    }

    var statuses: [ItemStatus?] { items.map(\.fields.status) }
}

/// The pointers of the faults that `body` throws.
func faults(_ body: () throws -> Order) -> [Fault] {
    do {
        _ = try body()
        return []
    } catch OrderError.invalid(let faults) {
        return faults
    } catch {
        Issue.record(error)
        return []
    }
}

@Suite struct OrderCreateTests {
    @Test func `a new order is Created, of version 1, and expires after 72 hours`() throws {
        let order = try OrderSample.create(OrderSample.draft())
        #expect(order.state == .created)
        #expect(order.version == 1)
        #expect(order.createdAt == OrderSample.now)
        #expect(order.modifiedAt == OrderSample.now)
        #expect(order.expiresAt == OrderSample.now.adding(hours: 72))
        #expect(order.items.isEmpty)
    }

    @Test(arguments: OrderState.allCases)
    func `an order is made in its initial state or not at all`(state: OrderState) throws {
        let draft = OrderSample.draft { $0.state = state }
        if [.created, .pending].contains(state) {
            #expect(try OrderSample.create(draft).state == state)
        } else {
            #expect(faults { try OrderSample.create(draft) }.map(\.kind) == [.notInitialState])
        }
    }

    @Test func `every fault is told at once, with its place`() {
        var draft = OrderDraft()
        draft.state = .completed
        draft.items = [ItemDraft(), OrderSample.item(.shipping), ItemDraft()]
        #expect(
            Set(faults { try OrderSample.create(draft) }.map(\.pointer)) == [
                "/EntityId", "/OrderTypeId", "/State", "/Items/0/ItemTypeId",
                "/Items/0/ItemStatusId", "/Items/2/ItemTypeId", "/Items/2/ItemStatusId",
            ])
    }

    @Test func `a customer and a location to ship to are refused, or kept where lenient`() throws {
        let draft = OrderSample.draft {
            $0.fields.shippingCustomerID = OrderSample.customer
            $0.fields.shippingEntityID = 14107
        }
        #expect(
            faults { try OrderSample.create(draft) }.map(\.pointer)
                == ["/ShippingCustomerId", "/ShippingEntityId"])
        let order = try OrderSample.create(draft, isLenient: true)
        #expect(order.fields.shippingCustomerID == OrderSample.customer)
        #expect(order.fields.shippingEntityID == 14107)
    }

    @Test(arguments: ItemType.allCases, ItemStatus.allCases)
    func `a status must belong to its item's type`(type: ItemType, status: ItemStatus) {
        var item = ItemDraft()
        item.fields.type = type
        item.fields.status = status
        let found = faults { try OrderSample.create(OrderSample.draft(items: [item])) }
        #expect(found.map(\.pointer) == (status.type == type ? [] : ["/Items/0/ItemStatusId"]))
    }

    @Test func `an index that is absent is one more than the largest`() throws {
        let indexes: [Int32?] = [nil, 7, nil, -3, nil]
        let items = indexes.map { index in OrderSample.item(.shipping) { $0.index = index } }
        let order = try OrderSample.create(OrderSample.draft(items: items))
        #expect(order.items.map(\.fields.index) == [-3, 0, 7, 8, 9])
    }

    @Test func `a product may be there only once`() {
        let items = ["a", "b", "a"].map { product in
            OrderSample.item(.shipping) { $0.productID = Text(product) }
        }
        #expect(
            faults { try OrderSample.create(OrderSample.draft(items: items)) }.map(\.pointer)
                == ["/Items/2/ProductId"])
    }
}

@Suite struct OrderUpdateTests {
    @Test func `a replacement unsets what is absent but keeps State and expiry`() throws {
        let order = try OrderSample.create(
            OrderSample.draft {
                $0.fields.name = "first"
                $0.state = .pending
                $0.expiryHours = 20
            })
        let next = try order.updated(
            with: OrderSample.draft(), at: OrderSample.now.adding(seconds: 9))
        #expect(next.fields.name == nil)
        #expect(next.state == .pending)
        #expect(next.expiryHours == 20)
        #expect(next.version == 2)
        #expect(next.modifiedAt == OrderSample.now.adding(seconds: 9))
        #expect(next.createdAt == order.createdAt)
    }

    @Test func `a merge leaves what is absent and unsets what is null`() throws {
        let order = try OrderSample.create(
            OrderSample.draft {
                $0.fields.name = "first"
                $0.fields.tenderID = "T1"
            })
        var patch = OrderDraft()
        patch.given.insert(.tenderID)
        let next = try order.updated(with: patch, mode: .merge)
        #expect(next.fields.name == "first")
        #expect(next.fields.tenderID == nil)
        #expect(next.fields.entityID == 14202)
    }

    @Test(arguments: OrderState.allCases, [0, 71, 72, 100_000])
    func `an echo succeeds and changes nothing, expired or not`(
        state: OrderState, hours: Int
    ) throws {
        let order = try OrderSample.order(state, [.dropShipNew, .shipping])
        let next = try order.updated(
            with: OrderSample.echo(of: order), at: OrderSample.now.adding(hours: hours))
        #expect(next == order)
    }

    @Test func `expiry follows the hours`() throws {
        let order = try OrderSample.create(OrderSample.draft())
        let next = try order.updated(with: OrderSample.draft { $0.expiryHours = 1 })
        #expect(next.expiresAt == OrderSample.now.adding(hours: 1))
    }

    @Test(arguments: [OrderState.created, .pending])
    func `from its expiry on an order can't be changed`(state: OrderState) throws {
        let order = try OrderSample.order(state, [.dropShipNew])
        let item = try #require(order.items.first?.id)
        let late = OrderSample.now.adding(hours: 72)
        let before = Timestamp(microseconds: late.microseconds - 1)
        let context = try OrderSample.context(at: late)
        #expect(
            try order.updated(with: OrderSample.draft { $0.fields.name = "a" }, at: before) != order
        )
        let changes: [() throws -> Order] = [
            { try order.updated(with: OrderSample.draft { $0.fields.name = "a" }, at: late) },
            { try order.updated(with: OrderSample.draft { $0.expiryHours = 1000 }, at: late) },
            { try order.updated(with: OrderSample.draft { $0.state = .completed }, at: late) },
            { try order.adding(OrderSample.item(.shipping), id: .zero, in: context) },
            {
                try order.updating(
                    item, with: OrderSample.item(.dropShipOrdered), mode: .replace, in: context)
            },
            { try order.removing(item, in: context) },
            { try order.after(.process, at: late) },
            { try order.after(.shipped, at: late) },
            { try order.after(.cancel, at: late) },
        ]
        for change in changes { #expect(throws: OrderError.expired) { try change() } }
        #expect(order.isExpired(at: late))
        #expect(!order.isExpired(at: before))
    }

    @Test(arguments: OrderState.allCases, OrderState.allCases)
    func `an update goes from Created to Pending and from Pending to Cancelled only`(
        from: OrderState, to: OrderState
    ) throws {
        let order = try OrderSample.order(from, [.dropShipNew, .shipping])
        var echo = OrderSample.echo(of: order)
        echo.state = to
        let allowed: [OrderState] =
            switch from {
            case .created: [.pending]
            case .pending: [.cancelled]
            case .processed, .cancelled, .completed: []
            }
        if to == from || allowed.contains(to) {
            let next = try order.updated(with: echo)
            #expect(next.state == to)
            let isCancelled = to == .cancelled && from != to
            #expect(
                next.statuses == [isCancelled ? .dropShipCancelled : .dropShipNew, .shipping])
        } else {
            #expect(throws: OrderError.illegalTransition(from: from, to: to, allowed: allowed)) {
                try order.updated(with: echo)
            }
        }
    }

    @Test(arguments: [OrderState.processed, .cancelled, .completed])
    func `a change in another state is that state's transition to itself`(
        state: OrderState
    ) throws {
        let order = try OrderSample.order(state, [.dropShipProcessed])
        let item = try #require(order.items.first?.id)
        let refusal = OrderError.illegalTransition(from: state, to: state, allowed: [])
        let context = try OrderSample.context()
        #expect(throws: refusal) { try order.removing(item, in: context) }
        #expect(throws: refusal) {
            try order.adding(OrderSample.item(.shipping), id: .zero, in: context)
        }
        var echo = OrderSample.echo(of: order)
        echo.fields.name = "another"
        #expect(throws: refusal) { try order.updated(with: echo) }
    }
}
