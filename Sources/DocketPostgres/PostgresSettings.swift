/// How a server uses its PostgreSQL.
package struct PostgresSettings: Sendable {
    /// A libpq URL, `postgres://…`; what it does not say, libpq takes from its environment
    /// variables and its password and service files (PostgreSQL manual, section 34.1.1.2).
    package var url: String
    /// Connections that write, 1 to 16. Few are best: each commits many changes at once.
    package var writers = 2
    /// Connections that read, 1 to 64.
    package var readers = 4
    /// Seconds after which the database gives a statement up; 1 to 3600.
    package var statementTimeoutSeconds = 30
    /// Whether a database with an older schema is migrated; else it is refused.
    package var migrates = true
    /// Whether statements are made as Citus wants them, on a PostgreSQL without it too: batches of
    /// one company each, with each row's values bound by themselves, so that Citus sends them
    /// straight to where they belong; and queries that its planner can work out.
    package var actsAsOnCitus = false

    /// The defaults, for the database at `url`.
    package init(url: String) {
        self.url = url
    }

    /// Milliseconds after which a statement stops waiting for a lock, and is tried again.
    static let lockTimeoutMilliseconds = 10_000
    /// Seconds that the making of a connection may take, unless the URL says another.
    static let connectTimeoutSeconds = 5
}
