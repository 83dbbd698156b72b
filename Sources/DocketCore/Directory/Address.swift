/// An address of a customer.
package typealias Address = DirectoryEntry<AddressFields>
/// What a client sent as an address.
package typealias AddressDraft = DirectoryDraft<AddressFields>

/// What an address is for.
///
/// Source: `domain.md` A11, "Address".
package enum AddressType: Int32, Sendable, CaseIterable {
    case unspecified = 1, home, shipping, office, other

    /// The name in `AddressType`.
    package var name: StaticString {
        switch self {
        case .unspecified: "None"
        case .home: "Home"
        case .shipping: "Shipping"
        case .office: "Office"
        case .other: "Other"
        }
    }
}

/// What a client may write of an address; `nil` is unset. `State` and `Country` are names that go
/// with the codes: read-only, and `null` as long as Docket keeps no list of them.
///
/// Source: `domain.md` A11, "Address".
package struct AddressFields: DirectoryFields {
    /// What tells them apart.
    package typealias ID = GUID

    /// `Address`.
    package static let noun = "Address"

    /// The customer whose it is: of the URI, and read only to see whether it contradicts that.
    package var customerID: GUID?
    /// What it is for; only a draft lacks it.
    package var type: AddressType?
    /// Whom to ask for there.
    package var attentionTo: Text?
    /// Street and number.
    package var streetAddress1: Text?
    /// More of it.
    package var streetAddress2: Text?
    /// Town.
    package var locality: Text?
    /// State or province.
    package var stateCode: Text?
    /// Country.
    package var countryCode: Text?
    /// Postal code.
    package var postalCode: Text?
    /// Post office box.
    package var postOfficeBoxNumber: Text?
    /// E-mail address.
    package var email: Text?
    /// Telephone number.
    package var phone: Text?
    /// Whether to take it where nothing is said.
    package var isDefault = false
    /// Whether not to write there, which is so unless said otherwise.
    package var doNotContact = true
    /// Notes.
    package var notes: Text?

    /// Nothing set.
    package init() {}

    /// The members, in the order in which they go out.
    package enum Member: Int, DirectoryMember {
        case id, customerID, addressTypeID, addressType, attentionTo, streetAddress1
        case streetAddress2, locality, state, stateCode, country, countryCode, postalCode
        case postOfficeBoxNumber, email, phone, isDefault, doNotContact, notes, disabled
        case version
    }

    /// `AddressTypeId`.
    package var missing: [Member] { type == nil ? [.addressTypeID] : [] }

    /// Takes what was sent for a member.
    package mutating func set(_ member: Member, to value: SentValue) throws(SentValueError) {
        switch member {
        case .customerID: customerID = try value.guid()
        case .addressTypeID: type = try Self.type(value)
        case .attentionTo: attentionTo = try value.text()
        case .streetAddress1: streetAddress1 = try value.text()
        case .streetAddress2: streetAddress2 = try value.text()
        case .locality: locality = try value.text()
        case .stateCode: stateCode = try value.text()
        case .countryCode: countryCode = try value.text()
        case .postalCode: postalCode = try value.text()
        case .postOfficeBoxNumber: postOfficeBoxNumber = try value.text()
        case .email: email = try value.text()
        case .phone: phone = try value.text()
        case .isDefault: isDefault = try value.boolean() ?? false
        case .doNotContact: doNotContact = try value.boolean() ?? true
        case .notes: notes = try value.text(DirectoryLimits.longTextScalarsMax)
        case .id, .addressType, .state, .country, .disabled, .version: break
        }
    }

    private static func type(_ value: SentValue) throws(SentValueError) -> AddressType? {
        guard let number = try value.integer() else { return nil }
        guard let type = AddressType(rawValue: number) else {
            throw .notOneOf(AddressType.allCases.map { "\($0.rawValue) (\($0.name))" })
        }
        return type
    }
}

extension AddressDraft {
    /// The draft as one of an address of `customer`.
    ///
    /// - Parameter isChecked: whether another customer in the draft is a fault; in a CustomerFull
    ///   it is not, since the customer's id may not be known to whoever sent it.
    package func belonging(to customer: GUID, isChecked: Bool) -> AddressDraft {
        var draft = self
        if isChecked, let sent = fields.customerID, sent != customer {
            draft.add(.mismatchedID(AddressFields.Member.customerID.pointer))
        }
        draft.fields.customerID = customer
        return draft
    }
}

extension AddressFields.Member {
    /// The name in JSON.
    package var name: StaticString {
        switch self {
        case .id: "Id"
        case .customerID: "CustomerId"
        case .addressTypeID: "AddressTypeId"
        case .addressType: "AddressType"
        case .attentionTo: "AttentionTo"
        case .streetAddress1: "StreetAddress1"
        case .streetAddress2: "StreetAddress2"
        case .locality: "Locality"
        case .state: "State"
        case .stateCode: "StateCode"
        case .country: "Country"
        case .countryCode: "CountryCode"
        case .postalCode: "PostalCode"
        case .postOfficeBoxNumber: "PostOfficeBoxNumber"
        case .email: "Email"
        case .phone: "Phone"
        case .isDefault: "Default"
        case .doNotContact: "DoNotContact"
        case .notes: "Notes"
        case .disabled: "Disabled"
        case .version: "Version"
        }
    }

    /// None of them is.
    package var isNested: Bool { false }
}
