/// A location: a store or a warehouse of a company; what orders call an Entity.
package typealias Location = DirectoryEntry<LocationFields>
/// What a client sent as a location.
package typealias LocationDraft = DirectoryDraft<LocationFields>

/// What a client may write of a location; `nil` is unset.
///
/// Source: `domain.md` A11, "Location".
package struct LocationFields: DirectoryFields {
    /// What tells them apart.
    package typealias ID = Int32

    /// `Location`.
    package static let noun = "Location"

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
    /// `{"Value", "Unit"}`, as JSON.
    package var area: Text?
    /// `{"AddressLine1", "AddressLine2", "City", "StateCode", …}`, as JSON.
    package var address: Text?
    /// An array, as JSON.
    package var contacts: Text?
    /// `{"Longitude", "Latitude"}`, as JSON.
    package var geography: Text?
    /// An object by day of the week, as JSON.
    package var storeHours: Text?
    /// An array, as JSON.
    package var storePhoneNumbers: Text?
    /// `{"Id", "DaylightSavingTimeEnabled"}`, as JSON.
    package var timeZone: Text?

    /// Nothing set.
    package init() {}

    /// A location of that name.
    package init(name: Text) {
        self.name = name
    }

    /// The members, in the order in which they go out.
    package enum Member: Int, DirectoryMember {
        case id, name, description, roles, clientEntityID, createdUTC, lastModifiedUTC
        case attributes, logo, relationships, sortName, area, address, contacts, geography
        case storeHours, storePhoneNumbers, timeZone, disabled, version
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
        case .area: area = try value.object()
        case .address: address = try value.object()
        case .contacts: contacts = try value.array()
        case .geography: geography = try value.object()
        case .storeHours: storeHours = try value.object()
        case .storePhoneNumbers: storePhoneNumbers = try value.array()
        case .timeZone: timeZone = try value.object()
        case .id, .createdUTC, .lastModifiedUTC, .disabled, .version: break
        }
    }
}

extension LocationFields.Member {
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
        case .area: "Area"
        case .address: "Address"
        case .contacts: "Contacts"
        case .geography: "Geography"
        case .storeHours: "StoreHours"
        case .storePhoneNumbers: "StorePhoneNumbers"
        case .timeZone: "TimeZone"
        case .disabled: "Disabled"
        case .version: "Version"
        }
    }

    /// Whether it is an object or an array.
    package var isNested: Bool {
        switch self {
        case .roles, .attributes, .logo, .relationships, .area, .address, .contacts,
            .geography, .storeHours, .storePhoneNumbers, .timeZone:
            true
        case .id, .name, .description, .clientEntityID, .createdUTC, .lastModifiedUTC,
            .sortName, .disabled, .version:
            false
        }
    }
}
