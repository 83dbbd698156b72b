/// A company: the unit of tenancy, which everything else belongs to.
package typealias Company = DirectoryEntry<CompanyFields>
/// What a client sent as a company.
package typealias CompanyDraft = DirectoryDraft<CompanyFields>

/// What a client may write of a company; `nil` is unset.
///
/// Source: `domain.md` A11, "Company".
package struct CompanyFields: DirectoryFields {
    /// What tells them apart.
    package typealias ID = CompanyID

    /// `Company`.
    package static let noun = "Company"

    /// Display name; only a draft lacks it.
    package var name: Text?
    /// Words for it.
    package var description: Text?
    /// `[{"Name": …}]`, as JSON.
    package var roles: Text?
    /// Its id in the client's own system.
    package var clientEntityID: Text?
    /// An object of the client's own, as JSON.
    package var attributes: Text?
    /// An object, as JSON.
    package var logo: Text?
    /// An array, as JSON.
    package var relationships: Text?
    /// Name to sort by.
    package var sortName: Text?

    /// Nothing set.
    package init() {}

    /// A company of that name.
    package init(name: Text) {
        self.name = name
    }

    /// The members, in the order in which they go out.
    package enum Member: Int, DirectoryMember {
        case id, name, description, roles, clientEntityID, createdUTC, lastModifiedUTC
        case attributes, logo, relationships, sortName, disabled, version
    }

    /// `Name`.
    package var missing: [Member] { name?.isEmpty ?? true ? [.name] : [] }

    /// Takes what was sent for a member.
    package mutating func set(_ member: Member, to value: SentValue) throws(SentValueError) {
        switch member {
        case .name: name = try value.text()
        case .description: description = try value.text(DirectoryLimits.longTextScalarsMax)
        case .roles: roles = try value.array()
        case .clientEntityID: clientEntityID = try value.text()
        case .attributes: attributes = try value.object()
        case .logo: logo = try value.object()
        case .relationships: relationships = try value.array()
        case .sortName: sortName = try value.text()
        case .id, .createdUTC, .lastModifiedUTC, .disabled, .version: break
        }
    }
}

extension CompanyFields.Member {
    /// The name in JSON.
    package var name: StaticString {
        switch self {
        case .id: "Id"
        case .name: "Name"
        case .description: "Description"
        case .roles: "Roles"
        case .clientEntityID: "ClientEntityId"
        case .createdUTC: "CreatedUtc"
        case .lastModifiedUTC: "LastModifiedUtc"
        case .attributes: "Attributes"
        case .logo: "Logo"
        case .relationships: "Relationships"
        case .sortName: "SortName"
        case .disabled: "Disabled"
        case .version: "Version"
        }
    }

    /// Whether it is an object or an array.
    package var isNested: Bool {
        switch self {
        case .roles, .attributes, .logo, .relationships: true
        case .id, .name, .description, .clientEntityID, .createdUTC, .lastModifiedUTC,
            .sortName, .disabled, .version:
            false
        }
    }
}
