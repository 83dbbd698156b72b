package import DocketCore

extension CompanyStore {
    /// The addresses of a customer.
    package func addresses(of customer: GUID) -> DirectoryRows<AddressFields> {
        DirectoryRows(connection, company: company, parent: customer)
    }

    /// Whether an address of that id is there, whosever it is.
    package func isAddressTaken(_ id: GUID) throws(SQLError) -> Bool {
        try DirectoryRows<AddressFields>(connection, company: company).isTaken(id)
    }
}

extension AddressFields: StoredFields {
    /// What queries know of the noun.
    package static var entityType: EntityType { .address }

    /// Those of `addresses`.
    package static let statements = DirectoryStatements(
        table: "addresses",
        columns: [
            "customer_id", "address_type_id", "attention_to", "street_address1",
            "street_address2", "locality", "state_code", "country_code", "postal_code",
            "post_office_box_number", "email", "phone", "is_default", "do_not_contact", "notes",
        ],
        parent: "customer_id")

    /// In the order of `statements`.
    package var columnValues: [SQLValue] {
        [
            .guid(customerID), .integer(type?.rawValue), .text(attentionTo),
            .text(streetAddress1), .text(streetAddress2), .text(locality), .text(stateCode),
            .text(countryCode), .text(postalCode), .text(postOfficeBoxNumber), .text(email),
            .text(phone), .boolean(isDefault), .boolean(doNotContact), .text(notes),
        ]
    }

    /// In the order of `statements`.
    package init(_ columns: inout ColumnReader) {
        self.init()
        customerID = columns.guid()
        type = columns.integer().flatMap { AddressType(rawValue: $0) }
        attentionTo = columns.text()
        streetAddress1 = columns.text()
        streetAddress2 = columns.text()
        locality = columns.text()
        stateCode = columns.text()
        countryCode = columns.text()
        postalCode = columns.text()
        postOfficeBoxNumber = columns.text()
        email = columns.text()
        phone = columns.text()
        isDefault = columns.flag()
        doNotContact = columns.flag()
        notes = columns.text()
    }
}
