/// An employee of a company.
package typealias Employee = DirectoryEntry<EmployeeFields>
/// What a client sent as an employee.
package typealias EmployeeDraft = DirectoryDraft<EmployeeFields>

/// What a client may write of an employee; `nil` is unset. `IsActive` is the opposite of
/// `Disabled`, and read only where that is absent; `ParentEntityId` is the company.
///
/// Source: `domain.md` A11, "User".
package struct EmployeeFields: DirectoryFields {
    /// What tells them apart.
    package typealias ID = Int32

    /// `Employee`.
    package static let noun = "Employee"

    /// First name; only a draft lacks it.
    package var firstName: Text?
    /// Last name; only a draft lacks it.
    package var lastName: Text?
    /// Unique in the company, compared byte by byte; only a draft lacks it.
    package var userName: Text?
    /// E-mail address.
    package var email: Text?
    /// Job title.
    package var jobTitle: Text?
    /// The id in the client's own system.
    package var clientUserID: Text?
    /// An object, as JSON.
    package var address: Text?
    /// An array, as JSON.
    package var phoneNumbers: Text?
    /// An object of the client's own, as JSON.
    package var attributes: Text?
    /// An object, as JSON.
    package var picture: Text?

    /// Nothing set.
    package init() {}

    /// The members, in the order in which they go out.
    package enum Member: Int, DirectoryMember {
        case id, firstName, lastName, userName, email, isActive, jobTitle, parentEntityID
        case clientUserID, address, phoneNumbers, attributes, picture, disabled, version

        /// `IsActive`.
        package static var enabled: Member? { .isActive }
    }

    /// `FirstName`, `LastName` and `UserName`.
    package var missing: [Member] {
        var missing: [Member] = []
        if firstName?.isEmpty ?? true { missing.append(.firstName) }
        if lastName?.isEmpty ?? true { missing.append(.lastName) }
        if userName?.isEmpty ?? true { missing.append(.userName) }
        return missing
    }

    /// Takes what was sent for a member.
    package mutating func set(_ member: Member, to value: SentValue) throws(SentValueError) {
        switch member {
        case .firstName: firstName = try value.text()
        case .lastName: lastName = try value.text()
        case .userName: userName = try value.text()
        case .email: email = try value.text()
        case .jobTitle: jobTitle = try value.text()
        case .clientUserID: clientUserID = try value.text()
        case .address: address = try value.object()
        case .phoneNumbers: phoneNumbers = try value.array()
        case .attributes: attributes = try value.object()
        case .picture: picture = try value.object()
        case .id, .isActive, .parentEntityID, .disabled, .version: break
        }
    }
}

extension EmployeeFields.Member {
    /// The name in JSON.
    package var name: StaticString {
        switch self {
        case .id: "Id"
        case .firstName: "FirstName"
        case .lastName: "LastName"
        case .userName: "UserName"
        case .email: "Email"
        case .isActive: "IsActive"
        case .jobTitle: "JobTitle"
        case .parentEntityID: "ParentEntityId"
        case .clientUserID: "ClientUserId"
        case .address: "Address"
        case .phoneNumbers: "PhoneNumbers"
        case .attributes: "Attributes"
        case .picture: "Picture"
        case .disabled: "Disabled"
        case .version: "Version"
        }
    }

    /// Whether it is an object or an array.
    package var isNested: Bool {
        switch self {
        case .address, .phoneNumbers, .attributes, .picture: true
        case .id, .firstName, .lastName, .userName, .email, .isActive, .jobTitle,
            .parentEntityID, .clientUserID, .disabled, .version:
            false
        }
    }
}
