package import DocketCore

extension CompanyStore {
    /// Whether the company is there, disabled or not.
    package func companyExists() throws(SQLError) -> Bool {
        try connection.first(Self.companyExists(company)) ?? false
    }

    /// Whether a company is there, disabled or not, as a query by itself.
    package static func companyExists(_ company: CompanyID) -> SQLQuery<Bool> {
        SQLQuery(SQL(selectCompany, [.company(company)])) { (_) throws(SQLError) in true }
    }

    private static let selectCompany = SQLStatement("SELECT 1 FROM companies WHERE id = $1")
}
