/// A customer of a company.
package typealias Customer = DirectoryEntry<CustomerFields>
/// What a client sent as a customer.
package typealias CustomerDraft = DirectoryDraft<CustomerFields>

/// Whether a customer is a person.
///
/// Source: `domain.md` A11, "Customer".
package enum CustomerType: Int32, Sendable, CaseIterable {
    case unspecified = 1, person, company

    /// The name in `CustomerType`.
    package var name: StaticString {
        switch self {
        case .unspecified: "None"
        case .person: "Person"
        case .company: "Company"
        }
    }
}

/// What a client may write of a customer; `nil` is unset.
///
/// Source: `domain.md` A11, "Customer".
package struct CustomerFields: DirectoryFields {
    /// What tells them apart.
    package typealias ID = GUID

    /// `Customer`.
    package static let noun = "Customer"

    /// First name, or the company's.
    package var primaryName: Text?
    /// Middle name.
    package var middleName: Text?
    /// Family name.
    package var familyName: Text?
    /// Another name.
    package var alternateName: Text?
    /// Whether a person; only a draft lacks it.
    package var type: CustomerType?
    /// Midnight, UTC, of the day of birth.
    package var dateOfBirth: Timestamp?
    /// Whether not to write to them, which is so unless said otherwise.
    package var doNotContact = true
    /// Notes.
    package var notes: Text?
    /// Form of address.
    package var title: Text?

    /// Nothing set.
    package init() {}

    /// The members, in the order in which they go out.
    package enum Member: Int, DirectoryMember {
        case id, primaryName, middleName, familyName, alternateName, customerTypeID
        case customerType, dateOfBirth, disabled, doNotContact, notes, title, version
    }

    /// `CustomerTypeId`, and one of `PrimaryName` and `FamilyName`.
    package var missing: [Member] {
        var missing: [Member] = []
        if type == nil { missing.append(.customerTypeID) }
        if primaryName?.isEmpty ?? true, familyName?.isEmpty ?? true {
            missing.append(.primaryName)
        }
        return missing
    }

    /// Takes what was sent for a member.
    package mutating func set(_ member: Member, to value: SentValue) throws(SentValueError) {
        switch member {
        case .primaryName: primaryName = try value.text()
        case .middleName: middleName = try value.text()
        case .familyName: familyName = try value.text()
        case .alternateName: alternateName = try value.text()
        case .customerTypeID: type = try Self.type(value)
        case .dateOfBirth: dateOfBirth = try value.time()
        case .doNotContact: doNotContact = try value.boolean() ?? true
        case .notes: notes = try value.text(DirectoryLimits.longTextScalarsMax)
        case .title: title = try value.text()
        case .id, .customerType, .disabled, .version: break
        }
    }

    private static func type(_ value: SentValue) throws(SentValueError) -> CustomerType? {
        guard let number = try value.integer() else { return nil }
        guard let type = CustomerType(rawValue: number) else {
            throw .notOneOf(CustomerType.allCases.map { "\($0.rawValue) (\($0.name))" })
        }
        return type
    }
}

extension CustomerFields.Member {
    /// The name in JSON.
    package var name: StaticString {
        switch self {
        case .id: "Id"
        case .primaryName: "PrimaryName"
        case .middleName: "MiddleName"
        case .familyName: "FamilyName"
        case .alternateName: "AlternateName"
        case .customerTypeID: "CustomerTypeId"
        case .customerType: "CustomerType"
        case .dateOfBirth: "DateOfBirth"
        case .disabled: "Disabled"
        case .doNotContact: "DoNotContact"
        case .notes: "Notes"
        case .title: "Title"
        case .version: "Version"
        }
    }

    /// None of them is.
    package var isNested: Bool { false }
}
