/// Which members of a resource a client sent: one bit each.
package struct MemberSet<Member: RawRepresentable<Int>>: Sendable, Equatable {
    private var bits: UInt64 = 0

    /// None.
    package init() {}

    /// Notes that `member` was sent.
    package mutating func insert(_ member: Member) {
        bits |= 1 << UInt64(member.rawValue)
    }

    /// Whether `member` was sent.
    package func contains(_ member: Member) -> Bool {
        bits & (1 << UInt64(member.rawValue)) != 0
    }
}
