import DocketCore

extension SystemStore {
    /// What clients, users, codes and tokens are said to allow, and can't be read: it allows
    /// nothing. Of all companies; each text once.
    package func unreadableAllowances() throws(SQLError) -> [String] {
        try connection.all(
            """
            SELECT scopes, companies FROM clients
            UNION SELECT scopes, companies FROM users
            UNION SELECT scopes, companies FROM authorization_codes
            UNION SELECT scopes, companies FROM tokens
            """
        ) { (row) throws(SQLError) in (scopes: row.string(0) ?? "", companies: row.string(1) ?? "")
        }
        .flatMap { scopes, companies in
            [
                ScopeSet(scopes)?.description == scopes ? nil : scopes,
                CompanySet(companies)?.text == companies ? nil : companies,
            ].compactMap(\.self)
        }
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
