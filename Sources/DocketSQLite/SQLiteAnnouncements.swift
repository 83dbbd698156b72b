import DocketStore
import Foundation
import Synchronization

/// Tells of changes: of this process's own before they are answered, of others' by the file's
/// version, which is looked at when somebody wants to know and the last look is too old.
///
/// A class: it is the identity of the listeners.
final class SQLiteAnnouncements: Sendable {
    /// How long a look at the version is good for. Whoever has announced something waits for as
    /// long before they end, so that no server goes by what they have taken away.
    static let lookLife = Duration.milliseconds(10)

    private struct State {
        var handlers: [@Sendable (Announcement?) -> Void] = []
        var version: Int64?
        var lookedAt: ContinuousClock.Instant?
        var lastAnnouncedAt: ContinuousClock.Instant?
    }

    /// A connection of its own: to the one that writes, its own commits are no news.
    private let connection: SQLiteConnection
    private let state = Mutex(State())

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    /// Has `handler` called with each announcement; with `nil` when anything was committed, by this
    /// process or another, or nobody can say. It must not ask the database for anything.
    func listen(_ handler: @escaping @Sendable (Announcement?) -> Void) {
        state.withLock { $0.handlers.append(handler) }
    }

    /// Tells of what was committed here.
    func tell(_ changes: Set<Announcement>) {
        guard !changes.isEmpty else { return }
        let handlers = state.withLock { state in
            state.lastAnnouncedAt = .now
            return state.handlers
        }
        for change in changes { for handler in handlers { handler(change) } }
    }

    /// Whether everything is told that was committed until `lookLife` ago.
    func isUpToDate() -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            if let lookedAt = state.lookedAt, now - lookedAt < Self.lookLife { return true }
            let version = lookAtVersion()
            if version == nil || version != state.version {
                // Before anybody else is told that all is up to date.
                for handler in state.handlers { handler(nil) }
            }
            state.version = version
            state.lookedAt = version == nil ? nil : now
            return version != nil
        }
    }

    /// Another number than before where something was committed since (sqlite.org/pragma.html);
    /// `nil` where it can't be read.
    private func lookAtVersion() -> Int64? {
        try? connection.use { connection in
            try connection.first("PRAGMA data_version") { (row) throws(SQLError) in row.integer(0) }
        }
    }

    /// Waits until servers of other processes have looked, where there is something that they don't
    /// know yet, and closes the connection.
    func close() throws {
        if let last = state.withLock(\.lastAnnouncedAt) {
            let left = last + Self.lookLife - .now
            if left > .zero { Thread.sleep(forTimeInterval: left / .seconds(1)) }
        }
        try connection.close()
    }
}
