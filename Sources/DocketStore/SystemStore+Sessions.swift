package import DocketCore

/// Who has signed in with a browser.
extension SystemStore {
    /// The session of that hash, of a user who may sign in; `nil` where there is none. Whether it
    /// still lasts is another matter.
    package static func session(_ hash: SecretHash) -> SQLQuery<Session> {
        SQLQuery(SQL(selectSession, [.blob(hash.bytes)])) { (row) throws(SQLError) in
            Session(row, hash: hash)
        }
    }

    private static let selectSession = SQLStatement(
        """
        SELECT s.id, s.user_name, s.signed_in_at, s.seen_at
        FROM sessions AS s JOIN users AS u ON u.name = s.user_name
        WHERE s.hash = $1 AND u.disabled_at IS NULL
        """)

    /// The other sessions of a session's user that last at `now`, newest first.
    ///
    /// - Parameter limit: how many at most.
    package func sessions(
        besides session: Session, at now: Timestamp, limit: Int64
    ) throws(SQLError) -> [Session] {
        try connection.all(
            """
            SELECT id, user_name, signed_in_at, seen_at, hash FROM sessions
            WHERE user_name = \(session.userName) AND hash <> \(session.hash.bytes)
              AND signed_in_at > \(now.adding(seconds: -Session.lifeSeconds))
              AND seen_at > \(now.adding(seconds: -Session.idleSeconds))
            ORDER BY signed_in_at DESC, id LIMIT \(limit)
            """
        ) { (row) throws(SQLError) in Session(row, hash: SecretHash(bytes: row.blob(4))) }
    }

    /// Keeps a new session.
    package func insert(_ session: Session) throws(SQLError) {
        try connection.run(
            """
            INSERT INTO sessions (hash, id, user_name, signed_in_at, seen_at)
            VALUES (\(session.hash.bytes), \(session.id), \(session.userName),
              \(session.signedInAt), \(session.seenAt))
            """)
    }

    /// Notes that somebody is here.
    package func noteSeen(_ hash: SecretHash, at now: Timestamp) throws(SQLError) {
        try connection.run("UPDATE sessions SET seen_at = \(now) WHERE hash = \(hash.bytes)")
    }

    /// Ends a session.
    package func endSession(_ hash: SecretHash) throws(SQLError) {
        try connection.run("DELETE FROM sessions WHERE hash = \(hash.bytes)")
    }

    /// Ends a session of a user's own; another's is left as it is.
    package func endSession(_ id: GUID, ofUser name: String) throws(SQLError) {
        try connection.run("DELETE FROM sessions WHERE user_name = \(name) AND id = \(id)")
    }

    /// Ends all other sessions of a session's user.
    package func endSessions(besides session: Session) throws(SQLError) {
        try connection.run(
            """
            DELETE FROM sessions
            WHERE user_name = \(session.userName) AND hash <> \(session.hash.bytes)
            """)
    }

    /// Ends all sessions of a user.
    package func endSessions(ofUser name: String) throws(SQLError) {
        try connection.run("DELETE FROM sessions WHERE user_name = \(name)")
    }

    /// Deletes sessions that began before `earliest`.
    ///
    /// - Parameter limit: how many at most.
    /// - Returns: how many were deleted.
    package func deleteSessions(before earliest: Timestamp, limit: Int64) throws(SQLError) -> Int {
        try connection.run(
            """
            DELETE FROM sessions WHERE hash IN (
              SELECT hash FROM sessions WHERE signed_in_at < \(earliest) LIMIT \(limit))
            """)
    }
}

extension Session {
    /// A row of `sessions` without its hash.
    fileprivate init(_ row: any SQLCursor, hash: SecretHash) {
        self.init(
            id: row.guid(0) ?? .zero, hash: hash, userName: row.string(1) ?? "",
            signedInAt: Timestamp(microseconds: row.integer(2)),
            seenAt: Timestamp(microseconds: row.integer(3)))
    }
}

/// Wrong passwords.
extension SystemStore {
    /// What is known of an account or an address; `nil` where nothing is.
    package func signInDelay(_ subject: SecretHash) throws(SQLError) -> SignInDelay? {
        try connection.first(
            """
            SELECT failures, last_at FROM sign_in_failures WHERE subject_hash = \(subject.bytes)
            """
        ) { (row) throws(SQLError) in
            SignInDelay(
                failures: Int(row.integer(0)), lastAt: Timestamp(microseconds: row.integer(1)))
        }
    }

    /// Notes one wrong password more.
    ///
    /// - Parameter earliest: what was before is forgotten.
    package func noteFailure(
        _ subject: SecretHash, at now: Timestamp, forgetting earliest: Timestamp
    ) throws(SQLError) {
        try connection.run(
            """
            INSERT INTO sign_in_failures (subject_hash, failures, last_at)
            VALUES (\(subject.bytes), 1, \(now))
            ON CONFLICT (subject_hash) DO UPDATE SET
              failures = CASE WHEN sign_in_failures.last_at < \(earliest) THEN 1
                ELSE sign_in_failures.failures + 1 END,
              last_at = excluded.last_at
            """)
    }

    /// Forgets the wrong passwords of an account or an address.
    package func forgetFailures(_ subject: SecretHash) throws(SQLError) {
        try connection.run(
            "DELETE FROM sign_in_failures WHERE subject_hash = \(subject.bytes)")
    }

    /// Forgets wrong passwords from before `earliest`.
    ///
    /// - Parameter limit: how many accounts and addresses at most.
    /// - Returns: how many there were.
    package func forgetFailures(before earliest: Timestamp, limit: Int64) throws(SQLError) -> Int {
        try connection.run(
            """
            DELETE FROM sign_in_failures WHERE subject_hash IN (
              SELECT subject_hash FROM sign_in_failures WHERE last_at < \(earliest)
              LIMIT \(limit))
            """)
    }
}
