/// The statements of one table of the directory. All five tables are alike, so their statements
/// are written once, here, for any list of columns.
package struct DirectoryStatements: Sendable {
    let table: String
    /// What is read of an entry, in the order in which it is read.
    let columns: [String]
    /// The column that says whose the rows are within the company.
    let parent: String?
    let select: SQLStatement
    let insert: SQLStatement
    let update: SQLStatement
    let largest: SQLStatement
    let exists: SQLStatement
    let isOrderedByTime: Bool

    /// The statements of a table.
    ///
    /// - Parameters:
    ///   - columns: those of the noun itself, without ids and stamps.
    ///   - parent: the column that says whose the rows are within the company.
    ///   - isGlobal: whether the rows belong to no company.
    ///   - isOrderedByTime: whether lists go by when rows were made, not by id.
    init(
        table: String, columns: [String], parent: String? = nil, isGlobal: Bool = false,
        isOrderedByTime: Bool = false
    ) {
        let company = isGlobal ? [] : ["company_id"]
        let scope = company + (parent.map { [$0] } ?? [])
        let stamps = ["disabled", "created_at", "modified_at", "version"]
        let written = columns + stamps
        self.table = table
        self.columns = ["id"] + written
        self.parent = parent
        let read = self.columns.joined(separator: ", ")
        let key = company + ["id"]
        select = SQLStatement(
            "SELECT \(read) FROM \(table) WHERE \(Self.equal(scope + ["id"]))")
        let all = key + written
        insert = SQLStatement(
            """
            INSERT INTO \(table) (\(all.joined(separator: ", ")))
            VALUES (\(Self.places(all.count, from: 1))) ON CONFLICT DO NOTHING
            """)
        update = SQLStatement(
            """
            UPDATE \(table) SET \(Self.equal(written, from: key.count + 1, separator: ", "))
            WHERE \(Self.equal(key))
            """)
        largest = SQLStatement(
            "SELECT id FROM \(table) \(Self.where(Self.equal(company))) "
                + "ORDER BY id DESC LIMIT 1")
        exists = SQLStatement("SELECT 1 FROM \(table) WHERE \(Self.equal(key))")
        self.isOrderedByTime = isOrderedByTime
    }

    /// `a = $1 AND b = $2`.
    private static func equal(
        _ columns: [String], from first: Int = 1, separator: String = " AND "
    ) -> String {
        zip(first..., columns).map { "\($1) = $\($0)" }.joined(separator: separator)
    }

    /// `$3, $4`.
    private static func places(_ count: Int, from first: Int) -> String {
        (first..<first + count).map { "$\($0)" }.joined(separator: ", ")
    }

    private static func `where`(_ condition: String) -> String {
        condition.isEmpty ? "" : "WHERE \(condition)"
    }
}
