/// The schema on Citus: what is a company's lies on the company's node.
package enum CitusSchema {
    /// Whether the database has Citus.
    package static let isThere = SQLQuery<Bool>(
        "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')"
    ) { (row) throws(SQLError) in row.boolean(0) }

    /// Spreads the tables that are not spread yet over the nodes, parents first.
    ///
    /// - Returns: their names.
    package static func distribute(on connection: any SQLConnection) throws(SQLError) -> [String] {
        let missing = try undistributed(on: connection)
        // A change of a reference table is refused behind parallel ones of others.
        try connection.run("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'")
        for name in missing {
            try connection.each(statement(for: name)) { (_) throws(SQLError) in }
        }
        return missing
    }

    /// Gives the room back that rows took before their table was spread.
    package static func truncateLocalRows(
        of table: String, on connection: any SQLConnection
    ) throws(SQLError) {
        let call: SQL = """
            SELECT truncate_local_data_after_distributing_table('\(schema: table)')
            """
        try connection.each(call) { (_) throws(SQLError) in }
    }

    /// The tables that are not spread over the nodes; a row in one of them would stay on the
    /// coordinator without a word.
    package static func undistributed(
        on connection: any SQLConnection
    ) throws(SQLError) -> [String] {
        let query: SQL = "SELECT logicalrelid::text FROM pg_dist_partition"
        let known = try connection.all(query) { (row) throws(SQLError) in row.string(0) ?? "" }
        return ([versions] + Schema.tables.map(\.name)).filter { !known.contains($0) }
    }

    private static let versions = "schema_version"

    private static func statement(for name: String) -> SQL {
        guard let table = Schema.tables.first(where: { $0.name == name }), !isReference(table)
        else { return "SELECT create_reference_table('\(schema: name)')" }
        if name == "companies" { return "SELECT create_distributed_table('companies', 'id')" }
        if let column = table.shardColumn {
            return """
                SELECT create_distributed_table('\(schema: name)', '\(schema: column)',
                  colocate_with => 'none')
                """
        }
        return """
            SELECT create_distributed_table('\(schema: name)', 'company_id',
              colocate_with => 'companies')
            """
    }

    private static func isReference(_ table: Table) -> Bool {
        table.isGlobal && table.shardColumn == nil
    }
}
