package import DocketCore
package import DocketStore

/// The programs that may ask for tokens.
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
            let store = SystemStore(connection)
            guard try store.client(client.id) == nil else {
                throw AccessError.clientExists(client.id)
            }
            try client.companies.requireAll(on: connection)
            try store.insert(client, at: now)
        }
        return secret?.text
    }

    /// All clients by id.
    package func list() async throws -> [Client] {
        try await database.read { connection in try SystemStore(connection).clients() }
    }

    /// Shuts a client out, and stops its tokens.
    ///
    /// - Throws: `AccessError.clientUnknown`; `SQLError`.
    package func disable(_ id: String, at now: Timestamp) async throws {
        try await database.write { connection in
            guard try SystemStore(connection).disableClient(id, at: now) else {
                throw AccessError.clientUnknown(id)
            }
        }
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
