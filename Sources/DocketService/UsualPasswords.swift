import Crypto
import DocketCore

/// The passwords that most people take, which are the first that anybody tries.
///
/// Source: ASVS 5.0, 6.2.4: at least the 3,000 most usual ones that are long enough to be taken.
/// `UsualPasswords+List.swift` has them, made by `scripts/usual-passwords`.
enum UsualPasswords {
    /// Bytes of the SHA-256 that stand for a password: with 3,000 of them, one in some 370 million
    /// others is taken for one of these.
    private static let markBytes = 5

    /// Whether it is one of them, by any case.
    static func contains(_ password: String) -> Bool {
        marks.contains(mark(SHA256.hash(data: Array(password.lowercased().utf8))))
    }

    private static let marks: Set<UInt64> = {
        let bytes = Base64.decode(list.filter { !$0.isWhitespace }) ?? []
        return Set(
            stride(from: 0, to: bytes.count, by: markBytes).map { mark(bytes[$0...]) })
    }()

    private static func mark(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.prefix(markBytes).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
