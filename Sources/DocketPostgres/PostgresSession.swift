import DocketStore

/// A thread's connection, made when it is needed and made again when it was lost.
final class PostgresSession {
    private let settings: PostgresSettings
    private var connection: PostgresConnection?

    init(_ settings: PostgresSettings) {
        self.settings = settings
    }

    /// The connection.
    ///
    /// - Throws: an error that is `isLost` where there is no server, or it turns us away.
    func open() throws(PostgresError) -> PostgresConnection {
        if let connection, !connection.wasHungUp { return connection }
        connection = nil
        let new = try PostgresConnection(settings)
        connection = new
        return new
    }

    /// Lets the connection go if it is of no use any more: lost, left in a transaction, or to a
    /// server that has become one that only reads.
    func settle(after error: PostgresError? = nil) {
        guard let connection else { return }
        if !connection.isAlive || connection.isInTransaction || error?.state == "25006" {
            self.connection = nil
        }
    }

    /// Closes the connection.
    func close() {
        connection = nil
    }
}
