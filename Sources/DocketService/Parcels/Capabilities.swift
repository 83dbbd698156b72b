import Crypto
package import DocketCore
package import DocketStore
import Synchronization

/// Proofs that whoever shows a number may see what it stands for, without a token: an HMAC of it,
/// with a key for each purpose that is derived from one secret.
///
/// A secret is replaced by a newer one now and then; the one before is good for some time more.
///
/// Source: contract, section 9; RFC 2104, RFC 5869.
///
/// A class, since all requests share the keys that were read.
package final class Capabilities: Sendable {
    /// What a proof is for; no proof for one thing is one for another.
    package enum Purpose: String, Sendable, CaseIterable {
        /// A line's label and tracking.
        case line
        /// Looking at an order, and paying it.
        case payment
        /// Answers of the sandbox's gateway.
        case gateway
    }

    /// How long a secret is good for once there is a newer one, in days.
    package static let overlapDays = 90
    /// How long what was read is taken for true, in seconds: another server may have made one.
    private static let keptSeconds: Int64 = 60
    /// The setting that keeps the secrets.
    package static let setting = "capability_secrets"

    private struct State {
        var secrets: [CapabilitySecret] = []
        var readAt = Timestamp(microseconds: .min)
    }

    private let database: any Database
    private let state = Mutex(State())

    /// Proofs by the secrets in `database`; the first is made when it is asked for.
    package init(database: any Database) {
        self.database = database
    }

    /// The keys that hold.
    package func keys(at now: Timestamp) async throws -> CapabilityKeys {
        let known = state.withLock { state in
            state.readAt.adding(seconds: Self.keptSeconds) > now && state.readAt <= now
                ? state.secrets : []
        }
        if !known.isEmpty { return CapabilityKeys(known, at: now) }
        var secrets = try await read()
        if secrets.isEmpty { secrets = try await add(at: now, onlyIfNone: true) }
        keep(secrets, at: now)
        return CapabilityKeys(secrets, at: now)
    }

    /// Makes a new secret, by which all proofs are made from now on.
    ///
    /// - Returns: how many secrets are good.
    @discardableResult
    package func rotate(at now: Timestamp) async throws -> Int {
        let secrets = try await add(at: now, onlyIfNone: false)
        keep(secrets, at: now)
        return secrets.count
    }

    private func keep(_ secrets: [CapabilitySecret], at now: Timestamp) {
        state.withLock { $0 = State(secrets: secrets, readAt: now) }
    }

    private func read() async throws -> [CapabilitySecret] {
        try await database.read { connection in
            CapabilitySecret.list(try SystemStore(connection).setting(Self.setting) ?? "")
        }
    }

    private func add(
        at now: Timestamp, onlyIfNone: Bool
    ) async throws -> [CapabilitySecret] {
        let new = CapabilitySecret(bytes: RandomBytes.make(count: 32), madeAt: now)
        return try await database.write { connection in
            let store = SystemStore(connection)
            var secrets = CapabilitySecret.list(try store.setting(Self.setting) ?? "")
            if onlyIfNone, !secrets.isEmpty { return secrets }
            secrets = CapabilitySecret.good([new] + secrets, at: now)
            try store.setSetting(Self.setting, to: secrets.map(\.text).joined(separator: " "))
            return secrets
        }
    }
}

/// A secret that keys are derived from.
struct CapabilitySecret: Sendable {
    let bytes: [UInt8]
    let madeAt: Timestamp

    /// As it is kept.
    var text: String { "\(Base64.encodeURL(bytes)):\(madeAt.microseconds)" }

    /// Reads secrets, the newest first.
    static func list(_ text: String) -> [CapabilitySecret] {
        text.split(separator: " ").compactMap { word in
            let parts = word.split(separator: ":")
            guard parts.count == 2, let bytes = Base64.decode(parts[0]), let time = Int64(parts[1])
            else { return nil }
            return CapabilitySecret(bytes: bytes, madeAt: Timestamp(microseconds: time))
        }
    }

    /// The newest, and those that were replaced not long ago.
    static func good(_ secrets: [CapabilitySecret], at now: Timestamp) -> [CapabilitySecret] {
        let overlap = Int64(Capabilities.overlapDays) * 86_400
        return secrets.enumerated().filter { place, _ in
            place == 0 || secrets[place - 1].madeAt.adding(seconds: overlap) > now
        }.map(\.element)
    }
}

/// Keys that proofs are made and checked by at some moment.
package struct CapabilityKeys: Sendable {
    /// By purpose, the newest first.
    private let keys: [Capabilities.Purpose: [SymmetricKey]]

    init(_ secrets: [CapabilitySecret], at now: Timestamp) {
        let good = CapabilitySecret.good(secrets, at: now)
        keys = Dictionary(
            uniqueKeysWithValues: Capabilities.Purpose.allCases.map { purpose in
                (purpose, good.map { Self.derive(purpose, from: $0.bytes) })
            })
    }

    /// The proof of a text, 32 bytes.
    package func proof(_ text: String, for purpose: Capabilities.Purpose) -> [UInt8] {
        guard let key = keys[purpose]?.first else { return [] }
        return Self.code(text, key)
    }

    /// Whether it is the proof of a text by a key that holds. Takes as long whatever is wrong
    /// with it.
    ///
    /// - Parameter proof: 16 bytes of one or more.
    package func isProof(
        _ proof: [UInt8], of text: String, for purpose: Capabilities.Purpose
    ) -> Bool {
        var isRight = false
        for key in keys[purpose] ?? [] {
            let code = Self.code(text, key).prefix(max(proof.count, 16))
            var difference = UInt8(code.count == proof.count ? 0 : 1)
            for (left, right) in zip(code, proof) { difference |= left ^ right }
            if difference == 0 { isRight = true }
        }
        return isRight
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    private static func derive(
        _ purpose: Capabilities.Purpose, from secret: [UInt8]
    ) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret),
            info: Array("docket capability \(purpose.rawValue) 1".utf8), outputByteCount: 32)
    }
}
