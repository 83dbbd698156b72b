package import DocketCore

/// The rows of one noun of the directory: those of one company, or the companies themselves.
/// Valid within one transaction; made by `CompanyStore` and `SystemStore` only.
package struct DirectoryRows<Fields: StoredFields> {
    private let connection: any SQLConnection
    /// The company, unless the rows are companies.
    private let company: CompanyID?
    /// Whose the rows are within the company, such as a customer.
    private let parent: [SQLValue]

    init(_ connection: any SQLConnection, company: CompanyID?, parent: GUID? = nil) {
        self.connection = connection
        self.company = company
        self.parent = parent.map { [.guid($0)] } ?? []
    }

    /// The entry of that id, disabled or not; `nil` where there is none.
    package func get(_ id: Fields.ID) throws(SQLError) -> DirectoryEntry<Fields>? {
        let query = SQL(Fields.statements.select, owner + parent + [id.sqlValue])
        return try connection.first(query, Self.entry)
    }

    /// A page of entries; by themselves they go by id, customers by when they were made.
    ///
    /// - Parameter ids: those that may come; `nil` for all.
    package func page(
        _ request: ListRequest, among ids: [Fields.ID]? = nil
    ) throws(SQLError) -> ListPage<DirectoryEntry<Fields>> {
        try connection.page(of: source(among: ids), request)
    }

    /// All entries, in the same order.
    package func all() throws(SQLError) -> [DirectoryEntry<Fields>] {
        try page(.all(ListQuery(all: Fields.entityType, isFull: false))).elements
    }

    private func source(among ids: [Fields.ID]?) -> ListSource<DirectoryEntry<Fields>> {
        let statements = Fields.statements
        let id: (String, QuerySQL.Form) = ("id", Fields.ID.self == GUID.self ? .guid : .integer)
        let rows =
            ids.map { ListRows(column: "id", isOneOf: $0.map(\.sqlValue)) }
            ?? statements.parent.map { ListRows(column: $0, isOneOf: parent) }
        return ListSource(
            table: statements.table, columns: statements.columns.joined(separator: ", "),
            columnCount: statements.columns.count, company: company,
            rows: rows,
            order: statements.isOrderedByTime ? [("created_at", .instant), id] : [id],
            read: Self.entry)
    }

    /// Adds an entry.
    ///
    /// - Returns: false where a key of it is taken; then nothing was added.
    package func insert(_ entry: DirectoryEntry<Fields>) throws(SQLError) -> Bool {
        try connection.run(SQL(Fields.statements.insert, owner + Self.values(entry))) == 1
    }

    /// Replaces an entry by what it has become.
    ///
    /// - Throws: `.conflict` where a key of what it has become is taken.
    package func update(_ entry: DirectoryEntry<Fields>) throws(SQLError) {
        try connection.run(SQL(Fields.statements.update, owner + Self.values(entry)))
        try connection.announce(.directory)
    }

    /// Whether the company has an entry of that id, whosever it is.
    package func isTaken(_ id: Fields.ID) throws(SQLError) -> Bool {
        let query = SQL(Fields.statements.exists, owner + [id.sqlValue])
        return try connection.first(query) { (_) throws(SQLError) in true } ?? false
    }

    /// The largest id; `nil` where there is none.
    package func largestID() throws(SQLError) -> Fields.ID? {
        try connection.first(SQL(Fields.statements.largest, owner)) { (row) throws(SQLError) in
            Fields.ID(row, column: 0)
        } ?? nil
    }

    private var owner: [SQLValue] { company.map { [.company($0)] } ?? [] }

    private static func values(_ entry: DirectoryEntry<Fields>) -> [SQLValue] {
        [entry.id.sqlValue] + entry.fields.columnValues + [
            .boolean(entry.isDisabled), .time(entry.createdAt), .time(entry.modifiedAt),
            .integer(entry.version),
        ]
    }

    private static func entry(_ row: any SQLCursor) throws(SQLError) -> DirectoryEntry<Fields> {
        guard let id = Fields.ID(row, column: 0) else {
            throw .unavailable(detail: "the row of a \(Fields.noun) can't be read")
        }
        var columns = ColumnReader(row: row, next: 1)
        let fields = Fields(&columns)
        return DirectoryEntry(
            id: id, fields: fields, isDisabled: columns.flag(),
            createdAt: columns.time() ?? Timestamp(microseconds: 0),
            modifiedAt: columns.time() ?? Timestamp(microseconds: 0),
            version: columns.long())
    }
}

/// Members of the directory as columns of a table.
package protocol StoredFields: DirectoryFields where ID: StoredID {
    /// What queries know of the noun.
    static var entityType: EntityType { get }
    /// The statements of the noun's table.
    static var statements: DirectoryStatements { get }
    /// What the columns hold, in the statements' order.
    var columnValues: [SQLValue] { get }
    /// Reads the columns, in the statements' order.
    init(_ columns: inout ColumnReader)
}

/// An id as a column.
package protocol StoredID: DirectoryID {
    /// The value to bind.
    var sqlValue: SQLValue { get }
    /// Reads a column; `nil` for what is no id.
    init?(_ row: any SQLCursor, column: Int)
}

extension Int32: StoredID {
    /// The number.
    package var sqlValue: SQLValue { .integer(Int64(self)) }

    /// A number; `nil` where it is NULL.
    package init?(_ row: any SQLCursor, column: Int) {
        guard let number = row.int32(column) else { return nil }
        self = number
    }
}

extension CompanyID: StoredID {
    /// The number.
    package var sqlValue: SQLValue { .company(self) }

    /// A number; `nil` where it is NULL.
    package init?(_ row: any SQLCursor, column: Int) {
        self.init(Int32(row, column: column) ?? 0)
    }
}

extension GUID: StoredID {
    /// The sixteen bytes.
    package var sqlValue: SQLValue { .guid(self) }

    /// Sixteen bytes; `nil` where it is NULL.
    package init?(_ row: any SQLCursor, column: Int) {
        guard let id = row.guid(column) else { return nil }
        self = id
    }
}

/// Reads the columns of a row one after the other.
package struct ColumnReader {
    let row: any SQLCursor
    var next: Int

    private mutating func take() -> Int {
        defer { next += 1 }
        return next
    }

    mutating func text() -> Text? {
        let column = take()
        return row.isNull(column) ? nil : Text(utf8: row.blob(column)[...])
    }

    mutating func integer() -> Int32? { row.int32(take()) }
    mutating func long() -> Int64 { row.integer(take()) }
    mutating func flag() -> Bool { row.boolean(take()) }
    mutating func time() -> Timestamp? { row.time(take()) }
    mutating func guid() -> GUID? { row.guid(take()) }
}
