/// All tables, parents first.
enum Schema {
    static let tables: [Table] =
        systemTables + accessTables + directoryTables + orderTables

    /// What belongs to no company.
    private static let systemTables = [
        Table(
            name: "settings",
            columns: [.required("name", .text), .required("value", .text)],
            key: ["name"], isClustered: true, isGlobal: true)
    ]
}
