import Crypto
import CryptoExtras
import Dispatch
package import DocketCore
import DocketJSON
package import DocketStore
import Foundation
import Synchronization

/// The keys by which clients know an `id_token` of this server: one that signs, and those before
/// it as long as their signatures are out.
///
/// Source: RFC 7515; OpenID Connect Core, section 15.1, which wants RS256.
///
/// A class, since all requests share what it has read.
package final class SigningKeys: Sendable {
    /// How long a key signs, in days.
    package static let signingDays: Int64 = 90
    /// How long it is published after that, in days.
    package static let publishedDays: Int64 = 2
    /// How long what was read is taken for true, in seconds: another server may have made a key.
    private static let keptSeconds: Int64 = 60

    /// A key, ready for use.
    package struct Key: Sendable {
        /// What clients know it by.
        package let id: String
        /// When it was made.
        let madeAt: Timestamp
        fileprivate let privateKey: _RSA.Signing.PrivateKey
        /// The modulus of the public key, in base64url.
        package let modulus: String
        /// The exponent of the public key, in base64url.
        package let exponent: String
    }

    private struct State {
        var keys: [Key] = []
        var readAt = Timestamp(microseconds: 0)
    }

    private let database: any Database
    private let state = Mutex(State())

    /// Keys in `database`; none is made before one is asked for.
    package init(database: any Database) {
        self.database = database
    }

    /// The keys that clients may meet, the one that signs first.
    package func published(at now: Timestamp) async throws -> [Key] {
        let known = state.withLock { state in
            state.readAt.adding(seconds: Self.keptSeconds) > now && state.readAt <= now
                ? state.keys : []
        }
        if let newest = known.first, Self.signs(newest.madeAt, at: now) { return known }
        var kept = try await read()
        if !(kept.first.map { Self.signs($0.madeAt, at: now) } ?? false) {
            try await make(at: now)
            kept = try await read()
        }
        let earliest = now.adding(hours: -24 * Int(Self.signingDays + Self.publishedDays))
        let keys = try kept.filter { $0.madeAt > earliest }.map(Self.key)
        state.withLock { $0 = State(keys: keys, readAt: now) }
        return keys
    }

    /// A token that says who signed in.
    ///
    /// - Parameters:
    ///   - issuer: this server's name.
    ///   - audience: the client.
    package func idToken(
        of identity: TokenGrant.Identity, issuer: String, audience: String, at now: Timestamp
    ) async throws -> String {
        guard let key = try await published(at: now).first else {
            throw SQLError.misuse(detail: "no signing key")
        }
        var header = JSONWriter()
        header.beginObject()
        header.key("alg")
        header.plain("RS256")
        header.key("kid")
        header.string(key.id)
        header.key("typ")
        header.plain("JWT")
        header.endObject()
        let claims = Self.claims(identity, issuer: issuer, audience: audience, at: now)
        let signed = "\(Base64.encodeURL(header.bytes)).\(Base64.encodeURL(claims))"
        let signature = try key.privateKey.signature(
            for: SHA256.hash(data: Array(signed.utf8)), padding: .insecurePKCS1v1_5)
        return "\(signed).\(Base64.encodeURL(Array(signature.rawRepresentation)))"
    }

    /// How long an `id_token` is good for, in seconds: it is looked at when it comes.
    package static let idTokenSeconds: Int64 = 300

    private static func claims(
        _ identity: TokenGrant.Identity, issuer: String, audience: String, at now: Timestamp
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        for (name, value) in [("iss", issuer), ("sub", identity.userName), ("aud", audience)] {
            writer.key(name)
            writer.string(value)
        }
        writer.key("iat")
        writer.integer(now.microseconds / 1_000_000)
        writer.key("exp")
        writer.integer(now.adding(seconds: idTokenSeconds).microseconds / 1_000_000)
        if let signedInAt = identity.signedInAt {
            writer.key("auth_time")
            writer.integer(signedInAt.microseconds / 1_000_000)
        }
        if let nonce = identity.nonce {
            writer.key("nonce")
            writer.string(nonce)
        }
        writer.endObject()
        return writer.bytes
    }

    private static func signs(_ madeAt: Timestamp, at now: Timestamp) -> Bool {
        madeAt.adding(hours: 24 * Int(signingDays)) > now
    }

    private func read() async throws -> [SystemStore.SigningKey] {
        try await database.read { connection in try SystemStore(connection).signingKeys() }
    }

    private static func key(_ kept: SystemStore.SigningKey) throws -> Key {
        let key = try _RSA.Signing.PrivateKey(pemRepresentation: kept.privateKey)
        let numbers = try key.publicKey.getKeyPrimitives()
        return Key(
            id: kept.id, madeAt: kept.madeAt, privateKey: key,
            modulus: Base64.encodeURL(Array(numbers.modulus)),
            exponent: Base64.encodeURL(Array(numbers.publicExponent)))
    }

    /// Makes a key, off the threads that serve requests, and deletes those that nobody meets.
    private func make(at now: Timestamp) async throws {
        let pem = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
                    })
            }
        }
        let key = SystemStore.SigningKey(
            id: Base64.encodeURL(RandomBytes.make(count: 12)), privateKey: pem, madeAt: now)
        let earliest = now.adding(hours: -24 * Int(Self.signingDays + Self.publishedDays))
        try await database.write { connection in
            let store = SystemStore(connection)
            // Another server may have made one meanwhile; both are published.
            try store.insert(key)
            try store.deleteSigningKeys(before: earliest)
        }
    }
}
