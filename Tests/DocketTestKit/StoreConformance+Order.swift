import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let order =
        OrderKey.all.map { key in
            StoreConformance("pages in the order of \(key.text) have every row once") {
                try await keepsOrder([[(key, false)], [(key, true)]], in: $0)
            }
        } + [
            StoreConformance("pages in the order of several values have every row once") {
                try await keepsOrder(OrderKey.mixtures, in: $0)
            }
        ]

    /// Reads pages of one row, of a few, of all but one and of all.
    private static func keepsOrder(
        _ orders: [[(key: OrderKey, isDescending: Bool)]], in database: any Database
    ) async throws {
        let rows = OrderKey.sampleOrders()
        try await database.store(rows)
        // Another company's have the same values.
        try await database.store(rows, of: SampleRows.otherCompany)
        for keys in orders {
            let text = keys.map { $0.key.text + ($0.isDescending ? " desc" : "") }
                .joined(separator: ",")
            let expected = rows.sorted { left, right in
                for (key, isDescending) in keys {
                    let (one, other) = (key.value(left), key.value(right))
                    if one != other { return (one < other) != isDescending }
                }
                return left.id < right.id
            }
            for size in [1, 7, rows.count - 1, rows.count] {
                let pages = try await database.pages(of: size, .orders(orderBy: text))
                #expect(pages.dropLast().allSatisfy { $0.count == size }, "\(text)")
                let found = pages.joined().map(\.id)
                #expect(found == expected.map(\.id), "\(text), pages of \(size)")
            }
        }
    }
}

/// What orders can be sorted by, with the value that it has by itself.
private struct OrderKey: Sendable {
    let text: String
    let value: @Sendable (Order) -> Value

    init(_ text: String, _ value: @escaping @Sendable (Order) -> Value) {
        self.text = text
        self.value = value
    }

    /// Null is the least.
    enum Value: Comparable {
        case null
        case number(Int128)
        case bytes([UInt8])

        static func number(_ value: (some BinaryInteger)?) -> Value {
            value.map { .number(Int128($0)) } ?? .null
        }

        /// As bytes of UTF-8 texts compare, so do their code points.
        static func text(_ text: String?) -> Value { text.map { .bytes(Array($0.utf8)) } ?? .null }

        static func guid(_ id: GUID?) -> Value {
            id.map { .number(Int128($0.high) << 63 | Int128($0.low >> 1)) } ?? .null
        }

        static func < (left: Value, right: Value) -> Bool {
            switch (left, right) {
            case (.null, .null): false
            case (.null, _): true
            case (.number(let one), .number(let other)): one < other
            case (.bytes(let one), .bytes(let other)): one.lexicographicallyPrecedes(other)
            case (.number, .bytes): true
            default: false
            }
        }
    }
}

// MARK: - Keys

extension OrderKey {
    static let all = texts + numbers + times + others

    private static let texts = [
        OrderKey("PrintableId") { .text("\($0.printableID)") },
        OrderKey("Name") { .text($0.fields.name.map { "\($0)" }) },
        OrderKey("State") { .text("\($0.state.name)") },
        OrderKey("tolower(Name)") { .text($0.fields.name.map { TextMapping.lower("\($0)") }) },
        OrderKey("concat(Name,PrintableId)") { order in
            .text(order.fields.name.map { "\($0)\(order.printableID)" })
        },
        OrderKey("substring(Name,1,1)") { order in
            .text(
                order.fields.name.map { name in
                    String(String.UnicodeScalarView("\(name)".unicodeScalars.dropFirst().prefix(1)))
                })
        },
    ]

    private static let numbers = [
        OrderKey("EntityId") { .number($0.fields.entityID) },
        OrderKey("EmployeeId") { .number($0.fields.employeeID) },
        OrderKey("Version") { .number($0.version) },
        OrderKey("length(Name)") { .number($0.fields.name.map { "\($0)".unicodeScalars.count }) },
        OrderKey("DiscountAmount") { .number($0.fields.discountAmount.tenThousandths) },
        OrderKey("DiscountAmount div 3") { .number($0.fields.discountAmount.tenThousandths) },
        OrderKey("-DiscountAmount") { .number(-$0.fields.discountAmount.tenThousandths) },
        OrderKey("-EntityId") { .number(-Int64($0.fields.entityID ?? 0)) },
        OrderKey("EmployeeId mul 1.5") { .number($0.fields.employeeID) },
        // Nothing over zero.
        OrderKey("DiscountAmount divby (EntityId sub 2)") { order in
            let divisor = Int64(order.fields.entityID ?? 0) - 2
            return divisor == 0
                ? .null : .number(order.fields.discountAmount.tenThousandths * divisor.signum())
        },
        OrderKey("floor(DiscountAmount)") { order in
            let amount = ComputedNumber(order.fields.discountAmount.tenThousandths, scale: 4)
            return .number(amount.floor?.units)
        },
        OrderKey("Items/$count") { .number($0.items.count) },
    ]

