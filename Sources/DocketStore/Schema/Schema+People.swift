import DocketCore

extension Schema {
    /// Schema 5: users that are there get the ids that the API knows them by, in the order in which
    /// they were made. The column stays optional, since a table that has rows takes no other.
    static func addUserIDs(on connection: any SQLConnection) throws(SQLError) {
        let type = Column.Kind.guid.type(in: connection.dialect)
        try connection.run(SQL(unbound: "ALTER TABLE users ADD COLUMN id \(type)"))
        let users = try connection.all("SELECT name, created_at FROM users") {
            (row) throws(SQLError) in (name: row.string(0) ?? "", createdAt: row.integer(1))
        }
        var random = SystemRandomNumberGenerator()
        for user in users {
            let id = GUID.version7(
                at: Timestamp(microseconds: user.createdAt), using: &random)
            try connection.run("UPDATE users SET id = \(id) WHERE name = \(user.name)")
        }
        try connection.run("CREATE INDEX users_1 ON users (id)")
    }
}
