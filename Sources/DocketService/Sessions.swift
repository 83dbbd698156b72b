package import DocketCore
package import DocketStore

/// Who has signed in with a browser, until they sign out, or stay away for too long.
package struct Sessions: Sendable {
    private let database: any Database

    /// Sessions in `database`.
    package init(database: any Database) {
        self.database = database
    }

    /// Begins a session, and ends the one before in the same browser.
    ///
    /// - Parameter before: what the browser kept of that one.
    /// - Returns: what the browser is to keep.
    package func begin(
        of user: User, instead before: String?, at now: Timestamp
    ) async throws -> Secret {
        let secret = Secret.random()
        let earlier = before.map { SecretHash(of: $0) }
        let session = Session(of: user.name, keptAs: secret, at: now)
        try await database.write { connection in
            let store = SystemStore(connection)
            if let earlier { try store.endSession(earlier) }
            // Whoever was shut out, or got another password, while this one was looked at.
            try store.requireUnchanged(user)
            try store.insert(session)
        }
        return secret
    }

    /// The session that a browser says to have; `nil` where it has ended.
    package func session(_ text: String, at now: Timestamp) async throws -> Session? {
        let hash = SecretHash(of: text)
        guard let session = try await database.first(SystemStore.session(hash)),
            session.lasts(at: now)
        else { return nil }
        if session.seenAt.adding(seconds: Session.noteSeconds) <= now {
            try await database.write { connection in
                try SystemStore(connection).noteSeen(hash, at: now)
            }
        }
        return session
    }

    /// The person of a session; `nil` where they are shut out by now.
    package func user(of session: Session) async throws -> User? {
        let found = try await database.read { connection in
            try SystemStore(connection).user(session.userName)
        }
        return found.flatMap { $0.isDisabled ? nil : $0 }
    }

    /// Ends a session.
    package func end(_ text: String) async throws {
        let hash = SecretHash(of: text)
        try await database.write { connection in try SystemStore(connection).endSession(hash) }
    }

    /// Deletes what has ended, few at a time, so that no writer waits long: sessions, codes, and
    /// wrong passwords.
    package func removeEnded(at now: Timestamp) async throws {
        try await removeAll { store, limit in
            try store.deleteSessions(
                before: now.adding(seconds: -Session.lifeSeconds), limit: limit)
        }
        try await removeAll { store, limit in
            try store.deleteCodes(
                before: now.adding(seconds: -Token.refreshLifeSeconds), limit: limit)
        }
        try await removeAll { store, limit in
            try store.forgetFailures(
                before: now.adding(seconds: -SignInDelay.memorySeconds), limit: limit)
        }
    }

    private static let removedAtOnceMax: Int64 = 500

    private func removeAll(
        _ remove: @escaping @Sendable (SystemStore, Int64) throws -> Int
    ) async throws {
        while true {
            let count = try await database.write { connection in
                try remove(SystemStore(connection), Self.removedAtOnceMax)
            }
            if count < Self.removedAtOnceMax { return }
        }
    }
}

extension Session {
    /// A session that begins.
    ///
    /// - Parameter secret: what the browser is to keep.
    init(of userName: String, keptAs secret: Secret, at now: Timestamp) {
        var random = SecureRandom()
        self.init(
            id: .version7(at: now, using: &random), hash: secret.hash, userName: userName,
            signedInAt: now, seenAt: now)
    }
}
