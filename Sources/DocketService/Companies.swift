package import DocketCore
package import DocketStore

/// What can be done with companies: one method, one transaction.
package struct Companies: Sendable {
    private let database: any Database
    private let changes: Changes

    /// The companies in `database`.
    package init(database: any Database, changes: Changes) {
        self.database = database
        self.changes = changes
    }

    /// Makes a company.
    ///
    /// - Parameter keepingID: whether the draft's `Id` counts; otherwise it is ignored.
    /// - Throws: `ServiceError.invalid`, `.taken`; `SQLError`.
    package func create(
        _ draft: CompanyDraft, keepingID: Bool, as request: ChangeRequest,
        answer: @escaping @Sendable (Company) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            try answer(
                SystemStore(connection).companies.create(
                    draft, keepingID: keepingID, at: request.now))
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
        return try await database.write { [draft] connection in
            try SystemStore(connection).companies.create(draft, keepingID: true, at: now).id
        }
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
        _ id: CompanyID, with draft: CompanyDraft, as request: ChangeRequest,
        answer: @escaping @Sendable (Company) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            try answer(
                SystemStore(connection).companies.replace(id, with: draft, at: request.now))
        }
    }

    /// Disables a company.
    ///
    /// - Throws: `ServiceError.notFound`; `SQLError`.
    package func disable(
        _ id: CompanyID, as request: ChangeRequest, answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            try SystemStore(connection).companies.disable(id, at: request.now)
            return answer
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
