/// The sums of an order, each exact and below 10^14.
///
/// Source: contract, section 4, `GET /Orders({o})/Totals`.
package struct OrderTotals: Sendable, Equatable {
    /// SellingPrice × Quantity of all items.
    package let subtotal: Money
    /// DiscountAmount, but never above a positive Subtotal, and nothing off a negative one.
    package let discount: Money
    /// Subtotal − Discount.
    package let total: Money
    /// Cost × Quantity of all items.
    package let cost: Money
    /// Total − Cost.
    package let margin: Money

    /// The sums of `items`; `nil` where one of them is too large to be kept.
    package init?(items: [OrderItem], discountAmount: Money) {
        var subtotal = Money.zero
        var cost = Money.zero
        for item in items {
            guard
                let sold = item.fields.sellingPrice.multiplied(by: item.fields.quantity),
                let paid = item.fields.cost.multiplied(by: item.fields.quantity),
                let nextSubtotal = subtotal.adding(sold), let nextCost = cost.adding(paid)
            else { return nil }
            subtotal = nextSubtotal
            cost = nextCost
        }
        let discount = max(.zero, min(discountAmount, subtotal))
        guard let total = subtotal.subtracting(discount), let margin = total.subtracting(cost)
        else { return nil }
        self.subtotal = subtotal
        self.discount = discount
        self.total = total
        self.cost = cost
        self.margin = margin
    }
}

extension Order {
    /// The order's sums; an order that was stored always has them.
    package var totals: OrderTotals? {
        OrderTotals(items: items, discountAmount: fields.discountAmount)
    }

    /// The refusal of an order whose sums are too large.
    var totalFaults: [Fault] {
        totals == nil
            ? [Fault("/Items", "The totals of the order must be below 100000000000000")] : []
    }
}
