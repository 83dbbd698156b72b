/// The system query options by their names without `$`.
///
/// Source: OData 4.01 URL Conventions, 5.1; `$apply` is OData Data Aggregation's.
enum QueryOptionName: String, CaseIterable {
    case filter, orderby, select, expand, search, top, skip, count, format, skiptoken
    case compute, apply, index, schemaversion, deltatoken, id, levels

    /// Takes any letter case, with or without `$`.
    init?(written: String) {
        let name = written.hasPrefix("$") ? written.dropFirst() : written[...]
        self.init(rawValue: name.lowercased())
    }

    /// The name as it is told: `$filter`.
    var text: String { "$\(rawValue)" }

    /// Why there is no option of that name.
    static func unknown(
        _ written: String, among candidates: some Sequence<QueryOptionName>, at position: Int
    ) -> QueryError {
        let bare = written.hasPrefix("$") ? String(written.dropFirst()) : written
        let shown = written.count > 30 ? "\(written.prefix(30))…" : written
        let names = candidates.map(\.rawValue).sorted()
        let meant = Spelling.nearest(to: bare, among: names)
        return .invalid(
            "there is no query option '\(shown)'"
                + (meant.map { "; did you mean '$\($0)'?" } ?? ""), position: position)
    }

    /// Those that are read only to tell what is wrong from what is not to be had.
    static let unsupported: Set<Self> = [
        .compute, .apply, .index, .schemaversion, .deltatoken, .id, .levels,
    ]

    // What each place allows in parentheses (OData 4.01 ABNF, expandOption and selectOption).
    static let inCount: Set<Self> = [.filter, .search]
    static let inReference: Set<Self> = [.filter, .search, .orderby, .skip, .top, .count]
    static let inExpand = inReference.union([.select, .expand, .compute, .levels])
    static let inSelect = inReference.union([.select, .compute])
}
