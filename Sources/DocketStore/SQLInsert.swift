import Synchronization

/// An INSERT of one row into a table, written once as a `static let`. A driver that has several
/// rows for the same table at hand may add them by one statement.
///
/// A class, since connections know by its identity that they have prepared it.
package final class SQLInsert: Sendable {
    /// The table.
    package let table: String
    /// The columns, in the order of the values that are bound.
    package let columns: [String]
    /// The key that may be taken without that being an error; none where it is empty.
    package let unless: [String]
    /// Where one column is not bound but counted.
    package let numbering: Numbering?

    /// A column that counts the rows of a company from 1, without gaps, in the order of commits:
    /// the count is kept in a table of its own, whose row stays locked till the commit.
    package struct Numbering: Sendable {
        /// The counted column.
        package let column: String
        /// The table of the counts, with `company_id` and `sequence`.
        package let counters: String
    }

    /// The row alone, in SQLite's order of doing things: counts first, then adds.
    package let steps: [SQLStatement]
    private let joined = Mutex<[Int: SQLStatement]>([:])

    /// An insert into `table`; the first column must be `company_id` where there is a numbering.
    init(
        into table: String, _ columns: [String], unless: [String] = [],
        numbering: Numbering? = nil
    ) {
        self.table = table
        self.columns = columns
        self.unless = unless
        self.numbering = numbering
        if let numbering {
            let copied = columns.indices.dropFirst().map { "$\($0 + 1)" }
            steps = [
                SQLStatement(
                    """
                    INSERT INTO \(numbering.counters) (company_id, sequence) VALUES ($1, 1)
                    ON CONFLICT (company_id) DO UPDATE
                    SET sequence = \(numbering.counters).sequence + 1
                    """),
                SQLStatement(
                    """
                    INSERT INTO \(table) (\((columns + [numbering.column]).joined(separator: ", ")))
                    SELECT \((["company_id"] + copied + ["sequence"]).joined(separator: ", "))
                    FROM \(numbering.counters) WHERE company_id = $1
                    """),
            ]
        } else {
            let clause =
                unless.isEmpty
                ? "" : " ON CONFLICT (\(unless.joined(separator: ", "))) DO NOTHING"
            steps = [SQLStatement(Self.text(into: table, columns, rows: 1) + clause)]
        }
    }

    /// One statement that adds `count` rows, and fails where a key is taken. PostgreSQL's: SQLite
    /// has no counting within a statement. The values are those of the rows, one after the other;
    /// of a numbered insert without their company, which comes first, once.
    package func statement(rows count: Int) -> SQLStatement {
        joined.withLock { joined in
            if let known = joined[count] { return known }
            let statement = SQLStatement(
                numbering.map { numberedText($0, rows: count) }
                    ?? Self.text(into: table, columns, rows: count))
            joined[count] = statement
            return statement
        }
    }

    private static func text(into table: String, _ columns: [String], rows: Int) -> String {
        let tuples = (0..<rows).map { row in
            "("
                + columns.indices.map { "$\(row * columns.count + $0 + 1)" }
                .joined(separator: ", ") + ")"
        }
        return """
            INSERT INTO \(table) (\(columns.joined(separator: ", ")))
            VALUES \(tuples.joined(separator: ", "))
            """
    }

    /// Takes `rows` numbers at once and gives them to the rows in their order.
    private func numberedText(_ numbering: Numbering, rows: Int) -> String {
        let own = Array(columns.dropFirst())
        let types = Schema.postgresTypes(of: own, in: table)
        let tuples = (0..<rows).map { row in
            "(\(row + 1), "
                + own.indices.map { "$\(2 + row * own.count + $0)::\(types[$0])" }
                .joined(separator: ", ") + ")"
        }
        let values = own.map { "v.\($0)" }.joined(separator: ", ")
        return """
            WITH counted AS (
              INSERT INTO \(numbering.counters) AS c (company_id, sequence) VALUES ($1, \(rows))
              ON CONFLICT (company_id) DO UPDATE SET sequence = c.sequence + \(rows)
              RETURNING company_id, sequence)
            INSERT INTO \(table) (company_id, \(numbering.column), \(own.joined(separator: ", ")))
            SELECT counted.company_id, counted.sequence - \(rows) + v.place, \(values)
            FROM counted, (VALUES \(tuples.joined(separator: ", ")))
              AS v (place, \(own.joined(separator: ", ")))
            """
    }
}
