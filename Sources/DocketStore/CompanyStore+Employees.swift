package import DocketCore

extension CompanyStore {
    /// The company's employees.
    package var employees: DirectoryRows<EmployeeFields> {
        DirectoryRows(connection, company: company)
    }

    /// The id of the employee with that UserName; `nil` where there is none.
    package func employeeID(userName: Text) throws(SQLError) -> Int32? {
        let query = SQL(Self.selectEmployeeID, [.company(company), .text(userName)])
        return try connection.first(query) { (row) throws(SQLError) in row.int32(0) } ?? nil
    }

    private static let selectEmployeeID = SQLStatement(
        "SELECT id FROM employees WHERE company_id = $1 AND user_name = $2")
}

extension EmployeeFields: StoredFields {
    /// What queries know of the noun.
    package static var entityType: EntityType { .employee }

    /// Those of `employees`.
    package static let statements = DirectoryStatements(
        table: "employees",
        columns: [
            "first_name", "last_name", "user_name", "email", "job_title", "client_user_id",
            "address", "phone_numbers", "attributes", "picture",
        ])

    /// In the order of `statements`.
    package var columnValues: [SQLValue] {
        [
            .text(firstName), .text(lastName), .text(userName), .text(email), .text(jobTitle),
            .text(clientUserID), .text(address), .text(phoneNumbers), .text(attributes),
            .text(picture),
        ]
    }

    /// In the order of `statements`.
    package init(_ columns: inout ColumnReader) {
        self.init()
        firstName = columns.text()
        lastName = columns.text()
        userName = columns.text()
        email = columns.text()
        jobTitle = columns.text()
        clientUserID = columns.text()
        address = columns.text()
        phoneNumbers = columns.text()
        attributes = columns.text()
        picture = columns.text()
    }
}
