/// What a query may ask of a resource: its members, their types, and what lies inside them. The
/// filters, `$select` and `$metadata` all come from here.
package struct EntityType: Sendable {
    /// The name in `$metadata`, such as `Order`.
    package let name: String
    /// The members, in the order in which they go out.
    package let members: [Member]

    /// The member that tells one from another; `nil` for what is only part of something else.
    package let key: String?

    /// A type with its members.
    package init(_ name: String, key: String? = "Id", _ members: [Member]) {
        self.name = name
        self.key = key
        self.members = members
    }

    /// The member of that name, whatever its case.
    package func member(_ name: some StringProtocol) -> Member? {
        members.first { $0.name == name }
            ?? members.first { $0.name.lowercased() == name.lowercased() }
    }

    /// A member of a resource.
    package struct Member: Sendable {
        /// The name in JSON.
        package let name: String
        /// What it holds.
        package let kind: Kind
        /// Whether it can be unset.
        package let isNullable: Bool
        /// Whether it goes out as `0` where it is unset: then 0 and null are the same in a query
        /// (contract, section 6).
        package let isZeroWhenUnset: Bool

        /// What a member can hold.
        package enum Kind: Sendable {
            /// One value.
            case value(QueryType)
            /// A list of values.
            case values(QueryType)
            /// A list of things that have members.
            case elements(EntityType)
            /// A JSON object or array that queries do not look into.
            case document(isArray: Bool)
        }
    }
}

/// The types of values in a query.
///
/// Source: OData 4.01 CSDL, 3.3 "Primitive Types".
package indirect enum QueryType: Sendable, Equatable {
    case boolean
    /// A whole number.
    case integer(bits: Int)
    /// An exact decimal number.
    case decimal
    case string
    /// One of a few names; a string to clients. Several values can have the same name.
    case name(Vocabulary)
    case guid
    case instant
    case date
    case timeOfDay
    case duration

    /// The names that a member can have, with the numbers by which they are kept.
    package struct Vocabulary: Sendable, Equatable {
        /// The name of the enumeration, such as `OrderState`.
        package let name: String
        /// Each number with its name.
        package let names: [Int32: String]

        /// The numbers that have that exact name.
        package func numbers(of name: some StringProtocol) -> [Int32] {
            names.filter { $0.value == name }.keys.sorted()
        }
    }
}

extension EntityType.Member {
    /// A member that is always set.
    static func required(_ name: String, _ type: QueryType) -> Self {
        Self(name: name, kind: .value(type), isNullable: false, isZeroWhenUnset: false)
    }

    /// A member that goes out as `null` where it is unset.
    static func optional(_ name: String, _ type: QueryType) -> Self {
        Self(name: name, kind: .value(type), isNullable: true, isZeroWhenUnset: false)
    }

    /// An identifier that goes out as `0` where it is unset.
    static func optionalNumber(_ name: String) -> Self {
        Self(
            name: name, kind: .value(.integer(bits: 32)), isNullable: true,
            isZeroWhenUnset: true)
    }

    /// A list of values.
    static func list(_ name: String, of type: QueryType) -> Self {
        Self(name: name, kind: .values(type), isNullable: false, isZeroWhenUnset: false)
    }

    /// A list of things.
    static func list(_ name: String, of type: EntityType) -> Self {
        Self(name: name, kind: .elements(type), isNullable: false, isZeroWhenUnset: false)
    }

    /// A JSON object, or `null`.
    static func object(_ name: String) -> Self {
        Self(
            name: name, kind: .document(isArray: false), isNullable: true,
            isZeroWhenUnset: false)
    }

    /// A JSON array.
    static func array(_ name: String) -> Self {
        Self(
            name: name, kind: .document(isArray: true), isNullable: false,
            isZeroWhenUnset: false)
    }
}
