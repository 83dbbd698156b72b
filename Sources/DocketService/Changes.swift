import Crypto
package import DocketCore
package import DocketStore
import Synchronization

/// A client's wish to change something: who, when, and how it is to be done.
package struct ChangeRequest: Sendable {
    /// Whose rows it changes; `nil` for what belongs to no company.
    package let company: CompanyID?
    /// What is noted as the cause.
    package let actor: String
    /// The instant at which all of it happens.
    package let now: Timestamp
    /// Whether it is only tried, and leaves nothing behind (`Prefer: dry-run`).
    package let isDryRun: Bool
    /// By what a repetition is known; `nil` where the client gave no key.
    package let key: RequestKey?

    /// A wish to change something.
    package init(
        company: CompanyID?, actor: String, now: Timestamp, isDryRun: Bool = false,
        key: RequestKey? = nil
    ) {
        self.company = company
        self.actor = actor
        self.now = now
        self.isDryRun = isDryRun
        self.key = key
    }
}

/// An `Idempotency-Key` as it is kept: nobody can tell the key or the token from it.
package struct RequestKey: Sendable, Hashable {
    /// Of token, route and key; the company is told by whose answers it is among.
    let keyHash: [UInt8]
    /// Of what was asked for under it, with the token, which nobody can guess: there may be a
    /// password in it, which somebody could.
    let requestHash: [UInt8]

    /// The key of a request.
    ///
    /// - Parameters:
    ///   - key: as the client wrote it, without quotes.
    ///   - token: the token that it came with.
    ///   - route: the method and the kind of resource.
    ///   - request: the resource itself, its options, and the body.
    package init(_ key: String, token: String, route: String, request: [some Sequence<UInt8>]) {
        var parts = [Array(token.utf8), Array(route.utf8), Array(key.utf8)]
        #if DEBUG
            if PlantedBug.keyNotFenced.isPlanted { parts.removeFirst(2) }
        #endif
        keyHash = Self.hash(parts)
        requestHash = Self.hash([Array(token.utf8)] + request.map { Array($0) })
    }

    private static func hash(_ parts: [some Sequence<UInt8>]) -> [UInt8] {
        var hash = SHA256()
        for part in parts {
            let bytes = Array(part)
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: bytes)
        }
        return Array(hash.finalize())
    }
}

/// Makes changes: once under a key, or only for show.
///
/// Source: contract, section 10; the Idempotency-Key draft of the IETF's HTTPAPI working group.
package final class Changes: Sendable {
    /// How long an answer is kept for repetitions.
    package static let keptHours = 24

    private let database: any Database
    /// Told of each change of a company.
    private let feed: EventFeed
    /// The keys of what this server is doing at this moment.
    private let running = Mutex<Set<RunningKey>>([])

    private struct RunningKey: Hashable {
        let company: CompanyID?
        let hash: [UInt8]
    }

    /// Changes of `database`.
    package init(database: any Database, feed: EventFeed) {
        self.database = database
        self.feed = feed
    }

    /// Does what `body` does, unless it was done under the request's key: then gives the first
    /// answer again.
    ///
    /// - Parameter body: makes one change by `write`.
    /// - Returns: the answer, and whether it is a first one's repetition.
    /// - Throws: `ServiceError.keyReused` where another request had the key, `.keyInUse` while the
    ///   first is being done; what `body` throws; `SQLError`.
    package func once(
        _ request: ChangeRequest, _ body: () async throws -> KeptAnswer
    ) async throws -> (answer: KeptAnswer, isReplayed: Bool) {
        guard let key = request.key, !request.isDryRun else { return (try await body(), false) }
        let runningKey = RunningKey(company: request.company, hash: key.keyHash)
        guard running.withLock({ $0.insert(runningKey).inserted }) else {
            throw ServiceError.keyInUse
        }
        defer { _ = running.withLock { $0.remove(runningKey) } }
        if let known = try await known(key, request) { return (known, true) }
        do {
            return (try await body(), false)
        } catch {
            // Another server was faster, be it that what it did is why this could not be done; or
            // it was so long ago that the key is free again.
            if let known = try await known(key, request) { return (known, true) }
            guard error is KeyTaken else { throw error }
            try await database.write(of: request.company) { connection in
                try SystemStore(connection).forgetAnswer(
                    key.keyHash, of: request.company, before: Self.earliest(request.now))
            }
            return (try await body(), false)
        }
    }

    /// Runs `body` in a write transaction and keeps its answer there, where the request has a key.
    ///
    /// - Parameter onlyAdds: as of `Database.write`.
    /// - Throws: what `body` throws (then it has changed nothing); `SQLError`.
    package func write(
        _ request: ChangeRequest, onlyAdds: Bool = false,
        _ body: @escaping @Sendable (any SQLConnection) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        #if DEBUG
            if PlantedBug.keyAfterEffect.isPlanted, !request.isDryRun {
                let answer = try await database.write(of: request.company, body)
                try await Task.sleep(for: .milliseconds(PlantedBug.milliseconds))
                try await database.write(of: request.company) { connection in
                    try Self.keep(answer, request, on: connection)
                }
                return answer
            }
        #endif
        do {
            let answer = try await database.write(of: request.company, onlyAdds: onlyAdds) {
                connection in
                let answer = try body(connection)
                if request.isDryRun {
                    try SystemStore(connection).settle()
                    throw DryRun(answer: answer)
                }
                try Self.keep(answer, request, on: connection)
                return answer
            }
            request.company.map(feed.wake)
            return answer
        } catch let dryRun as DryRun {
            return dryRun.answer
        }
    }

    private static func keep(
        _ answer: KeptAnswer, _ request: ChangeRequest, on connection: any SQLConnection
    ) throws {
        guard let key = request.key else { return }
        let store = SystemStore(connection)
        let isKept = try store.keep(
            answer, to: key.requestHash, under: key.keyHash, of: request.company, at: request.now)
        guard isKept else { throw KeyTaken() }
    }

    private func known(_ key: RequestKey, _ request: ChangeRequest) async throws -> KeptAnswer? {
        let query = SystemStore.answer(
            key.keyHash, of: request.company, since: Self.earliest(request.now))
        guard let found = try await database.first(query) else { return nil }
        guard found.requestHash == key.requestHash else { throw ServiceError.keyReused }
        guard found.answer.madeOrder != nil else { return found.answer }
        var answer = found.answer
        answer.body = OrderDocument.added(by: answer.body)
        return answer
    }

    /// The instant before which answers are kept no more.
    static func earliest(_ now: Timestamp) -> Timestamp {
        now.adding(hours: -keptHours)
    }

    /// The change was only for show: undoes it.
    private struct DryRun: Error {
        let answer: KeptAnswer
    }

    /// An answer is there under the key: undoes the change.
    private struct KeyTaken: Error {}
}
