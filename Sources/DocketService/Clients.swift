package import DocketCore
package import DocketStore

/// The programs that may ask for tokens, as an operator manages them: all there are, for whatever
/// companies.
package struct Clients: Sendable {
    private let database: any Database

    /// Clients in `database`.
    package init(database: any Database) {
        self.database = database
    }

    /// How a client is to prove itself.
    package enum SecretChoice: Sendable {
        /// By 256 random bits, made here.
        case random
        /// By what the operator says; at least `ClientDraft.secretCharactersMin` characters.
        case given(String)
        /// Not at all: it can't keep a secret.
        case none
    }

    /// An id for a client whose operator wants none in particular: 128 random bits.
    package static func randomID() -> String {
        var random = SystemRandomNumberGenerator()
        return GUID(high: random.next(), low: random.next()).description
    }

    /// Registers a client.
    ///
    /// A secret is kept as its SHA-256 alone, for it is long, and it is checked with every token;
    /// only passwords, which people choose, are stretched.
    ///
    /// - Returns: its secret, where it has one; it is not to be had again.
    /// - Throws: `AccessError.clientExists`, `.companyUnknown`, `.secretTooShort`; `SQLError`.
    package func create(
        _ draft: ClientDraft, secret choice: SecretChoice, at now: Timestamp
    ) async throws -> String? {
        let secret: Secret? =
            switch choice {
            case .random: .random()
            case .given(let text): Secret(text: text)
            case .none: nil
            }
        if case .given(let text) = choice,
            text.unicodeScalars.count < ClientDraft.secretCharactersMin
        {
            throw AccessError.secretTooShort(charactersMin: ClientDraft.secretCharactersMin)
        }
        let client = draft.client(secretHash: secret?.hash)
        try await database.write { connection in
            try client.companies.requireAll(on: connection)
            guard try SystemStore(connection).add(client, at: now) else {
                throw AccessError.clientExists(client.id)
            }
        }
        return secret?.text
    }

    /// All clients by id.
    package func list() async throws -> [Client] {
        try await database.read { connection in try SystemStore(connection).clients() }
    }

    /// The client of that id.
    ///
    /// - Throws: `AccessError.clientUnknown`; `SQLError`.
    package func get(_ id: String) async throws -> Client {
        try await database.read { connection in try SystemStore(connection).knownClient(id) }
    }

    /// Changes a client. What its tokens allow is cut at once to what it has by then; one that is
    /// shut out loses them.
    ///
    /// - Throws: `AccessError`; `SQLError`.
    package func change(
        _ id: String, by changes: ClientChanges, at now: Timestamp
    ) async throws {
        try await database.write { connection in
            let store = SystemStore(connection)
            let before = try store.knownClient(id)
            try changes.companies?.requireAll(on: connection)
            guard try store.change(before, to: try before.changed(by: changes), at: now) else {
                throw AccessError.clientUnknown(id)
            }
        }
    }

    /// Gives a client another secret; the one before is good no more. Tokens that it got stay.
    ///
    /// - Returns: the secret; it is not to be had again.
    /// - Throws: `AccessError.clientUnknown`, `.clientPublic`; `SQLError`.
    package func rotateSecret(of id: String) async throws -> String {
        let secret = Secret.random()
        try await database.write { connection in
            let store = SystemStore(connection)
            let client = try store.knownClient(id)
            guard client.secretHash != nil else { throw AccessError.clientPublic(id) }
            guard try store.setSecret(secret.hash, ofClient: id, for: client.companies) else {
                throw AccessError.clientUnknown(id)
            }
        }
        return secret.text
    }

    /// Shuts a client out, and stops its tokens.
    ///
    /// - Throws: `AccessError.clientUnknown`; `SQLError`.
    package func disable(_ id: String, at now: Timestamp) async throws {
        try await database.write { connection in
            try SystemStore(connection).shutOut(client: id, at: now)
        }
    }
}

extension SystemStore {
    /// Registers a client.
    ///
    /// - Returns: false where its id is taken.
    func add(_ client: Client, at now: Timestamp) throws(SQLError) -> Bool {
        guard try self.client(client.id) == nil else { return false }
        do throws(SQLError) {
            try insert(client, at: now)
            return true
        } catch {
            // Another server was faster.
            guard error == .conflict else { throw error }
            return false
        }
    }

    /// Replaces a client.
    ///
    /// - Returns: false where it is not as it was.
    func change(
        _ before: Client, to after: Client, at now: Timestamp
    ) throws(SQLError) -> Bool {
        guard after != before else { return true }
        guard try update(after, for: before.companies, at: now) else { return false }
        if after.isDisabled { try revokeTokens(ofClient: after.id, at: now) }
        return true
    }

    /// Shuts a client out. Its tokens are taken back, lest they be good again with it.
    ///
    /// - Throws: `AccessError.clientUnknown`; `SQLError`.
    func shutOut(client id: String, at now: Timestamp) throws {
        guard try disableClient(id, at: now) else { throw AccessError.clientUnknown(id) }
        try revokeTokens(ofClient: id, at: now)
    }

    fileprivate func knownClient(_ id: String) throws -> Client {
        guard let client = try client(id) else { throw AccessError.clientUnknown(id) }
        return client
    }
}

extension CompanySet {
    /// Sees to it that each of the companies exists: a mistyped one would be noticed late.
    ///
    /// - Throws: `AccessError.companyUnknown`.
    func requireAll(on connection: any SQLConnection) throws {
        guard case .some(let companies) = self else { return }
        for company in companies.sorted() {
            guard try CompanyStore(connection, company: company).companyExists() else {
                throw AccessError.companyUnknown(company)
            }
        }
    }
}
