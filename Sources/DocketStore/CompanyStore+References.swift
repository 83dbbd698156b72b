package import DocketCore

extension CompanyStore {
    /// What the directory says of what an order points at: one statement.
    package func references(of fields: OrderFields) throws(SQLError) -> OrderReferences {
        try connection.first(Self.references(of: fields, in: company)) ?? OrderReferences()
    }

    /// What the directory of a company says of what an order points at, as a query by itself.
    package static func references(
        of fields: OrderFields, in company: CompanyID
    ) -> SQLQuery<OrderReferences> {
        let sql = SQL(
            selectReferences,
            [
                .company(company), .integer(fields.entityID), .integer(fields.shippingEntityID),
                .integer(fields.employeeID), .guid(fields.billingCustomerID),
                .guid(fields.shippingCustomerID), .guid(fields.billingAddressID),
                .guid(fields.shippingAddressID),
            ])
        return SQLQuery(sql) { (row) throws(SQLError) in
            var references = OrderReferences()
            references.entityExists = row.boolean(0)
            references.shippingEntityExists = row.boolean(1)
            references.employeeExists = row.boolean(2)
            references.billingCustomerExists = row.boolean(3)
            references.shippingCustomerExists = row.boolean(4)
            references.billingAddressOwner = row.guid(5)
            references.shippingAddressOwner = row.guid(6)
            return references
        }
    }

    private static let selectReferences = SQLStatement(
        """
        SELECT
          (SELECT 1 FROM locations WHERE company_id = $1 AND id = $2 AND NOT disabled
            AND EXISTS (SELECT 1 FROM companies WHERE id = $1 AND NOT disabled)),
          (SELECT 1 FROM locations WHERE company_id = $1 AND id = $3 AND NOT disabled),
          (SELECT 1 FROM employees WHERE company_id = $1 AND id = $4 AND NOT disabled),
          (SELECT 1 FROM customers WHERE company_id = $1 AND id = $5 AND NOT disabled),
          (SELECT 1 FROM customers WHERE company_id = $1 AND id = $6 AND NOT disabled),
          (SELECT customer_id FROM addresses
            WHERE company_id = $1 AND id = $7 AND NOT disabled),
          (SELECT customer_id FROM addresses
            WHERE company_id = $1 AND id = $8 AND NOT disabled)
        """)
}
