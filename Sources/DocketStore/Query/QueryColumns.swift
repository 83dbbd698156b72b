import DocketCore

/// Which columns hold which members. The rule is the name in lower case with underscores; the
/// exceptions stand here.
enum QueryColumns {
    /// A member's column in SQL.
    ///
    /// - Parameter row: the alias of its table.
    static func sql(_ member: String, of row: String, _ dialect: SQLDialect) -> String {
        switch member {
        case "OrderExpiryDate":
            dialect == .sqlite
                ? "(\(row).created_at + \(row).expiry_hours * 3600000000)"
                : "(\(row).created_at + \(row).expiry_hours * interval '1 hour')"
        case "IsActive": "(NOT \(row).disabled)"
        default: "\(row).\(name(of: member))"
        }
    }

    /// The name of the column of a member that has one of its own.
    static func name(of member: String) -> String {
        exceptions[member] ?? snakeCase(member)
    }

    private static let exceptions = [
        "AddressType": "address_type_id", "CreatedDateUtc": "created_at",
        "CreatedUtc": "created_at", "CustomerType": "customer_type_id",
        "Default": "is_default", "Index": "item_index", "ItemStatus": "item_status_id",
        "ItemType": "item_type_id", "LastModifiedUtc": "modified_at",
        "ModifiedDateUtc": "modified_at", "OrderExpiryHours": "expiry_hours",
        "OrderType": "order_type_id", "ParentEntityId": "company_id",
        "TrackingInformation": "tracking",
    ]

    /// `BillingCustomerId` is `billing_customer_id`, `SKU` is `sku`.
    private static func snakeCase(_ name: String) -> String {
        var text = ""
        var wasLower = false
        for character in name {
            if character.isUppercase, wasLower { text += "_" }
            wasLower = character.isLowercase
            text += character.lowercased()
        }
        return text
    }
}
