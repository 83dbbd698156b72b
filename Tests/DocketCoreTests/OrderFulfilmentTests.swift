import DocketCore
import Testing

@Suite struct OrderFulfilmentTests {
    @Test(
        arguments: [
            ([.dropShipShipped], true), ([.dropShipReceived], true),
            ([.dropShipShipped, .dropShipCancelled, .dropShipNotAvailable], true),
            ([.dropShipReceived, .inStockNew, .shipping], true),
            ([.dropShipCancelled], false), ([.dropShipNotAvailable, .dropShipCancelled], false),
            ([.dropShipShipped, .dropShipOrdered], false),
            ([.dropShipShipped, .dropShipError], false),
            ([.dropShipShipped, .dropShipNew], false),
            ([.inStockProcessed, .eCommerceProcessed, .shipping], false),
        ] as [([ItemStatus], Bool)])
    func `an order completes once all DropShip items are done and one is delivered`(
        statuses: [ItemStatus], completes: Bool
    ) throws {
        // The first item is brought to its status by an update, the others have theirs.
        var order = try OrderSample.order(.processed, statuses)
        order.items[0].fields.status = statuses[0].type == .dropShip ? .dropShipError : .inStockNew
        let next = try order.updating(
            order.items[0].id, with: OrderSample.item(statuses[0]) { $0.index = 0 }, mode: .replace,
            in: OrderSample.context())
        #expect(next.state == (completes ? .completed : .processed))
        #expect(next.version == 2)
    }

    @Test func `status, tracking, serial numbers and notes may change in Processed`() throws {
        let order = try OrderSample.order(.processed, [.dropShipProcessed])
        let changes: [(inout ItemFields) -> Void] = [
            { $0.status = .dropShipOrdered }, { $0.notes = "late" },
            { $0.serialNumbers = ["abc"] },
            { $0.tracking = [Tracking(quantity: 1, number: "1TTTTN4421")] },
        ]
        for change in changes {
            var item = order.items[0].fields
            change(&item)
            let draft = OrderSample.echo(of: order, item: item)
            #expect(try order.updated(with: draft).version == 2)
        }
        let others: [(inout ItemFields) -> Void] = [
            { $0.quantity = 9 }, { $0.cost = Money(tenThousandths: 1) ?? .zero },
            { $0.sku = "1" }, { $0.index = 5 }, { $0.productID = "p" },
        ]
        for change in others {
            var item = order.items[0].fields
            change(&item)
            let draft = OrderSample.echo(of: order, item: item)
            #expect(throws: OrderError.illegal(from: .processed, to: .processed)) {
                try order.updated(with: draft)
            }
        }
    }

    @Test(arguments: [OrderState.created, .pending])
    func `Process makes New items Processed`(state: OrderState) throws {
        let order = try OrderSample.order(
            state, [.dropShipNew, .inStockNew, .eCommerceNew, .shipping, .inStockBackOrder])
        let next = try order.after(.process)
        #expect(next.state == .processed)
        #expect(next.version == 2)
        #expect(
            next.statuses == [
                .dropShipProcessed, .inStockProcessed, .eCommerceProcessed, .shipping,
                .inStockBackOrder,
            ])
        #expect(throws: OrderError.illegal(from: .processed, to: .processed)) {
            try next.after(.process)
        }
    }

    @Test func `Process needs somebody to bill`() throws {
        let order = try OrderSample.create(OrderSample.draft { $0.fields.billingCustomerID = nil })
        let found = faults { try order.after(.process) }
        #expect(found.map(\.kind) == [.billingCustomerMissing])
        #expect(
            found.first?.detail
                == "Billing Customer (id=00000000-0000-0000-0000-000000000000) not found for "
                + "company 14146. Processing an Order requires a Billing Customer on the Order")
    }

    @Test func `Shipped completes, and ships what is Processed or Ordered`() throws {
        let order = try OrderSample.order(
            .processed, [.dropShipProcessed, .dropShipOrdered, .dropShipError, .inStockProcessed])
        let next = try order.after(.shipped)
        #expect(next.state == .completed)
        #expect(
            next.statuses
                == [.dropShipShipped, .dropShipShipped, .dropShipError, .inStockProcessed])
    }

    @Test func `Cancel cancels the items, but for Shipping`() throws {
        let order = try OrderSample.order(
            .pending, [.dropShipOrdered, .inStockNew, .eCommerceProcessed, .shipping])
        let next = try order.after(.cancel)
        #expect(next.state == .cancelled)
        #expect(
            next.statuses
                == [.dropShipCancelled, .inStockCancelled, .eCommerceCancelled, .shipping])
    }

    @Test(arguments: OrderState.allCases)
    func `an operation is legal only where the picture has it`(state: OrderState) throws {
        let order = try OrderSample.order(state)
        let legal: [OrderOperation: [OrderState]] = [
            .process: [.created, .pending], .shipped: [.processed], .cancel: [.pending],
        ]
        for operation in OrderOperation.allCases {
            let isLegal = legal[operation]?.contains(state) == true
            #expect(((try? order.after(operation)) != nil) == isLegal)
        }
    }
}

@Suite struct OrderTotalsTests {
    @Test(arguments: [
        ("0", "34.97", "0", "34.97"), ("15.0", "34.97", "15", "19.97"),
        ("34.97", "34.97", "34.97", "0"), ("1000", "34.97", "34.97", "0"),
        ("0.0001", "34.97", "0.0001", "34.9699"),
    ])
    func `the sums are exact, and the discount is never above the subtotal`(
        amount: String, subtotal: String, discount: String, total: String
    ) throws {
        let prices = [("9.99", "5.99", 2), ("14.99", "0.0001", 1), ("3", "2", 0)]
        let items = try prices.map { price, cost, quantity in
            let (price, cost) = (try Money(price), try Money(cost))
            return OrderSample.item(.shipping) {
                $0.sellingPrice = price
                $0.cost = cost
                $0.quantity = Int32(quantity)
            }
        }
        let discounted = try Money(amount)
        let order = try OrderSample.create(
            OrderSample.draft(items: items) { $0.fields.discountAmount = discounted })
        let totals = try #require(order.totals)
        #expect("\(totals.subtotal)" == subtotal)
        #expect("\(totals.discount)" == discount)
        #expect("\(totals.total)" == total)
        #expect("\(totals.cost)" == "11.9801")
        #expect(totals.margin == totals.total.subtracting(totals.cost))
    }

    @Test func `sums from 10^14 on are refused`() throws {
        let most = try Money("50000000000000")
        let item = OrderSample.item(.shipping) {
            $0.sellingPrice = most
            $0.quantity = 1
        }
        #expect(try OrderSample.create(OrderSample.draft(items: [item])).totals?.subtotal == most)
        #expect(!faults { try OrderSample.create(OrderSample.draft(items: [item, item])) }.isEmpty)
    }
}
