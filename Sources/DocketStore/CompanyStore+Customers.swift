package import DocketCore

extension CompanyStore {
    /// The company's customers.
    package var customers: DirectoryRows<CustomerFields> {
        DirectoryRows(connection, company: company)
    }
}

extension CustomerFields: StoredFields {
    /// What queries know of the noun.
    package static var entityType: EntityType { .customer }

    /// Those of `customers`.
    package static let statements = DirectoryStatements(
        table: "customers",
        columns: [
            "primary_name", "middle_name", "family_name", "alternate_name", "customer_type_id",
            "date_of_birth", "do_not_contact", "notes", "title",
        ],
        isOrderedByTime: true)

    /// In the order of `statements`.
    package var columnValues: [SQLValue] {
        [
            .text(primaryName), .text(middleName), .text(familyName), .text(alternateName),
            .integer(type?.rawValue), .time(dateOfBirth), .boolean(doNotContact), .text(notes),
            .text(title),
        ]
    }

    /// In the order of `statements`.
    package init(_ columns: inout ColumnReader) {
        self.init()
        primaryName = columns.text()
        middleName = columns.text()
        familyName = columns.text()
        alternateName = columns.text()
        type = columns.integer().flatMap { CustomerType(rawValue: $0) }
        dateOfBirth = columns.time()
        doNotContact = columns.flag()
        notes = columns.text()
        title = columns.text()
    }
}
