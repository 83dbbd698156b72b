package import DocketCore
package import DocketStore

/// The clients of a company, as its administrators manage them: one method, one transaction.
///
/// Those that are for this company and no other; to an administrator of the company, all others are
/// not there. That is so for an administrator of several companies, too: what is for several is an
/// operator's affair.
package struct CompanyClients: Sendable {
    private let database: any Database
    private let changes: Changes

    /// Clients of a company, at most.
    package static let countMax = 1_000
    /// Clients of a page, at most.
    package static let pageMax = 200

    /// The clients in `database`.
    package init(database: any Database, changes: Changes) {
        self.database = database
        self.changes = changes
    }

    /// A client, with its secret where it is new.
    package struct Shown: Sendable {
        /// The client.
        package let client: Client
        /// Its secret, which is not to be had again; `nil` for a public client.
        package let secret: String?
    }

    /// A page of a company's clients, by id.
    ///
    /// - Parameter last: the id behind which it begins; `nil` for the first page.
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func page(
        of company: CompanyID, after last: String?, limit: Int
    ) async throws -> [Client] {
        try await database.read { connection in
            try CompanyStore(connection, company: company).requireCompany()
            return try SystemStore(connection).clients(of: company, after: last, limit: limit)
        }
    }

    /// The client of that id.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func get(_ id: String, of company: CompanyID) async throws -> Client {
        try await database.read { connection in
            try Self.require(id, of: company, on: connection)
        }
    }

    /// Registers a client.
    ///
    /// - Parameters:
    ///   - most: what the caller's token allows: nobody gives more than they have.
    ///   - answer: gets the client with its secret, which is shown only now.
    /// - Throws: `ServiceError.companyNotFound`, `.invalid`, `.taken`; `SQLError`.
    package func create(
        _ input: ClientInput, of company: CompanyID, within most: ScopeSet,
        as request: ChangeRequest,
        answer: @escaping @Sendable (Shown) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        _ = try await page(of: company, after: nil, limit: 1)
        let draft = try input.draft(of: company, within: most)
        let secret = input.isPublic ? nil : Secret.random()
        let client = draft.client(
            secretHash: secret?.hash, isDisabled: input.allowance.isDisabled ?? false)
        return try await changes.write(request) { connection in
            try CompanyStore(connection, company: company).requireCompany()
            let store = SystemStore(connection)
            guard try store.countClients(of: company) < Self.countMax else {
                throw ServiceError.taken("A company has at most \(Self.countMax) clients")
            }
            guard try store.add(client, at: request.now) else {
                throw ServiceError.idTaken("Client", client.id)
            }
            return try answer(Shown(client: client, secret: secret?.text))
        }
    }

    /// Replaces what may be written of a client.
    ///
    /// - Parameter most: what the caller's token allows.
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`; `SQLError`.
    package func replace(
        _ id: String, with input: ClientInput, of company: CompanyID, within most: ScopeSet,
        as request: ChangeRequest, answer: @escaping @Sendable (Client) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        _ = try await get(id, of: company)
        let wanted = try input.changes(of: id, within: most)
        return try await changes.write(request) { connection in
            let before = try Self.require(id, of: company, on: connection)
            let after = try before.changed(by: wanted)
            guard try SystemStore(connection).change(before, to: after, at: request.now) else {
                throw ServiceError.notFound("Client", id: id)
            }
            return try answer(after)
        }
    }

    /// Gives a client another secret; the one before is good no more. Tokens that it got stay.
    ///
    /// - Parameter answer: gets the client with its new secret, which is shown only now.
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `.taken` for a public client;
    ///   `SQLError`.
    package func rotateSecret(
        of id: String, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Shown) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        let secret = Secret.random()
        return try await changes.write(request) { connection in
            let client = try Self.require(id, of: company, on: connection)
            guard client.secretHash != nil else {
                throw ServiceError.taken("The client is public: it has no secret")
            }
            guard
                try SystemStore(connection).setSecret(
                    secret.hash, ofClient: id, for: client.companies)
            else { throw ServiceError.notFound("Client", id: id) }
            return try answer(Shown(client: client, secret: secret.text))
        }
    }

    /// Shuts a client out, and stops its tokens.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func disable(
        _ id: String, of company: CompanyID, as request: ChangeRequest, answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            _ = try Self.require(id, of: company, on: connection)
            try SystemStore(connection).shutOut(client: id, at: request.now)
            return answer
        }
    }

    /// The client of that id, if it is for that company and no other.
    private static func require(
        _ id: String, of company: CompanyID, on connection: any SQLConnection
    ) throws -> Client {
        if let client = try SystemStore(connection).client(id),
            client.companies == .some([company])
        {
            return client
        }
        try CompanyStore(connection, company: company).requireCompany()
        throw ServiceError.notFound("Client", id: id)
    }
}
