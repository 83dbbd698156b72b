package import DocketCore
import DocketJSON

extension CompanyStore {
    /// The version of the card that holds; `nil` where the company has none.
    package static func rateCardVersion(of company: CompanyID) -> SQLQuery<Int64?> {
        SQLQuery(SQL(selectCardVersion, [.company(company)])) { (row) throws(SQLError) in
            row.isNull(0) ? nil : row.integer(0)
        }
    }

    /// A version of the company's card; `nil` where there is none such.
    package static func rateCard(
        _ version: Int64, of company: CompanyID
    ) -> SQLQuery<KeptRateCard> {
        SQLQuery(SQL(selectCard, [.company(company), .integer(version)])) {
            (row) throws(SQLError) in
            guard let tables = RateTablesDocument.read(row.blob(1)) else {
                throw .unavailable(detail: "a rate card's row can't be read")
            }
            return KeptRateCard(
                version: row.integer(0), tables: tables,
                createdAt: Timestamp(microseconds: row.integer(2)), actor: row.string(3) ?? "")
        }
    }

    /// Keeps a card as the company's next version.
    ///
    /// - Returns: the version.
    package func addRateCard(
        _ tables: RateTables, at now: Timestamp, by actor: String
    ) throws(SQLError) -> Int64 {
        let last = try connection.first(Self.rateCardVersion(of: company)) ?? nil
        let version = (last ?? 0) + 1
        _ = try connection.insert(
            Self.insertCard,
            [
                .company(company), .integer(version),
                .text(Text(utf8: RateTablesDocument.bytes(tables)[...])), .time(now),
                .string(actor),
            ])
        return version
    }

    private static let selectCardVersion = SQLStatement(
        "SELECT max(version) FROM rate_cards WHERE company_id = $1")

    private static let selectCard = SQLStatement(
        """
        SELECT version, tables, created_at, actor FROM rate_cards
        WHERE company_id = $1 AND version = $2
        """)

    private static let insertCard = SQLInsert(
        into: "rate_cards", ["company_id", "version", "tables", "created_at", "actor"])
}

/// Tables of a rate card as JSON: `{"zones": [["UK", …], …], …}`.
package enum RateTablesDocument {
    /// The document.
    package static func bytes(_ tables: RateTables) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for name in RateTableName.allCases {
            writer.key(name.rawValue)
            writer.beginArray()
            for row in tables[name] ?? [] {
                writer.beginArray()
                for cell in row { writer.string(cell) }
                writer.endArray()
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes
    }

    /// Reads a document; `nil` where it is none.
    package static func read(_ bytes: [UInt8]) -> RateTables? {
        guard let members = try? JSONValue(bytes).members else { return nil }
        var tables: RateTables = [:]
        for member in members {
            guard let name = RateTableName(rawValue: member.name),
                let rows = member.value.elements
            else { return nil }
            tables[name] = rows.map { row in (row.elements ?? []).map { $0.text ?? "" } }
        }
        return tables
    }
}
