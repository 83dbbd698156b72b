import Crypto
package import DocketCore
package import DocketStore
import Foundation
import Synchronization

/// Where a client goes on in a list, as `$skiptoken` carries it: opaque to the client, signed, so
/// that nobody makes one up, and good for the list alone that it was handed out for.
///
/// Source: contract, section 6; OData 4.01 Protocol, 11.2.6.7.
package struct ListContinuation: Sendable, Equatable {
    /// Where the page before ended.
    package let position: ListPosition
    /// How many may still come; `nil` for all.
    package let left: Int?
    /// How many a page has.
    package let pageSize: Int
    /// What `now()` is on every page.
    package let now: Timestamp

    /// A place to go on.
    package init(position: ListPosition, left: Int?, pageSize: Int, now: Timestamp) {
        self.position = position
        self.left = left
        self.pageSize = pageSize
        self.now = now
    }
}

/// Makes and reads `$skiptoken`s. The key is the database's, so that every server on it reads
/// what another has made.
package final class ListTokens: Sendable {
    private static let signatureBytes = 16

    private let database: any Database
    private let key = Mutex<SymmetricKey?>(nil)

    /// The tokens of `database`.
    package init(database: any Database) {
        self.database = database
    }

    /// A continuation as text.
    ///
    /// - Parameter list: what the list is asked for, whose next page this is.
    /// - Throws: `SQLError`.
    package func seal(_ continuation: ListContinuation, for list: String) async throws -> String {
        let payload = continuation.bytes
        let signature = Self.sign(payload, for: list, with: try await signingKey())
        return Base64.encodeURL(signature + payload)
    }

    /// Reads a text.
    ///
    /// - Returns: `nil` for what was not made for that list.
    /// - Throws: `SQLError`.
    package func open(_ text: String, for list: String) async throws -> ListContinuation? {
        guard let bytes = Base64.decode(text), bytes.count > Self.signatureBytes else { return nil }
        let payload = Array(bytes.dropFirst(Self.signatureBytes))
        let expected = Self.sign(payload, for: list, with: try await signingKey())
        // Every byte is looked at, so that the time says nothing.
        let difference = zip(expected, bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? ListContinuation(payload) : nil
    }

    private static func sign(
        _ payload: [UInt8], for list: String, with key: SymmetricKey
    ) -> [UInt8] {
        let listHash = Array(SHA256.hash(data: Array(list.utf8)))
        let code = HMAC<SHA256>.authenticationCode(for: listHash + payload, using: key)
        return Array(code.prefix(signatureBytes))
    }

    /// The database's key, made where it has none.
    private func signingKey() async throws -> SymmetricKey {
        if let known = key.withLock({ $0 }) { return known }
        let kept = try await database.read { connection in
            try SystemStore(connection).setting(SystemStore.listTokenKeySetting)
        }
        // Migrating makes it; a sandbox that was reset has none.
        let text =
            if let kept { kept } else {
                try await database.write { try SystemStore($0).listTokenKey() }
            }
        guard let bytes = Base64.decode(text), bytes.count == 32 else {
            throw SQLError.unavailable(detail: "the key of lists can't be read")
        }
        let found = SymmetricKey(data: bytes)
        key.withLock { $0 = found }
        return found
    }
}

// MARK: - Bytes

extension ListContinuation {
    /// Numbers as eight bytes, the most significant first; a value behind a byte that says what
    /// it is; texts behind their length.
    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: Int64) {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
            }
        }
        append(Int64(left ?? -1))
        append(Int64(pageSize))
        append(now.microseconds)
        for value in position.values {
            switch value {
            case .null:
                bytes.append(0)
            case .integer(let number):
                bytes.append(1)
                append(number)
            case .bytes(let content):
                bytes.append(2)
                append(Int64(content.count))
                bytes += content
            }
        }
        return bytes
    }

    /// Reads `bytes`, which were signed; `nil` for what a program of another version wrote.
    fileprivate init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func number() -> Int64? {
            guard rest.count >= 8 else { return nil }
            defer { rest.removeFirst(8) }
            return rest.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        guard let left = number(), let pageSize = number(), pageSize > 0, let now = number()
        else { return nil }
        var values: [ListPosition.Value] = []
        while let kind = rest.popFirst() {
            switch kind {
            case 0:
                values.append(.null)
            case 1:
                guard let value = number() else { return nil }
                values.append(.integer(value))
            default:
                guard let count = number(), count >= 0, count <= rest.count else { return nil }
                values.append(.bytes(Array(rest.prefix(Int(count)))))
                rest.removeFirst(Int(count))
            }
        }
        self.init(
            position: ListPosition(values: values), left: left < 0 ? nil : Int(left),
            pageSize: Int(pageSize), now: Timestamp(microseconds: now))
    }
}
