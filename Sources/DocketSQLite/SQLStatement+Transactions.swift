import DocketStore

extension SQLStatement {
    /// A write transaction, its lock taken at once.
    static let begin = SQLStatement("BEGIN IMMEDIATE")
    /// A read transaction.
    static let beginRead = SQLStatement("BEGIN")
    static let commit = SQLStatement("COMMIT")
    static let rollback = SQLStatement("ROLLBACK")
    /// Guards one job of a batch.
    static let savepoint = SQLStatement("SAVEPOINT job")
    static let rollbackJob = SQLStatement("ROLLBACK TO job")
    static let release = SQLStatement("RELEASE job")
}
