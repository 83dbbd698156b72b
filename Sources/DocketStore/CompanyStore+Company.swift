extension CompanyStore {
    /// Whether the company is there, disabled or not.
    package func companyExists() throws(SQLError) -> Bool {
        let query = SQL(Self.selectCompany, [.company(company)])
        return try connection.first(query) { (_) throws(SQLError) in true } ?? false
    }

    private static let selectCompany = SQLStatement("SELECT 1 FROM companies WHERE id = $1")
}
