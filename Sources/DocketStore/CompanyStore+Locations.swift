package import DocketCore

extension CompanyStore {
    /// The company's locations.
    package var locations: DirectoryRows<LocationFields> {
        DirectoryRows(connection, company: company)
    }
}

extension LocationFields: StoredFields {
    /// What queries know of the noun.
    package static var entityType: EntityType { .location }

    /// Those of `locations`.
    package static let statements = DirectoryStatements(
        table: "locations",
        columns: [
            "name", "description", "roles", "client_entity_id", "attributes", "logo",
            "relationships", "sort_name", "area", "address", "contacts", "geography",
            "store_hours", "store_phone_numbers", "time_zone",
        ])

    /// In the order of `statements`.
    package var columnValues: [SQLValue] {
        [
            .text(name), .text(description), .text(roles), .text(clientEntityID),
            .text(attributes), .text(logo), .text(relationships), .text(sortName), .text(area),
            .text(address), .text(contacts), .text(geography), .text(storeHours),
            .text(storePhoneNumbers), .text(timeZone),
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
        area = columns.text()
        address = columns.text()
        contacts = columns.text()
        geography = columns.text()
        storeHours = columns.text()
        storePhoneNumbers = columns.text()
        timeZone = columns.text()
    }
}

extension CompanyStore {
    /// The enabled location with the lowest number, of a company that is itself enabled; `nil`
    /// where there is none.
    package func firstLocation() throws(SQLError) -> Int32? {
        try connection.first(SQL(Self.selectFirstLocation, [.company(company)])) {
            (row) throws(SQLError) in row.int32(0)
        } ?? nil
    }

    private static let selectFirstLocation = SQLStatement(
        """
        SELECT min(id) FROM locations WHERE company_id = $1 AND NOT disabled
          AND EXISTS (SELECT 1 FROM companies WHERE id = $1 AND NOT disabled)
        """)
}
