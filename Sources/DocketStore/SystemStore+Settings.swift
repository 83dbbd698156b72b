import DocketCore

extension SystemStore {
    /// A setting that the program keeps for itself; `nil` where it was never set.
    package func setting(_ name: String) throws(SQLError) -> String? {
        try connection.first("SELECT value FROM settings WHERE name = \(name)") {
            (row) throws(SQLError) in row.string(0) ?? ""
        }
    }

    /// Keeps a setting.
    package func setSetting(_ name: String, to value: String) throws(SQLError) {
        try connection.run(
            """
            INSERT INTO settings (name, value) VALUES (\(name), \(value))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
    }

    /// Forgets a setting.
    package func removeSetting(_ name: String) throws(SQLError) {
        try connection.run("DELETE FROM settings WHERE name = \(name)")
    }

    /// The key by which places in lists are signed, in base64url; made where there is none.
    package func listTokenKey() throws(SQLError) -> String {
        if let known = try setting(Self.listTokenKeySetting) { return known }
        var random = SystemRandomNumberGenerator()
        let new = Base64.encodeURL((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
        try setSetting(Self.listTokenKeySetting, to: new)
        return new
    }

    /// The name of that setting.
    package static let listTokenKeySetting = "list_token_key"

    /// The setting that a database has while it is filled from another.
    package static let copyingSetting = "copying"

    /// Whether nobody has put anything in yet.
    package func isEmpty() throws(SQLError) -> Bool {
        for table in ["companies", "clients", "users"] {
            let query: SQL = "SELECT 1 FROM \(schema: table) LIMIT 1"
            let found = try connection.first(query) { (_) throws(SQLError) in true }
            if found != nil { return false }
        }
        return true
    }

    /// Deletes what belongs to no company; for the sandbox only.
    ///
    /// Reference tables come first: Citus takes no change of them in a transaction that has
    /// touched many shards.
    package func removeEverything() throws(SQLError) {
        try connection.announce(.access)
        for table in ["settings", "clients", "users", "tokens"] {
            try connection.run("DELETE FROM \(schema: table)")
        }
        // Of no company.
        for table in ["kept_answers", "leases"] {
            try connection.run("DELETE FROM \(schema: table) WHERE company_id = \(Int64(0))")
        }
    }
}

extension CompanyStore {
    /// Deletes the company and all that is its; for the sandbox only.
    package func removeEverything() throws(SQLError) {
        for table in Schema.tables.reversed() where !table.isGlobal {
            let key = table.name == "companies" ? "id" : "company_id"
            try connection.run(
                "DELETE FROM \(schema: table.name) WHERE \(schema: key) = \(company)")
        }
    }
}
