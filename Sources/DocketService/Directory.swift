import DocketCore
package import DocketStore

/// What can be done with what orders point at: locations, customers with their addresses, and
/// employees of a company. One method, one transaction.
package struct Directory: Sendable {
    private let database: any Database
    private let changes: Changes

    /// The directory in `database`.
    package init(database: any Database, changes: Changes) {
        self.database = database
        self.changes = changes
    }

    /// Reads in a company that is there.
    func read<Value: Sendable>(
        _ company: CompanyID, _ body: @escaping @Sendable (CompanyStore) throws -> Value
    ) async throws -> Value {
        try await database.read(Self.inside(company, body))
    }

    /// Reads what may take long, in a company that is there.
    func query<Value: Sendable>(
        _ company: CompanyID, _ body: @escaping @Sendable (CompanyStore) throws -> Value
    ) async throws -> Value {
        try await database.list(Self.inside(company, body))
    }

    /// Writes in a company that is there, for nobody who waits for an answer.
    func write<Value: Sendable>(
        _ company: CompanyID, _ body: @escaping @Sendable (CompanyStore) throws -> Value
    ) async throws -> Value {
        try await database.write(of: company, Self.inside(company, body))
    }

    /// Changes something in a company that is there.
    func write(
        _ company: CompanyID, as request: ChangeRequest,
        _ body: @escaping @Sendable (CompanyStore) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request, Self.inside(company, body))
    }

    /// A transaction that first sees to it that the company is there.
    private static func inside<Value: Sendable>(
        _ company: CompanyID, _ body: @escaping @Sendable (CompanyStore) throws -> Value
    ) -> @Sendable (any SQLConnection) throws -> Value {
        { connection in
            let store = CompanyStore(connection, company: company)
            try store.requireCompany()
            return try body(store)
        }
    }
}
