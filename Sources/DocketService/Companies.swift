package import DocketCore
package import DocketStore

/// What can be done with companies: one method, one transaction.
package struct Companies: Sendable {
    private let database: any Database

    /// The companies in `database`.
    package init(database: any Database) {
        self.database = database
    }

    /// Makes a company.
    ///
    /// - Parameter keepingID: whether the draft's `Id` counts; otherwise it is ignored.
    /// - Throws: `ServiceError.invalid`, `.taken`; `SQLError`.
    package func create(
        _ draft: CompanyDraft, keepingID: Bool, at now: Timestamp
    ) async throws -> Company {
        try await database.write { connection in
            try SystemStore(connection).companies.create(draft, keepingID: keepingID, at: now)
        }
    }

    /// Makes a company of that name.
    ///
    /// - Parameter id: its number; one more than the largest where it is `nil`.
    /// - Returns: its number.
    /// - Throws: `ServiceError.invalid`, `.taken`; `SQLError`.
    package func create(
        name: String, id: CompanyID?, at now: Timestamp
    ) async throws -> CompanyID {
        var draft = CompanyDraft(CompanyFields(), id: id)
        draft.read(.name, .string(Text(name).utf8))
        return try await create(draft, keepingID: true, at: now).id
    }

    /// The company of that number, disabled or not.
    ///
    /// - Throws: `ServiceError.notFound`; `SQLError`.
    package func get(_ id: CompanyID) async throws -> Company {
        try await database.read { connection in
            try SystemStore(connection).companies.require(id)
        }
    }

    /// Replaces what a client may write of a company.
    ///
    /// - Throws: `ServiceError.notFound`, `.invalid`; `SQLError`.
    package func replace(
        _ id: CompanyID, with draft: CompanyDraft, at now: Timestamp
    ) async throws -> Company {
        try await database.write(of: id) { connection in
            try SystemStore(connection).companies.replace(id, with: draft, at: now)
        }
    }

    /// Disables a company.
    ///
    /// - Throws: `ServiceError.notFound`; `SQLError`.
    package func disable(_ id: CompanyID, at now: Timestamp) async throws {
        try await database.write(of: id) { connection in
            try SystemStore(connection).companies.disable(id, at: now)
        }
    }

    /// A page of those companies of `set` that there are; by themselves by number.
    ///
    /// - Throws: `SQLError`.
    package func page(
        of set: CompanySet, _ request: ListRequest
    ) async throws -> ListPage<Company> {
        try await database.list { connection in
            let companies = SystemStore(connection).companies
            switch set {
            case .all: return try companies.page(request)
            case .some(let ids): return try companies.page(request, among: ids.sorted())
            }
        }
    }

    /// All companies, by number.
    ///
    /// - Throws: `SQLError`.
    package func list() async throws -> [Company] {
        try await database.read { try SystemStore($0).companies.all() }
    }
}
