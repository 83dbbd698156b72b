import DocketCore
import DocketStore
import Synchronization

/// What access tokens gave when they were looked up last, so that not every request asks the
/// database. Kept only where the database tells of what other servers take back; forgotten at once
/// when it does, and after a while in any case.
///
/// A class, since all requests look into the same one.
final class AccessCache: Sendable {
    /// How long an answer is kept at most.
    static let lifeTime = Duration.seconds(30)
    /// How many are kept at most; beyond, all are forgotten.
    static let entriesMax = 10_000

    private struct Entry {
        let access: SystemStore.Access
        let keptAt: ContinuousClock.Instant
    }

    private struct State {
        var entries: [SecretHash: Entry] = [:]
        /// Grows each time all is forgotten: what was looked up before is not kept after.
        var generation = 0
    }

    private let database: any Database
    private let state = Mutex(State())

    /// The cache of a database.
    init(of database: any Database) {
        self.database = database
        database.listen { [weak self] announcement in
            if announcement == nil || announcement == .access { self?.forget() }
        }
    }

    /// To be asked before a look-up whose answer is to be kept.
    var generation: Int { state.withLock { $0.generation } }

    /// Who a token stands for; `nil` where that is not known here.
    func principal(_ hash: SecretHash, at now: Timestamp) -> Principal? {
        guard database.hearsOthers else { return nil }
        return state.withLock { state in
            guard let entry = state.entries[hash],
                ContinuousClock.now - entry.keptAt < Self.lifeTime,
                entry.access.expiresAt.map({ $0 > now }) ?? true
            else { return nil }
            return entry.access.principal
        }
    }

    /// Keeps an answer, unless all was forgotten since it was asked for.
    func keep(_ access: SystemStore.Access, of hash: SecretHash, since generation: Int) {
        guard database.hearsOthers else { return }
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.entries.count >= Self.entriesMax { state.entries = [:] }
            state.entries[hash] = Entry(access: access, keptAt: .now)
        }
    }

    private func forget() {
        state.withLock { state in
            state.entries = [:]
            state.generation += 1
        }
    }
}
