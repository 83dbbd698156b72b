package import DocketCore

extension SystemStore {
    /// The client of that id; `nil` where there is none.
    package func client(_ id: String) throws(SQLError) -> Client? {
        try connection.first(
            """
            SELECT id, name, secret_hash, scopes, companies, default_company, redirect_uris,
              allows_implicit, disabled_at
            FROM clients WHERE id = \(id)
            """
        ) { (row) throws(SQLError) in Client(row) }
    }

    /// All clients by id.
    package func clients() throws(SQLError) -> [Client] {
        try connection.all(
            """
            SELECT id, name, secret_hash, scopes, companies, default_company, redirect_uris,
              allows_implicit, disabled_at
            FROM clients ORDER BY id
            """
        ) { (row) throws(SQLError) in Client(row) }
    }

    /// Registers a client.
    ///
    /// - Throws: `.conflict` where the id is taken.
    package func insert(_ client: Client, at now: Timestamp) throws(SQLError) {
        let secret = client.secretHash.map { SQLValue.blob($0.bytes) } ?? .null
        try connection.run(
            """
            INSERT INTO clients (id, name, secret_hash, scopes, companies, default_company,
              redirect_uris, allows_implicit, created_at, disabled_at)
            VALUES (\(client.id), \(client.name), \(secret), \(client.scopes.description),
              \(client.companies.text), \(client.defaultCompany?.number),
              \(client.redirectURIs.joined(separator: " ")), \(client.allowsImplicit), \(now),
              \(client.isDisabled ? now : nil))
            """)
    }

    /// The clients for one company and no other, by id.
    ///
    /// - Parameters:
    ///   - last: only those behind this id; `nil` for all.
    ///   - limit: how many at most.
    package func clients(
        of company: CompanyID, after last: String?, limit: Int
    ) throws(SQLError) -> [Client] {
        try connection.all(
            """
            SELECT id, name, secret_hash, scopes, companies, default_company, redirect_uris,
              allows_implicit, disabled_at
            FROM clients WHERE companies = \(company.description) AND id > \(last ?? "")
            ORDER BY id LIMIT \(Int64(limit))
            """
        ) { (row) throws(SQLError) in Client(row) }
    }

    /// How many clients there are for one company and no other.
    package func countClients(of company: CompanyID) throws(SQLError) -> Int {
        try connection.first(
            "SELECT count(*) FROM clients WHERE companies = \(company.description)"
        ) { (row) throws(SQLError) in Int(row.integer(0)) } ?? 0
    }

    /// Replaces all of a client but its id and its secret, as long as it is for the companies that
    /// it was for.
    ///
    /// - Returns: false where there is no such client.
    package func update(
        _ client: Client, for companies: CompanySet, at now: Timestamp
    ) throws(SQLError) -> Bool {
        try connection.announce(.access)
        return try connection.run(
            """
            UPDATE clients SET name = \(client.name), scopes = \(client.scopes.description),
              companies = \(client.companies.text),
              default_company = \(client.defaultCompany?.number),
              redirect_uris = \(client.redirectURIs.joined(separator: " ")),
              allows_implicit = \(client.allowsImplicit),
              disabled_at = CASE WHEN \(client.isDisabled) THEN coalesce(disabled_at, \(now)) END
            WHERE id = \(client.id) AND companies = \(companies.text)
            """) > 0
    }

    /// Replaces a client's secret, as long as it is for the companies that it was for.
    ///
    /// - Returns: false where there is no such client.
    package func setSecret(
        _ hash: SecretHash, ofClient id: String, for companies: CompanySet
    ) throws(SQLError) -> Bool {
        try connection.run(
            """
            UPDATE clients SET secret_hash = \(hash.bytes)
            WHERE id = \(id) AND companies = \(companies.text)
            """) > 0
    }

    /// Shuts a client out; its tokens stop at once, since each look-up sees it.
    ///
    /// - Returns: false where there is no such client.
    package func disableClient(_ id: String, at now: Timestamp) throws(SQLError) -> Bool {
        try connection.announce(.access)
        return try connection.run(
            """
            UPDATE clients SET disabled_at = coalesce(disabled_at, \(now)) WHERE id = \(id)
            """) > 0
    }
}

extension Client {
    /// A row of `clients`. What can't be read allows nothing.
    fileprivate init(_ row: any SQLCursor) {
        self.init(
            id: row.string(0) ?? "", name: row.string(1) ?? "",
            secretHash: row.isNull(2) ? nil : SecretHash(bytes: row.blob(2)),
            scopes: row.scopes(3), companies: row.companies(4),
            defaultCompany: row.int32(5).flatMap { CompanyID($0) },
            redirectURIs: (row.string(6) ?? "").split(separator: " ").map(String.init),
            allowsImplicit: row.boolean(7), isDisabled: !row.isNull(8))
    }
}

extension SQLCursor {
    /// A set of scopes; empty where it can't be read.
    func scopes(_ column: Int) -> ScopeSet { string(column).flatMap { ScopeSet($0) } ?? [] }

    /// A set of companies; empty where it can't be read.
    func companies(_ column: Int) -> CompanySet {
        string(column).flatMap { CompanySet($0) } ?? .some([])
    }
}
