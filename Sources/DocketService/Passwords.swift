import Crypto
import CryptoExtras
package import DocketCore
import Foundation
import Synchronization

/// Hashes passwords and checks them, off the threads that serve requests: each takes 32 MiB and
/// some 300 ms, so only few run at once, and few wait.
///
/// A class: it is the identity of its two threads.
package final class Passwords: Sendable {
    /// How many run at once.
    package static let runningMax = 2
    /// How many may wait for their turn.
    package static let waitingMax = 64

    /// What new hashes cost.
    package let cost: PasswordHash.Cost
    private let threads: OperationQueue
    private let waiting = Mutex(0)

    /// Threads that start when they are needed.
    ///
    /// - Parameter cost: of new hashes; a server takes no other than the usual one.
    package init(costing cost: PasswordHash.Cost = .current) {
        self.cost = cost
        threads = OperationQueue()
        threads.name = "docket-passwords"
        threads.maxConcurrentOperationCount = Self.runningMax
    }

    /// What is to be kept of a password.
    ///
    /// - Throws: `ServiceError.overloaded` at once where too many wait.
    package func hash(_ password: String) async throws -> PasswordHash {
        let salt = RandomBytes.make(count: 16)
        let cost = cost
        let key = try await run { try Self.scrypt(password, salt: salt, cost: cost, length: 32) }
        return PasswordHash(cost: cost, salt: salt, key: key)
    }

    /// The hash of no password, for users that are not there.
    package var ofNobody: PasswordHash { .ofNobody(costing: cost) }

    /// Whether `password` is the one that `hash` was made of. Where there is no such user, ask
    /// with `ofNobody`, so that it takes the same time; so does a wrong password for a hash of an
    /// earlier, lower cost.
    ///
    /// - Throws: `ServiceError.overloaded` at once where too many wait.
    package func verify(_ password: String, against hash: PasswordHash) async throws -> Bool {
        let missing = hash.cost.missing(to: cost)
        let key = try await run {
            let key = try Self.scrypt(
                password, salt: hash.salt, cost: hash.cost, length: hash.key.count)
            if let missing, !ConstantTime.equal(key, hash.key) {
                _ = try Self.scrypt(
                    password, salt: hash.salt, cost: missing, length: hash.key.count)
            }
            return key
        }
        return ConstantTime.equal(key, hash.key)
    }

    private func run(
        _ work: @escaping @Sendable () throws -> [UInt8]
    ) async throws -> [UInt8] {
        let isAccepted = waiting.withLock { count in
            guard count < Self.runningMax + Self.waitingMax else { return false }
            count += 1
            return true
        }
        guard isAccepted else { throw ServiceError.overloaded }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            threads.addOperation {
                continuation.resume(with: Result(catching: work))
            }
        }
    }

    private static func scrypt(
        _ password: String, salt: [UInt8], cost: PasswordHash.Cost, length: Int
    ) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: length,
            rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
