package import DocketCore
import DocketJSON

/// The keys of an issuer.
package struct OutsideKeySet: Sendable {
    /// The largest set, in bytes.
    package static let bytesMax = 64 << 10
    /// The most keys of a set, those counted that are not for here.
    package static let keysMax = 100

    /// Those that tokens can be signed by.
    package let keys: [OutsideKey]

    /// Reads a JWK Set; keys that are not understood, or not for here, are passed over (RFC 7517,
    /// section 5).
    ///
    /// - Parameter algorithms: those that the operator allows.
    /// - Throws: `OutsideKeyError`.
    package init(
        _ bytes: [UInt8], algorithms: Set<SignatureAlgorithm>
    ) throws(OutsideKeyError) {
        guard bytes.count <= Self.bytesMax else { throw .tooLarge }
        let tree: JSONValue
        do throws(JSONError) {
            tree = try JSONValue(bytes)
        } catch {
            throw .noJSON("\(error)")
        }
        guard let list = tree["keys"]?.elements else { throw .noKeySet }
        guard list.count <= Self.keysMax else { throw .tooManyKeys(list.count) }
        var keys: [OutsideKey] = []
        for jwk in list {
            if let key = OutsideKey(jwk, algorithms: algorithms) { keys.append(key) }
        }
        self.keys = keys
    }

    /// The key that a token means.
    ///
    /// - Parameter id: what the token calls it; `nil` where it doesn't say, and then there must be
    ///   one only that fits.
    /// - Returns: `nil` where there is none.
    /// - Throws: `.ambiguousKey`.
    package func key(
        _ id: String?, for algorithm: SignatureAlgorithm
    ) throws(OutsideTokenRefusal) -> OutsideKey? {
        let meant = keys.filter { key in
            guard key.fits(algorithm) else { return false }
            guard let id else { return true }
            return key.id?.isSame(as: id) ?? false
        }
        guard meant.count <= 1 else { throw .ambiguousKey }
        return meant.first
    }
}

/// Why an issuer's keys were not taken.
package enum OutsideKeyError: Error, Sendable, Equatable {
    /// The address answered with another status than 200.
    case status(Int)
    /// In so many seconds there was no whole answer.
    case tooSlow(Int64)
    case tooLarge
    case tooManyKeys(Int)
    case noJSON(String)
    case noKeySet
    /// There is no such file, or it can't be read.
    case noFile(path: String)
    /// No answer, for a reason that the client for HTTP gives.
    case noAnswer(String)
}

extension OutsideKeyError: CustomStringConvertible {
    /// For the log and the terminal.
    package var description: String {
        switch self {
        case .status(let status): "the address answers \(status)"
        case .tooSlow(let seconds): "the address takes more than \(seconds) s"
        case .tooLarge: "they are more than \(OutsideKeySet.bytesMax) bytes"
        case .tooManyKeys(let count): "there are \(count), more than \(OutsideKeySet.keysMax)"
        case .noJSON(let error): "they are no JSON: \(error)"
        case .noKeySet: "they are no JWK Set, an object with a list of keys"
        case .noFile(let path): "can't read \(path)"
        case .noAnswer(let reason): "the address doesn't answer: \(reason)"
        }
    }
}
