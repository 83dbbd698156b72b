/// The SHA-256 of a token or a client's secret: what is kept of it.
///
/// No salt and no stretching: such secrets are random and long, so nobody finds one by guessing.
/// Passwords are neither; see `PasswordHash`.
package struct SecretHash: Sendable, Hashable {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// A hash by its bytes, made elsewhere.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether both are the same, in a time that doesn't tell where they differ.
    package func matches(_ other: SecretHash) -> Bool {
        ConstantTime.equal(bytes, other.bytes)
    }
}

/// Comparing secrets.
package enum ConstantTime {
    /// Whether both are the same, in a time that depends on the lengths alone.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}
