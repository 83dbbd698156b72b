package import DocketCore
package import DocketStore

/// What people see and change of their own account in a browser: the password, where else they are
/// signed in, and which clients have tokens of theirs.
package struct OwnAccount: Sendable {
    private let database: any Database
    private let signIn: SignIn
    private let newPasswords: NewPasswords

    /// Sessions that are shown at most, and families of tokens.
    package static let listMax: Int64 = 100

    /// Accounts of the users in `database`.
    package init(database: any Database, signIn: SignIn, passwords: Passwords) {
        self.database = database
        self.signIn = signIn
        newPasswords = NewPasswords(database: database, passwords: passwords)
    }

    /// What a person has by having signed in.
    package struct Overview: Sendable {
        /// Their other sessions, newest first, at most `listMax`.
        package let otherSessions: [Session]
        /// What clients have got for them, newest first, at most `listMax`.
        package let families: [TokenFamily]
    }

    /// What the person of a session has by having signed in.
    package func overview(of session: Session, at now: Timestamp) async throws -> Overview {
        try await database.read { connection in
            let store = SystemStore(connection)
            return Overview(
                otherSessions: try store.sessions(
                    besides: session, at: now, limit: Self.listMax),
                families: try store.tokenFamilies(
                    ofUser: session.userName, at: now, limit: Self.listMax))
        }
    }

    /// Changes the person's password, ends all their sessions and tokens, and begins a session
    /// anew. A wrong present password counts as at a sign-in.
    ///
    /// - Parameter address: where the person is, as far as that is known.
    /// - Returns: what the browser is to keep.
    /// - Throws: what `SignIn.user` throws for the present password, and `NewPasswords.hash` for
    ///   the new one; `TokenError.signInRefused` too where session or password have gone meanwhile.
    package func changePassword(
        _ present: String, to new: String, of session: Session, from address: String?,
        at now: Timestamp
    ) async throws -> Secret {
        let user = try await signIn.user(
            session.userName, password: present, from: address, at: now)
        let hash = try await newPasswords.hash(new, of: user.name, for: user.companies)
        let secret = Secret.random()
        let next = Session(of: user.name, keptAs: secret, at: now)
        try await database.write { connection in
            let store = SystemStore(connection)
            guard try connection.first(SystemStore.session(session.hash)) != nil,
                try store.replacePassword(
                    hash, of: user.name, instead: user.passwordHash, at: now)
            else { throw TokenError.signInRefused(userName: user.name, isDisabled: false) }
            try store.insert(next)
        }
        return secret
    }

    /// Ends a session of the person's own; an id that is none of them ends nothing.
    package func endSession(_ id: GUID, of session: Session) async throws {
        try await database.write { connection in
            try SystemStore(connection).endSession(id, ofUser: session.userName)
        }
    }

    /// Ends all sessions of the person but this one.
    package func endOtherSessions(of session: Session) async throws {
        try await database.write { connection in
            try SystemStore(connection).endSessions(besides: session)
        }
    }

    /// Takes back what a client has got for the person; an id that is none of theirs takes nothing.
    package func revokeTokens(
        family: GUID, of session: Session, at now: Timestamp
    ) async throws {
        try await database.write { connection in
            try SystemStore(connection).revokeTokens(
                family: family, ofUser: session.userName, at: now)
        }
    }
}