    private static let times = [
        OrderKey("CreatedDateUtc") { .number($0.createdAt.microseconds) },
        OrderKey("OrderExpiryDate") { order in
            .number(order.createdAt.microseconds + Int64(order.expiryHours) * 3_600_000_000)
        },
        OrderKey("CreatedDateUtc add duration'PT36H'") { order in
            // Nothing behind the year 9999.
            order.createdAt == SampleRows.dusk
                ? .null : .number(order.createdAt.microseconds)
        },
        OrderKey("date(CreatedDateUtc)") { .number($0.createdAt.parts.days) },
        OrderKey("date(CreatedDateUtc) sub duration'P1D'") { order in
            order.createdAt == SampleRows.dawn ? .null : .number(order.createdAt.parts.days)
        },
        OrderKey("time(CreatedDateUtc)") { .number($0.createdAt.parts.inDay) },
        OrderKey("ModifiedDateUtc sub CreatedDateUtc") { order in
            .number(order.modifiedAt.microseconds - order.createdAt.microseconds)
        },
        OrderKey("date(ModifiedDateUtc) sub date(CreatedDateUtc)") { order in
            .number(order.modifiedAt.parts.days - order.createdAt.parts.days)
        },
        OrderKey("year(CreatedDateUtc)") { .number($0.createdAt.parts.year) },
        OrderKey("fractionalseconds(CreatedDateUtc)") { order in
            .number(order.createdAt.parts.inDay % 1_000_000)
        },
        OrderKey("totalseconds(ModifiedDateUtc sub CreatedDateUtc)") { order in
            .number(order.modifiedAt.microseconds - order.createdAt.microseconds)
        },
    ]

    private static let others = [
        OrderKey("Id") { .guid($0.id) },
        OrderKey("BillingCustomerId") { .guid($0.fields.billingCustomerID) },
        OrderKey("Name eq null") { .number($0.fields.name == nil ? 1 : 0) },
        OrderKey("Items/any()") { .number($0.items.isEmpty ? 0 : 1) },
        // With null neither true nor false.
        OrderKey("contains(Name,'a')") { order in
            .number(order.fields.name.map { "\($0)".unicodeScalars.contains("a") ? 1 : 0 })
        },
    ]

    private static func key(_ text: String) -> OrderKey {
        guard let key = all.first(where: { $0.text == text }) else {
            preconditionFailure("\(text) is a key")
        }
        return key
    }

    static let mixtures: [[(key: OrderKey, isDescending: Bool)]] = [
        [(key("EntityId"), false), (key("CreatedDateUtc"), false)],
        [(key("EntityId"), true), (key("CreatedDateUtc"), true)],
        [(key("EntityId"), true), (key("CreatedDateUtc"), false), (key("Name"), true)],
        [(key("Name"), true), (key("EmployeeId"), false), (key("DiscountAmount"), true)],
        [(key("Name eq null"), false), (key("BillingCustomerId"), true), (key("Id"), true)],
        [(key("State"), true), (key("EmployeeId mul 1.5"), true), (key("EntityId"), false)],
        [
            (key("time(CreatedDateUtc)"), false),
            (key("ModifiedDateUtc sub CreatedDateUtc"), true),
            (key("date(CreatedDateUtc)"), false), (key("DiscountAmount div 3"), true),
        ],
    ]

    // MARK: - Rows

    private static let names: [Text?] = [
        nil, "", "a", "A", "aa", "b", "\u{E9}", "e\u{301}", "\u{FFFD}", "\u{1F4E6}", "a b", "Za",
    ]
    private static let amounts: [Int64] = [
        0, 1, -1, 10_000, 9_999, -10_001, Money.limit - 1, 1 - Money.limit,
    ]
    private static let employees: [Int32?] = [nil, .min, -1, 1, 7, .max]
    private static let instants = [
        SampleRows.now, SampleRows.now.adding(seconds: 1), SampleRows.dawn, SampleRows.dusk,
        Timestamp(microseconds: -1), Timestamp(microseconds: 0),
        Timestamp(microseconds: 86_399_999_999),
    ]

    /// Orders of few different values, so that each value comes with several of the others.
    static func sampleOrders() -> [Order] {
        var rows = SampleRows(seed: 33)
        let customers = [nil, rows.guid(), rows.guid(), GUID(high: .max, low: .max), .zero]
        return (0..<60).map { number in
            var order = rows.plainOrder(
                entityID: Int32(number % 3 + 1), state: OrderState.allCases[number % 5],
                items: number % 4 == 3 ? 2 : 0, at: instants[number * 5 % instants.count])
            order.fields.name = names[number * 7 % names.count]
            order.fields.discountAmount =
                Money(tenThousandths: amounts[number * 3 % amounts.count]) ?? .zero
            order.fields.employeeID = employees[number / 2 % employees.count]
            order.fields.billingCustomerID = customers[number / 3 % customers.count]
            order.modifiedAt = instants[number / 4 % instants.count]
            order.version = [1, .max, .min][number / 5 % 3]
            return order
        }
    }
}
