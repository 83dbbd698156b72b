/// A column of a table.
struct Column: Sendable {
    /// What a column holds; each database has its own type for it.
    enum Kind: Sendable {
        /// 32 or 64 bits.
        case integer
        /// True or false.
        case boolean
        /// A `GUID`.
        case guid
        /// Unicode text, compared by code point.
        case text
        /// A JSON array that queries may look into.
        case json
        /// JSON that is kept byte for byte as it goes out.
        case document
        /// Bytes.
        case blob
        /// A `Money`.
        case money
        /// A `Timestamp`.
        case time
    }

    let name: String
    let kind: Kind
    let isRequired: Bool

    static func required(_ name: String, _ kind: Kind) -> Column {
        Column(name: name, kind: kind, isRequired: true)
    }

    static func optional(_ name: String, _ kind: Kind) -> Column {
        Column(name: name, kind: kind, isRequired: false)
    }
}

/// A table. Every key of a company's table begins with `company_id` (TidyTests see to it); the
/// global ones say so.
struct Table: Sendable {
    let name: String
    let columns: [Column]
    let key: [String]
    var unique: [[String]] = []
    var indexes: [[String]] = []
    var parents: [Parent] = []
    /// Rows lie in the order of the key: for small rows that are read together.
    var isClustered = false
    /// Belongs to no company.
    var isGlobal = false
    /// The column by which Citus spreads a global table that is large; the others are small, and
    /// whole on every node.
    var shardColumn: String?

    /// A foreign key; rows go with their parent.
    struct Parent: Sendable {
        let table: String
        let columns: [String]
        let references: [String]
    }
}

extension Table {
    /// The statements that make the table.
    func statements(for dialect: SQLDialect) -> [String] {
        let columnLines = columns.map { column in
            "\(column.name) \(column.kind.type(in: dialect))"
                + (column.isRequired ? " NOT NULL" : "")
        }
        let keyLine = "PRIMARY KEY (\(key.joined(separator: ", ")))"
        let uniqueLines = unique.map { "UNIQUE (\($0.joined(separator: ", ")))" }
        let parentLines = parents.map { parent in
            "FOREIGN KEY (\(parent.columns.joined(separator: ", "))) REFERENCES "
                + "\(parent.table) (\(parent.references.joined(separator: ", "))) "
                + "ON DELETE CASCADE"
        }
        switch dialect {
        case .sqlite:
            let table = create(columnLines + [keyLine] + uniqueLines + parentLines)
            return [table + (isClustered ? " WITHOUT ROWID" : "")] + indexStatements
        case .postgres:
            // Of two indexes that would do, PostgreSQL takes the newer one as long as it knows
            // nothing of the rows: the key's must be that, or each look-up by key in a new
            // database reads all that the company has.
            return [create(columnLines + parentLines)] + indexStatements
                + (uniqueLines + [keyLine]).map { "ALTER TABLE \(name) ADD \($0)" }
        }
    }

    private func create(_ lines: [String]) -> String {
        "CREATE TABLE \(name) (\n  \(lines.joined(separator: ",\n  "))\n)"
    }

    private var indexStatements: [String] {
        let own = indexes.enumerated().map { position, columns in
            "CREATE INDEX \(name)_\(position + 1) ON \(name) (\(columns.joined(separator: ", ")))"
        }
        let added = Schema.queryIndexes + Schema.historyIndexes
        return own + added.filter { $0.table == name }.map(\.statement)
    }
}

extension Column.Kind {
    /// The type's name.
    func type(in dialect: SQLDialect) -> String {
        switch dialect {
        case .sqlite: sqliteType
        case .postgres: postgresType
        }
    }

    private var sqliteType: String {
        switch self {
        case .integer, .boolean, .money, .time: "INTEGER"
        case .guid, .blob: "BLOB"
        case .text, .json, .document: "TEXT"
        }
    }

    /// Text is compared by code point, as SQLite does it; `json`, unlike `jsonb`, keeps what it
    /// was given.
    private var postgresType: String {
        switch self {
        case .integer: "bigint"
        case .boolean: "boolean"
        case .money: "numeric(19,4)"
        case .time: "timestamptz"
        case .guid: "uuid"
        case .blob: "bytea"
        case .text: "text COLLATE \"C\""
        case .json: "jsonb"
        case .document: "json"
        }
    }
}
