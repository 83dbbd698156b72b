/// What a token allows.
///
/// Source: contract, section 7, table of scopes.
package enum Scope: String, Sendable, CaseIterable {
    case ordersRead = "orders.read"
    case ordersWrite = "orders.write"
    case ordersProcess = "orders.process"
    case directoryRead = "directory.read"
    case directoryWrite = "directory.write"
    case publicAPI = "public-api"
    case payment
    case admin
    case openID = "openid"

    /// The scopes that come with it.
    var implied: ScopeSet {
        switch self {
        case .ordersWrite: [.ordersRead]
        case .directoryWrite: [.directoryRead]
        case .admin: .all
        case .ordersRead, .ordersProcess, .directoryRead, .publicAPI, .payment, .openID: []
        }
    }
}

/// A set of scopes, as it stands in a token: `orders.write directory.read`.
package struct ScopeSet: Sendable, Hashable, ExpressibleByArrayLiteral {
    private var bits: UInt16

    /// These scopes and no others.
    package init(_ scopes: some Sequence<Scope>) {
        bits = 0
        for scope in scopes { bits |= Self.bit(scope) }
    }

    /// These scopes and no others.
    package init(arrayLiteral scopes: Scope...) { self.init(scopes) }

    /// Reads names with spaces between them (RFC 6749, section 3.3).
    ///
    /// - Returns: `nil` where a name is not known.
    package init?(_ text: String) {
        bits = 0
        for name in Array(text.utf8).split(separator: UInt8(ascii: " ")) {
            guard let known = Self.names.first(where: { $0.name[...] == name }) else { return nil }
            bits |= known.bit
        }
    }

    /// Every scope.
    package static let all = ScopeSet(Scope.allCases)

    /// The scopes, in the order of the contract's table.
    package var scopes: [Scope] { Scope.allCases.filter { bits & Self.bit($0) != 0 } }

    /// Whether nothing is allowed.
    package var isEmpty: Bool { bits == 0 }

    /// Whether `scope` is allowed, by itself or by one that implies it.
    package func allows(_ scope: Scope) -> Bool { expanded.bits & Self.bit(scope) != 0 }

    /// Whether all of `others` are allowed.
    package func allows(_ others: ScopeSet) -> Bool { others.bits & ~expanded.bits == 0 }

    /// What both allow, implied scopes counted.
    package func intersection(_ other: ScopeSet) -> ScopeSet {
        ScopeSet(bits: expanded.bits & other.expanded.bits & (bits | other.bits))
    }

    private init(bits: UInt16) { self.bits = bits }

    private var expanded: ScopeSet {
        var bits = bits
        for (scope, implied) in Self.implications where bits & scope != 0 { bits |= implied }
        return ScopeSet(bits: bits)
    }

    /// Each scope's name in bytes.
    private static let names = Scope.allCases.map { (name: Array($0.rawValue.utf8), bit: bit($0)) }

    /// Each scope with those that it brings, worked out once: every request asks.
    private static let implications = Scope.allCases.map { (bit($0), $0.implied.bits) }

    private static func bit(_ scope: Scope) -> UInt16 {
        switch scope {
        case .ordersRead: 1 << 0
        case .ordersWrite: 1 << 1
        case .ordersProcess: 1 << 2
        case .directoryRead: 1 << 3
        case .directoryWrite: 1 << 4
        case .publicAPI: 1 << 5
        case .payment: 1 << 6
        case .admin: 1 << 7
        case .openID: 1 << 8
        }
    }
}

extension ScopeSet: CustomStringConvertible {
    /// The names with spaces between them.
    package var description: String { scopes.map(\.rawValue).joined(separator: " ") }
}
