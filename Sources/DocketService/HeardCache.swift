import DocketCore
import DocketStore
import Synchronization

/// What was looked up last, so that not every request asks the database. Kept only where the
/// database tells of what other servers change; forgotten at once when it does, and after a while
/// in any case.
///
/// A class, since all requests look into the same one.
final class HeardCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// How long an answer is kept at most.
    private let lifeTime = Duration.seconds(30)
    /// How many are kept at most; beyond, all are forgotten.
    private let entriesMax = 10_000

    private struct Entry {
        let value: Value
        let keptAt: ContinuousClock.Instant
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// Grows each time all is forgotten: what was looked up before is not kept after.
        var generation = 0
    }

    private let database: any Database
    private let state = Mutex(State())

    /// A cache of what is in a database, until `change` is announced there.
    init(of database: any Database, until change: Announcement) {
        self.database = database
        database.listen { [weak self] announcement in
            if announcement == nil || announcement == change { self?.forget() }
        }
    }

    /// To be asked before a look-up whose answer is to be kept.
    var generation: Int { state.withLock { $0.generation } }

    /// What is known of a key; `nil` where nothing is.
    func value(of key: Key) -> Value? {
        values(of: CollectionOfOne(key))?.first
    }

    /// What is known of each key; `nil` unless all are known.
    func values(of keys: some Collection<Key>) -> [Value]? {
        guard database.hearsOthers else { return nil }
        let oldest = ContinuousClock.now - lifeTime
        return state.withLock { state in
            var values: [Value] = []
            values.reserveCapacity(keys.count)
            for key in keys {
                guard let entry = state.entries[key], entry.keptAt > oldest else { return nil }
                values.append(entry.value)
            }
            return values
        }
    }

    /// Keeps an answer, unless all was forgotten since it was asked for.
    func keep(_ value: Value, of key: Key, since generation: Int) {
        guard database.hearsOthers else { return }
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.entries.count >= entriesMax { state.entries = [:] }
            state.entries[key] = Entry(value: value, keptAt: .now)
        }
    }

    private func forget() {
        state.withLock { state in
            state.entries = [:]
            state.generation += 1
        }
    }
}
