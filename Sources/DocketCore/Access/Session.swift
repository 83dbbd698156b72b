/// A person who has signed in with a browser.
package struct Session: Sendable, Equatable {
    /// How long it lasts without a visit, in seconds.
    package static let idleSeconds: Int64 = 30 * 60
    /// How long it lasts at most, in seconds.
    package static let lifeSeconds: Int64 = 12 * 3600
    /// How old what is known of the last visit may be, in seconds: not each visit is noted.
    package static let noteSeconds: Int64 = 60

    /// UUID version 7, by which the person knows it among their own; it opens nothing.
    package let id: GUID
    /// The SHA-256 of what the browser keeps.
    package let hash: SecretHash
    /// Who it is.
    package let userName: String
    /// When they signed in.
    package let signedInAt: Timestamp
    /// When they were here last.
    package let seenAt: Timestamp

    /// A session.
    package init(
        id: GUID, hash: SecretHash, userName: String, signedInAt: Timestamp, seenAt: Timestamp
    ) {
        self.id = id
        self.hash = hash
        self.userName = userName
        self.signedInAt = signedInAt
        self.seenAt = seenAt
    }

    /// Whether it still lasts.
    package func lasts(at now: Timestamp) -> Bool {
        now < seenAt.adding(seconds: Self.idleSeconds)
            && now < signedInAt.adding(seconds: Self.lifeSeconds)
    }
}
