package import DocketCore

extension SystemStore {
    /// The companies.
    package var companies: DirectoryRows<CompanyFields> {
        DirectoryRows(connection, company: nil)
    }
}

extension CompanyFields: StoredFields {
    /// What queries know of the noun.
    package static var entityType: EntityType { .company }

    /// Those of `companies`.
    package static let statements = DirectoryStatements(
        table: "companies",
        columns: [
            "name", "description", "roles", "client_entity_id", "attributes", "logo",
            "relationships", "sort_name",
        ],
        isGlobal: true)

    /// In the order of `statements`.
    package var columnValues: [SQLValue] {
        [
            .text(name), .text(description), .text(roles), .text(clientEntityID),
            .text(attributes), .text(logo), .text(relationships), .text(sortName),
        ]
    }

    /// In the order of `statements`.
    package init(_ columns: inout ColumnReader) {
        self.init()
        name = columns.text()
        description = columns.text()
        roles = columns.text()
        clientEntityID = columns.text()
        attributes = columns.text()
        logo = columns.text()
        relationships = columns.text()
        sortName = columns.text()
    }
}
