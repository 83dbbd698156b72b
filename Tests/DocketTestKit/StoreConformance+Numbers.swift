import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let numbers = [
        StoreConformance("numbers are computed as they stand in the table", numberTable),
        StoreConformance("amounts are computed to twelve places, all alike", amounts),
        StoreConformance("whole numbers are computed all alike", wholeNumbers),
    ]

    // MARK: - A table

    /// What is to be null is `nil`. The order's amount is -12.3456, its EntityId 7.
    ///
    /// Source: exact arithmetic, cut after twelve places toward zero; null from 10^26 on and over
    /// zero (contract, section 6).
    private static let table: [(expression: String, value: String?)] = [
        ("DiscountAmount", "-12.3456"), ("-DiscountAmount", "12.3456"),
        ("DiscountAmount add 0.000000000001", "-12.345599999999"),
        ("DiscountAmount sub 0.000000000001", "-12.345600000001"),
        ("DiscountAmount mul 0.333333333333", "-4.115199999995"),
        ("DiscountAmount mul 0.1", "-1.23456"), ("DiscountAmount mul 0", "0"),
        ("DiscountAmount mul 0.00000001", "-0.000000123456"),
        ("DiscountAmount mul 0.000000001", "-0.000000012345"),
        ("DiscountAmount mul 0.000000000001", "-0.000000000012"),
        ("DiscountAmount div 3", "-4.1152"), ("DiscountAmount div 7", "-1.763657142857"),
        ("DiscountAmount divby -7", "1.763657142857"), ("DiscountAmount div 0", nil),
        ("DiscountAmount divby 0", nil), ("DiscountAmount mod 0", nil),
        ("DiscountAmount mod 5", "-2.3456"), ("DiscountAmount mod -5", "-2.3456"),
        ("DiscountAmount mod 0.7", "-0.4456"), ("5 mod DiscountAmount", "5"),
        ("20 mod DiscountAmount", "7.6544"), ("1 divby DiscountAmount", "-0.081000518403"),
        ("EntityId div 2", "3"), ("EntityId divby 2", "3.5"), ("-EntityId div 2", "-3"),
        ("EntityId div 2.0", "3.5"), ("EntityId mod 4", "3"), ("-EntityId mod 4", "-3"),
        ("EntityId mod -4", "3"), ("EntityId div 0", nil), ("EntityId mod 0", nil),
        ("EntityId mul EntityId", "49"), ("EntityId sub 8", "-1"),
        ("EntityId div 3 mul 3", "6"), ("EntityId divby 3 mul 3", "6.999999999999"),
        ("round(DiscountAmount)", "-12"), ("floor(DiscountAmount)", "-13"),
        ("ceiling(DiscountAmount)", "-12"), ("round(EntityId divby 2)", "4"),
        ("round(-EntityId divby 2)", "-4"), ("floor(-EntityId divby 2)", "-4"),
        ("ceiling(EntityId divby 2)", "4"), ("round(EntityId)", "7"),
        ("round(DiscountAmount mul 0)", "0"), ("ceiling(DiscountAmount div 100)", "0"),
        ("EntityId mul 2e25", nil), ("EntityId mul 1e25", "70000000000000000000000000"),
        ("EntityId mul 1e24 mul 14", "98000000000000000000000000"),
        (
            "EntityId mul 14285714285714285714285714.285714285714",
            "99999999999999999999999999.999999999998"
        ),
        ("EntityId mul 14285714285714285714285714.285714285715", nil),
        (
            "EntityId add 99999999999999999999999992.999999999999",
            "99999999999999999999999999.999999999999"
        ),
        ("EntityId add 99999999999999999999999993", nil),
        ("round(EntityId add 99999999999999999999999992.4)", "99999999999999999999999999"),
        ("round(EntityId add 99999999999999999999999992.5)", nil),
        ("ceiling(EntityId add 99999999999999999999999992.1)", nil),
        ("floor(EntityId sub 100000000000000000000000006)", nil),
        ("floor(-(EntityId add 99999999999999999999999992.1))", nil),
        ("EntityId add 99999999999999999999999993 sub 5", nil),
        ("EmployeeId add 1", nil), ("-EmployeeId", nil), ("round(EmployeeId)", nil),
        ("length(Name) mul 1.5", "4.5"), ("indexof(Name,'b') divby 4", "0.25"),
        ("Items/$count add 0.5", "0.5"), ("year(CreatedDateUtc) div 100", "20"),
    ]

    @Sendable private static func numberTable(_ database: any Database) async throws {
        var rows = SampleRows(seed: 83)
        var order = rows.plainOrder(entityID: 7)
        order.fields.name = "abc"
        order.fields.discountAmount = Money(tenThousandths: -123_456) ?? .zero
        try await database.store([order])
        for (expression, value) in table {
            let value = value ?? "null"
            #expect(
                try await database.ids("(\(expression)) eq \(value)") == [order.id],
                "\(expression) is \(value)")
            #expect(
                try await database.ids("(\(expression)) ne \(value)").isEmpty,
                "\(expression) is \(value)")
        }
    }

    // MARK: - All with all

    /// An operation as the library computes it, which is what SQLite is told to do.
    private struct Operation: Sendable {
        let name: String
        let result: @Sendable (ComputedNumber, ComputedNumber) -> ComputedNumber?

        init(
            _ name: String,
            _ result: @escaping @Sendable (ComputedNumber, ComputedNumber) -> ComputedNumber?
        ) {
            self.name = name
            self.result = result
        }

        static let all = [
            Operation("add") { $0.adding($1) }, Operation("sub") { $0.subtracting($1) },
            Operation("mul") { $0.multiplied(by: $1) }, Operation("divby") { $0.divided(by: $1) },
            Operation("mod") { $0.remainder(by: $1) },
        ]
    }

    @Sendable private static func amounts(_ database: any Database) async throws {
        let amounts: [Int64] = [
            0, 1, -1, 3, 9_999, 10_000, -12_345, 70_000, 123_456_789, -Int64(Int32.max),
            Money.limit - 1, 1 - Money.limit,
        ]
        let units: [Int128] = [
            0, 1, -1, 333_333_333_333, 499_999_999_999, -ComputedNumber.one, 7 * ComputedNumber.one,
            ComputedNumber.limit - 1, 1 - ComputedNumber.limit,
            ComputedNumber.limit / 3, 1_000_000 * ComputedNumber.one + 1,
        ]
        var rows = SampleRows(seed: 84)
        let orders = amounts.map { amount in
            var order = rows.plainOrder()
            order.fields.discountAmount = Money(tenThousandths: amount) ?? .zero
            return order
        }
        try await database.store(orders)
        for operation in Operation.all + [Operation("div") { $0.divided(by: $1) }] {
            for constant in units.compactMap({ ComputedNumber(units: $0) }) {
                try await expect("DiscountAmount", operation, constant, orders, database) { order in
                    ComputedNumber(order.fields.discountAmount.tenThousandths, scale: 4)
                }
            }
        }
    }

    @Sendable private static func wholeNumbers(_ database: any Database) async throws {
        var rows = SampleRows(seed: 85)
        let orders = [Int32.min, .min + 1, -7, -1, 0, 1, 2, 7, 10, .max].map {
            rows.plainOrder(entityID: $0)
        }
        try await database.store(orders)
        for operation in Operation.all + [Operation("div") { $0.dividedWhole(by: $1) }] {
            for number in [0, 1, -1, 2, -3, 7, Int64(Int32.max), Int64(Int32.min), .max, .min] {
                let constant = ComputedNumber(number, scale: 0)
                try await expect("EntityId", operation, constant, orders, database) { order in
                    ComputedNumber(Int64(order.fields.entityID ?? 0), scale: 0)
                }
            }
        }
    }

    /// Asks once for all orders whether each has what was computed for it.
    private static func expect(
        _ member: String, _ operation: Operation, _ constant: ComputedNumber, _ orders: [Order],
        _ database: any Database, value: (Order) -> ComputedNumber
    ) async throws {
        // Whole numbers are written without a point: with one, `div` is exact.
        let written =
            constant.units % ComputedNumber.one == 0
            ? "\(constant.units / ComputedNumber.one)" : constant.description
        let expression = "\(member) \(operation.name) \(written)"
        let tests = orders.map { order in
            let result = operation.result(value(order), constant)
            return "Id eq \(order.id) and \(expression) eq \(result?.description ?? "null")"
        }
        let found = Set(try await database.ids(tests.map { "(\($0))" }.joined(separator: " or ")))
        let wrong = orders.filter { !found.contains($0.id) }.map { value($0).description }
        #expect(wrong.isEmpty, "\(expression)")
    }
}
