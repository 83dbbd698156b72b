package import DocketCore
import DocketJSON
package import DocketStore
package import Logging
import Synchronization

/// Takes JWTs of issuers that the operator trusts for access tokens.
///
/// A token is checked in this order: its form, who made it, how it is signed, by which of that
/// issuer's keys, the signature, and only then what else it says (contract, section 7; RFC 8725).
///
/// A class, since all requests look at the same keys and the same checked tokens.
package final class OutsideIssuers: Sendable {
    /// How long a token that was checked is taken without a second check, in seconds.
    private static let checkedSeconds: Int64 = 60
    /// How many are kept at most; beyond, all are forgotten.
    private static let checkedMax = 10_000

    private struct Trusted: Sendable {
        let issuer: OutsideIssuer
        let keys: OutsideKeySource
    }

    private struct Checked: Sendable {
        let principal: Principal
        let at: Timestamp
        /// From then on it must be checked anew, or has ended.
        let until: Timestamp
        /// By whose keys, and which of them: by others it must be checked anew, too.
        let keys: OutsideKeySource
        let version: Int
    }

    private let trusted: [Trusted]
    private let checked = Mutex<[SecretHash: Checked]>([:])
    private let logger: Logger

    /// The issuers that an operator trusts; none of their keys is there yet.
    ///
    /// - Parameter waitSeconds: how long an address of keys may take to answer.
    package init(_ issuers: [OutsideIssuer], waitSeconds: Int64 = 5, logger: Logger) {
        trusted = issuers.map { issuer in
            let keys = OutsideKeySource(of: issuer, waitSeconds: waitSeconds, logger: logger)
            return Trusted(issuer: issuer, keys: keys)
        }
        self.logger = logger
    }

    /// Who calls with a JWT; `nil` where it isn't good.
    package func principal(
        forToken token: some StringProtocol, at now: Timestamp
    ) async -> Principal? {
        let hash = SecretHash(of: token)
        if let known = checked.withLock({ $0[hash] }), known.at <= now, now < known.until,
            known.version == known.keys.version(at: now)
        {
            return known.principal
        }
        var issuer: OutsideIssuer?
        do throws(OutsideTokenRefusal) {
            let signed = try await signed(Array(token.utf8), at: now)
            issuer = signed.trusted.issuer
            let result = try signed.checked(at: now)
            checked.withLock { checked in
                if checked.count >= Self.checkedMax { checked = [:] }
                checked[hash] = result
            }
            return result.principal
        } catch {
            note(error, of: issuer)
            return nil
        }
    }

    /// Anybody can send what is refused for its signature: no line of the usual log for each.
    /// Behind a right signature, who set both up wants to know why they don't understand each
    /// other.
    private func note(_ refusal: OutsideTokenRefusal, of issuer: OutsideIssuer?) {
        logger.log(
            level: issuer == nil ? .debug : .info, "outside token refused",
            metadata: ["issuer": "\(issuer?.name ?? "-")", "reason": "\(refusal.rawValue)"])
    }

    /// A token whose signature is right.
    private struct Signed: Sendable {
        let trusted: Trusted
        let payload: JSONValue
        let version: Int

        func checked(at now: Timestamp) throws(OutsideTokenRefusal) -> Checked {
            let issuer = trusted.issuer
            let claims = try OutsideTokenJSON.claims(of: payload, by: issuer.mapping)
            let principal = try issuer.principal(of: claims, at: now)
            let until = now.adding(seconds: OutsideIssuers.checkedSeconds)
            return Checked(
                principal: principal, at: now, until: min(claims.expiresAt ?? until, until),
                keys: trusted.keys, version: version)
        }
    }

    private func signed(
        _ bytes: [UInt8], at now: Timestamp
    ) async throws(OutsideTokenRefusal) -> Signed {
        let token = try CompactToken(bytes)
        let header = try OutsideTokenJSON.header(token.header)
        let payload = try OutsideTokenJSON.object(token.payload)
        let name = try OutsideTokenJSON.issuer(of: payload)
        guard let trusted = trusted.first(where: { $0.issuer.issuer.isSame(as: name) }) else {
            throw .unknownIssuer
        }
        let algorithm = try trusted.issuer.algorithm(of: header)
        let found = try await trusted.keys.key(header.keyID, for: algorithm, at: now)
        guard found.key.isSigner(token.signature, of: token.signed, by: algorithm) else {
            throw .wrongSignature
        }
        return Signed(trusted: trusted, payload: payload, version: found.version)
    }
}

// MARK: - At the start

extension OutsideIssuers {
    /// Sees that all can be what the operator says, and gets the keys for the first time. An
    /// address that doesn't answer is asked again later.
    ///
    /// - Throws: `OutsideIssuerFault` where an issuer is called as a client is; `OutsideKeyFault`
    ///   where a file is not there, or not a set of keys; `SQLError`.
    package func start(on database: any Database, at now: Timestamp) async throws {
        for (index, trusted) in trusted.enumerated() {
            let name = trusted.issuer.name
            let client = try await database.read { try SystemStore($0).client(name) }
            guard client == nil else {
                throw OutsideIssuerFault.issuer(number: index + 1, .nameOfClient(name))
            }
            guard case .file = trusted.issuer.keys else { continue }
            do throws(OutsideKeyError) {
                try await trusted.keys.look(at: now).get()
            } catch {
                throw OutsideKeyFault(issuer: name, error: error)
            }
        }
        await refresh(at: now)
    }

    /// Looks for new keys, where it is time to.
    package func refresh(at now: Timestamp) async {
        await withDiscardingTaskGroup { group in
            for trusted in trusted { group.addTask { await trusted.keys.refresh(at: now) } }
        }
    }
}

/// Why the server doesn't start with what an operator wrote of an issuer's keys.
package struct OutsideKeyFault: Error, Equatable, CustomStringConvertible {
    /// What the operator calls the issuer.
    package let issuer: String
    /// What is wrong.
    package let error: OutsideKeyError

    /// One line for the person at the terminal.
    package var description: String { "the keys of issuer \(issuer): \(error)" }
}
