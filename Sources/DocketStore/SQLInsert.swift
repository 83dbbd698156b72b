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
        /// A column whose bound bytes are sealed with the number: kept is the SHA-256 of them and
        /// of the number's eight bytes, big-endian.
        package let sealed: String
    }

    /// The row alone, in SQLite's order of doing things: counts first, then adds.
    package let steps: [SQLStatement]
    /// The statement that adds any number of rows, and fails where a key is taken: PostgreSQL's,
    /// which has arrays. Its values are the columns, each an array; of a numbered insert first the
    /// company and the number of rows, then all columns but the company.
    package let unnested: SQLStatement
    private let tuples = Mutex<[Int: SQLStatement]>([:])

    /// An insert into `table`; the first column must be `company_id` where there is a numbering.
    init(
        into table: String, _ columns: [String], unless: [String] = [],
        numbering: Numbering? = nil
    ) {
        self.table = table
        self.columns = columns
        self.unless = unless
        self.numbering = numbering
        unnested = SQLStatement(
            numbering.map { Self.numberedText(into: table, columns, $0, rows: nil) }
                ?? Self.unnestedText(into: table, columns))
        if let numbering {
            let copied = columns.indices.dropFirst().map { place in
                columns[place] == numbering.sealed
                    ? "docket_seal($\(place + 1), sequence)" : "$\(place + 1)"
            }
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

    /// The statement that adds `count` rows, and fails where a key is taken. PostgreSQL's: SQLite
    /// has no counting within a statement. Citus sends it straight to where the rows belong, and
    /// the one with arrays by way of the coordinator. The values are those of the rows, one after
    /// the other; of a numbered insert without their company, which comes first, once.
    package func statement(rows count: Int) -> SQLStatement {
        tuples.withLock { tuples in
            if let known = tuples[count] { return known }
            let statement = SQLStatement(
                numbering.map { Self.numberedText(into: table, columns, $0, rows: count) }
                    ?? Self.text(into: table, columns, rows: count))
            tuples[count] = statement
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

    private static func unnestedText(into table: String, _ columns: [String]) -> String {
        let names = columns.joined(separator: ", ")
        return """
            INSERT INTO \(table) (\(names))
            SELECT \(columns.map { "v.\($0)" }.joined(separator: ", "))
            FROM unnest(\(arrays(of: columns, in: table, from: 1))) AS v (\(names))
            """
    }

    /// The places of columns that are bound as arrays.
    private static func arrays(
        of columns: [String], in table: String, from first: Int
    ) -> String {
        zip(first..., Schema.postgresTypes(of: columns, in: table))
            .map { "$\($0)::\($1.prefix { $0 != "(" })[]" }
            .joined(separator: ", ")
    }

    /// Takes numbers for all rows at once and gives them to the rows in their order.
    ///
    /// - Parameter rows: how many, each value bound by itself; `nil` for arrays.
    private static func numberedText(
        into table: String, _ columns: [String], _ numbering: Numbering, rows: Int?
    ) -> String {
        let own = Array(columns.dropFirst())
        let names = own.joined(separator: ", ")
        let count = rows.map { "\($0)" } ?? "$2::bigint"
        let source: String
        if let rows {
            let types = Schema.postgresTypes(of: own, in: table)
            let tuples = (0..<rows).map { row in
                "("
                    + own.indices.map { "$\(2 + row * own.count + $0)::\(types[$0]), " }.joined()
                    + "\(row + 1))"
            }
            source = "(VALUES \(tuples.joined(separator: ", ")))"
        } else {
            source = "unnest(\(arrays(of: own, in: table, from: 3))) WITH ORDINALITY"
        }
        let number = "counted.sequence - \(count) + v.place"
        let values = own.map { name in
            name == numbering.sealed ? "sha256(v.\(name) || int8send(\(number)))" : "v.\(name)"
        }
        return """
            WITH counted AS (
              INSERT INTO \(numbering.counters) AS c (company_id, sequence) VALUES ($1, \(count))
              ON CONFLICT (company_id) DO UPDATE SET sequence = c.sequence + \(count)
              RETURNING company_id, sequence)
            INSERT INTO \(table) (company_id, \(numbering.column), \(names))
            SELECT counted.company_id, \(number), \(values.joined(separator: ", "))
            FROM counted, \(source) AS v (\(names), place)
            """
    }
}
