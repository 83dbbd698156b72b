extension Route {
    /// The path as documents and clients write it: `/v1/Companies({companyId})/Orders({orderId})`.
    var pattern: String {
        path.split(separator: "/").map { segment in
            let name = segment.hasSuffix("()") ? segment.dropLast(2) : segment
            let known = Self.segments[String(name)]
            let key = name.count < segment.count ? "({\(known?.key ?? "id")})" : ""
            return "/\(known?.name ?? String(name))\(key)"
        }.joined()
    }

    /// How segments are spelt that are no plain lower case, and what their keys are called.
    private static let segments: [String: (name: String, key: String?)] = [
        "companies": ("Companies", "companyId"), "orders": ("Orders", "orderId"),
        "orderfull": ("OrderFull", "orderId"), "items": ("Items", "itemId"),
        "customers": ("Customers", "customerId"), "customerfull": ("CustomerFull", "customerId"),
        "addresses": ("Addresses", "addressId"), "employees": ("Employees", "employeeId"),
        "locations": ("Locations", "locationId"), "webhooks": ("Webhooks", "webhookId"),
        "deliveries": ("Deliveries", "deliveryId"), "clients": ("Clients", "clientId"),
        "users": ("Users", "userId"), "events": ("Events", nil), "totals": ("Totals", nil),
        "actions": ("Actions", nil), "process": ("Process", nil),
        "processed": ("Processed", nil), "shipped": ("Shipped", nil), "cancel": ("Cancel", nil),
        "rotatesecret": ("RotateSecret", nil), "test": ("Test", nil), "resend": ("Resend", nil),
    ]
}
