package import DocketCore
package import DocketStore

/// People sign in with a name and a password: by a page, or by a client that asks for a token.
/// Wrong passwords are counted for both alike, by name and by address.
package struct SignIn: Sendable {
    private let database: any Database
    private let passwords: Passwords
    private let newPasswords: NewPasswords

    /// Sign-ins of the users in `database`.
    package init(database: any Database, passwords: Passwords) {
        self.database = database
        self.passwords = passwords
        newPasswords = NewPasswords(database: database, passwords: passwords)
    }

    /// The user of that name, once the password is seen to be theirs. Nobody can tell an unknown
    /// name from a wrong password, by the answer or by its time.
    ///
    /// - Parameter address: where the person is, as far as that is known.
    /// - Throws: `TokenError.signInRefused`; `.signInDelayed`, without a look at the password;
    ///   `ServiceError.overloaded`; `SQLError`.
    package func user(
        _ name: String, password: String, from address: String?, at now: Timestamp
    ) async throws -> User {
        let subjects = Self.subjects(name, address)
        let (user, seconds) = try await database.read { connection in
            let store = SystemStore(connection)
            let waits = try subjects.map { kind, hash in
                try store.signInDelay(hash)?.seconds(of: kind, at: now) ?? 0
            }
            return (try store.user(name), waits.max() ?? 0)
        }
        guard seconds == 0 else {
            throw TokenError.signInDelayed(seconds: seconds, userName: user?.name)
        }
        let isRight = try await passwords.verify(
            password, against: user?.passwordHash ?? passwords.ofNobody)
        guard isRight, let user, !user.isDisabled else {
            let earliest = now.adding(seconds: -SignInDelay.memorySeconds)
            try await database.write { connection in
                let store = SystemStore(connection)
                for (_, hash) in subjects {
                    try store.noteFailure(hash, at: now, forgetting: earliest)
                }
            }
            throw TokenError.signInRefused(
                userName: user?.name, isDisabled: user?.isDisabled ?? false)
        }
        try await forgetFailures(of: subjects)
        return try await newPasswords.renew(password, of: user)
    }

    /// Takes the account's wrong passwords away. Those of the address stay: a right password of
    /// one's own is no licence to guess others'.
    private func forgetFailures(
        of subjects: [(kind: SignInDelay.Subject, hash: SecretHash)]
    ) async throws {
        guard let account = subjects.first(where: { $0.kind == .account })?.hash else { return }
        let isKnown = try await database.read { connection in
            try SystemStore(connection).signInDelay(account) != nil
        }
        guard isKnown else { return }
        try await database.write { connection in
            try SystemStore(connection).forgetFailures(account)
        }
    }

    /// By what wrong passwords are counted: only hashes are kept, for people type passwords into
    /// the field of the name.
    private static func subjects(
        _ name: String, _ address: String?
    ) -> [(kind: SignInDelay.Subject, hash: SecretHash)] {
        let account = (SignInDelay.Subject.account, SecretHash(of: "account \(name)"))
        let place = address.map { (SignInDelay.Subject.address, SecretHash(of: "address \($0)")) }
        return [account] + (place.map { [$0] } ?? [])
    }
}
