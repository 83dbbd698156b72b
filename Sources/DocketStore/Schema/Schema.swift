/// All tables, parents first.
enum Schema {
    static let tables: [Table] =
        firstTables + [leases, serialNumbers] + historyTables + signInTables + parcelTables

    /// Those of schema 1.
    static let firstTables: [Table] =
        systemTables + accessTables + directoryTables + orderTables

    /// Background work of companies, and under `company_id` 0 that of none: when it is due, and
    /// until when a server has it.
    static let leases = Table(
        name: "leases",
        columns: [
            .required("company_id", .integer), .required("task", .text),
            .required("due_at", .time), .required("leased_until", .time),
        ],
        key: ["company_id", "task"], isClustered: true)

    /// The types of some columns of a table in PostgreSQL, without their collations.
    static func postgresTypes(of columns: [String], in table: String) -> [String] {
        let known = tables.first { $0.name == table }?.columns ?? []
        return columns.map { column in
            let kind = known.first { $0.name == column }?.kind ?? .text
            return kind == .text ? "text" : kind.type(in: .postgres)
        }
    }

    /// What belongs to no company.
    private static let systemTables = [
        Table(
            name: "settings",
            columns: [.required("name", .text), .required("value", .text)],
            key: ["name"], isClustered: true, isGlobal: true)
    ]
}
