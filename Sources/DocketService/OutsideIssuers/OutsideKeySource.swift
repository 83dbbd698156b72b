import DocketCore
import Foundation
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The keys of one issuer, kept in memory and looked for anew now and then. What is not to be had
/// any more goes on for a day: an issuer that is away for an hour shuts nobody out, and one that
/// was taken over is not believed for ever.
///
/// A class, since all requests look at the same keys.
final class OutsideKeySource: Sendable {
    /// How often an address is asked, in seconds.
    private static let addressSeconds: Int64 = 3600
    /// Seconds from one look to the next, at least, whoever wants it.
    private static let pauseSeconds: Int64 = 60
    /// How long keys are good that can't be had again, in seconds.
    private static let lifeSeconds: Int64 = 86_400

    /// A key that a token means.
    struct Found: Sendable {
        /// The key itself.
        let key: OutsideKey
        /// The `version` of the keys that it is one of.
        let version: Int
    }

    private struct State {
        var keys: OutsideKeySet?
        /// Grows each time there are others.
        var version = 0
        /// What they were read from.
        var bytes: [UInt8] = []
        var stamp: FileStamp?
        /// When they were last seen to be the issuer's.
        var seenAt: Timestamp?
        /// When they were last looked for.
        var triedAt: Timestamp?
        var running: Task<Result<Void, OutsideKeyError>, Never>?

        /// Whether the keys are not too old to go by.
        func isGood(at now: Timestamp) -> Bool {
            seenAt.map { now < $0.adding(seconds: OutsideKeySource.lifeSeconds) } ?? false
        }
    }

    private let issuer: OutsideIssuer
    private let waitSeconds: Int64
    private let logger: Logger
    private let state = Mutex(State())

    /// The keys of `issuer`, none of which is there yet.
    ///
    /// - Parameter waitSeconds: how long an address may take to answer.
    init(of issuer: OutsideIssuer, waitSeconds: Int64, logger: Logger) {
        self.issuer = issuer
        self.waitSeconds = waitSeconds
        self.logger = logger
    }

    /// Which keys there are: another number when there are others, or when they are too old.
    func version(at now: Timestamp) -> Int? {
        state.withLock { $0.isGood(at: now) ? $0.version : nil }
    }

    /// The key that a token means. One that isn't known may be new: then it is looked for, but not
    /// more often than once a minute, since anybody can make up tokens.
    ///
    /// - Throws: `.unknownKey`, `.ambiguousKey`.
    func key(
        _ id: String?, for algorithm: SignatureAlgorithm, at now: Timestamp
    ) async throws(OutsideTokenRefusal) -> Found {
        if let found = try known(id, for: algorithm, at: now) { return found }
        _ = await look(at: now)
        guard let found = try known(id, for: algorithm, at: now) else { throw .unknownKey }
        return found
    }

    private func known(
        _ id: String?, for algorithm: SignatureAlgorithm, at now: Timestamp
    ) throws(OutsideTokenRefusal) -> Found? {
        let (keys, version) = state.withLock { state in
            (state.isGood(at: now) ? state.keys : nil, state.version)
        }
        return try keys?.key(id, for: algorithm).map { Found(key: $0, version: version) }
    }

    /// Looks for the keys, where it is time to.
    func refresh(at now: Timestamp) async {
        let seenAt = state.withLock(\.seenAt)
        if case .address = issuer.keys, let seenAt, seenAt <= now,
            now < seenAt.adding(seconds: Self.addressSeconds)
        {
            return
        }
        _ = await look(at: now)
    }

    /// Looks for the keys, unless that was less than a minute ago; whoever comes meanwhile waits
    /// for the same look.
    func look(at now: Timestamp) async -> Result<Void, OutsideKeyError> {
        let task = state.withLock { state -> Task<Result<Void, OutsideKeyError>, Never>? in
            if let running = state.running { return running }
            if let triedAt = state.triedAt, triedAt <= now,
                now < triedAt.adding(seconds: Self.pauseSeconds)
            {
                return nil
            }
            state.triedAt = now
            // Of its own: a client that hangs up must not end it for the others.
            let task = Task { await self.take(at: now) }
            state.running = task
            return task
        }
        return await task?.value ?? .success(())
    }

    private func take(at now: Timestamp) async -> Result<Void, OutsideKeyError> {
        do throws(OutsideKeyError) {
            guard let (bytes, stamp) = try await read() else {
                state.withLock { state in
                    state.seenAt = now
                    state.running = nil
                }
                return .success(())
            }
            let keys = try OutsideKeySet(bytes, algorithms: issuer.algorithms)
            let isNew = state.withLock { state in
                let isNew = state.bytes != bytes
                state.keys = keys
                state.version += isNew ? 1 : 0
                state.bytes = bytes
                state.stamp = stamp
                state.seenAt = now
                state.running = nil
                return isNew
            }
            if isNew {
                logger.log(
                    level: keys.keys.isEmpty ? .warning : .info, "keys of an outside issuer",
                    metadata: ["issuer": "\(issuer.name)", "keys": "\(keys.keys.count)"])
            }
            return .success(())
        } catch {
            let seenAt = state.withLock { state in
                state.running = nil
                return state.seenAt
            }
            logger.warning(
                "can't take the keys of an outside issuer",
                metadata: [
                    "issuer": "\(issuer.name)", "error": "\(error)",
                    "seen": "\(seenAt?.description ?? "never")",
                ])
            return .failure(error)
        }
    }

    /// What is there now.
    ///
    /// - Returns: `nil` where it is a file that has not changed.
    private func read() async throws(OutsideKeyError) -> ([UInt8], FileStamp?)? {
        switch issuer.keys {
        case .address(let address):
            return (try await OutsideKeyDownload.bytes(from: address, in: waitSeconds), nil)
        case .file(let path):
            guard let stamp = FileStamp(path: path) else { throw .noFile(path: path) }
            if stamp == state.withLock(\.stamp) { return nil }
            guard let file = FileHandle(forReadingAtPath: path),
                let data = try? file.read(upToCount: OutsideKeySet.bytesMax + 1)
            else { throw .noFile(path: path) }
            return (Array(data), stamp)
        }
    }
}

/// By which it is seen that a file has changed.
private struct FileStamp: Equatable {
    private let device: UInt64
    private let number: UInt64
    private let bytesCount: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// The file as it is, where links lead to: secrets are exchanged by pointing a link elsewhere.
    ///
    /// - Returns: `nil` where there is none, or something else than a file.
    init?(path: String) {
        var found = stat()
        guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
        device = UInt64(found.st_dev)
        number = UInt64(found.st_ino)
        bytesCount = Int64(found.st_size)
        #if canImport(Glibc)
            let modified = found.st_mtim
        #else
            let modified = found.st_mtimespec
        #endif
        seconds = modified.tv_sec
        nanoseconds = modified.tv_nsec
    }
}
