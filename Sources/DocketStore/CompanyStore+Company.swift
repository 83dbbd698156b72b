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

    /// A company's name; `nil` where there is no such company.
    package static func companyName(_ company: CompanyID) -> SQLQuery<String> {
        SQLQuery(SQL(selectCompanyName, [.company(company)])) { (row) throws(SQLError) in
            row.string(0) ?? "\(company)"
        }
    }

    private static let selectCompanyName = SQLStatement("SELECT name FROM companies WHERE id = $1")

    private static let selectCompany = SQLStatement("SELECT 1 FROM companies WHERE id = $1")
}
