import DocketCore

extension SystemStore {
    /// What clients, users, codes and tokens are said to allow, and can't be read: it allows
    /// nothing. Of all companies.
    package func unreadableAllowances() throws(SQLError) -> [String] {
        var texts: [String] = []
        // One by one: they may be distributed in different ways.
        for table in ["clients", "users", "authorization_codes", "tokens"] {
            try connection.each("SELECT DISTINCT scopes, companies FROM \(schema: table)") { row in
                let (scopes, companies) = (row.string(0) ?? "", row.string(1) ?? "")
                if ScopeSet(scopes)?.description != scopes { texts.append(scopes) }
                if CompanySet(companies)?.text != companies { texts.append(companies) }
            }
        }
        return texts
    }

    /// A client that tokens are of, and that is not there; `nil` where all are. None is ever
    /// deleted.
    package func clientOfStrayToken() throws(SQLError) -> String? {
        try connection.first(
            """
            SELECT t.client_id FROM tokens t LEFT JOIN clients c ON c.id = t.client_id
            WHERE c.id IS NULL LIMIT 1
            """
        ) { (row) throws(SQLError) in row.string(0) ?? "" }
    }
}
