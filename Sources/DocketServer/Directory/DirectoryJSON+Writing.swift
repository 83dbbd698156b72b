import DocketCore
import DocketJSON
import DocketService

extension DirectoryJSON {
    /// An entry as a document of its own.
    static func document<Fields: ExchangedFields>(
        _ entry: DirectoryEntry<Fields>, in company: CompanyID
    ) -> [UInt8] {
        var writer = JSONWriter()
        write(entry, in: company, to: &writer)
        return writer.bytes
    }

    /// A customer with its addresses as a document of its own.
    static func document(_ full: CustomerFull, in company: CompanyID) -> [UInt8] {
        var writer = JSONWriter()
        write(full, in: company, to: &writer)
        return writer.bytes
    }

    /// Writes an entry: every member, set or not.
    static func write<Fields: ExchangedFields>(
        _ entry: DirectoryEntry<Fields>, in company: CompanyID, to writer: inout JSONWriter
    ) {
        write(entry, Array(Fields.Member.allCases), in: company, to: &writer)
    }

    /// Writes an entry with these members.
    static func write<Fields: ExchangedFields>(
        _ entry: DirectoryEntry<Fields>, _ members: [Fields.Member], in company: CompanyID,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writeMembers(members, of: entry, in: company, to: &writer)
        writer.endObject()
    }

    /// Writes a customer with its addresses. What Docket does not keep is empty.
    static func write(
        _ full: CustomerFull, in company: CompanyID, to writer: inout JSONWriter
    ) {
        write(
            full, Array(CustomerFields.Member.allCases), Array(AddressFields.Member.allCases),
            { _ in true }, in: company, to: &writer)
    }

    /// Writes a customer with these members of its own and of its addresses, and of the rest what
    /// `contains` names.
    static func write(
        _ full: CustomerFull, _ members: [CustomerFields.Member],
        _ addressMembers: [AddressFields.Member]?, _ contains: (String) -> Bool,
        in company: CompanyID, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writeMembers(members, of: full.customer, in: company, to: &writer)
        if let addressMembers {
            writer.key("Addresses")
            writer.beginArray()
            for address in full.addresses {
                write(address, addressMembers, in: company, to: &writer)
            }
            writer.endArray()
        }
        for name: StaticString in ["ContactMethods", "CustomerExtensions"]
        where contains("\(name)") {
            writer.key(name)
            writer.beginArray()
            writer.endArray()
        }
        writer.endObject()
    }

    private static func writeMembers<Fields: ExchangedFields>(
        _ members: [Fields.Member], of entry: DirectoryEntry<Fields>, in company: CompanyID,
        to writer: inout JSONWriter
    ) {
        for member in members {
            writer.key(member.name)
            Fields.write(member, of: entry, in: company, to: &writer)
        }
    }
}

extension JSONWriter {
    /// An instant, or `null`.
    fileprivate mutating func optionalTime(_ time: Timestamp?) {
        if let time { self.time(time) } else { null() }
    }

    /// A nested object that is JSON already, or `null`.
    fileprivate mutating func object(_ json: Text?) {
        if let json { raw(json.utf8) } else { null() }
    }

    /// A nested array that is JSON already, or `[]`.
    fileprivate mutating func array(_ json: Text?) {
        if let json {
            raw(json.utf8)
        } else {
            beginArray()
            endArray()
        }
    }
}

extension CompanyFields: ExchangedFields {
    /// The members' names.
    static let jsonFields = JSONFields(memberNames)

    /// Writes the value of a member.
    static func write(
        _ member: Member, of entry: Company, in company: CompanyID, to writer: inout JSONWriter
    ) {
        let fields = entry.fields
        switch member {
        case .id: writer.integer(entry.id.number)
        case .name: writer.text(fields.name)
        case .description: writer.text(fields.description)
        case .roles: writer.array(fields.roles)
        case .clientEntityID: writer.text(fields.clientEntityID)
        case .createdUTC: writer.time(entry.createdAt)
        case .lastModifiedUTC: writer.time(entry.modifiedAt)
        case .attributes: writer.object(fields.attributes)
        case .logo: writer.object(fields.logo)
        case .relationships: writer.array(fields.relationships)
        case .sortName: writer.text(fields.sortName)
        case .disabled: writer.boolean(entry.isDisabled)
        case .version: writer.integer(entry.version)
        }
    }
}

extension LocationFields: ExchangedFields {
    /// The members' names.
    static let jsonFields = JSONFields(memberNames)

    /// Writes the value of a member.
    static func write(
        _ member: Member, of entry: Location, in company: CompanyID, to writer: inout JSONWriter
    ) {
        let fields = entry.fields
        switch member {
        case .id: writer.integer(entry.id)
        case .name: writer.text(fields.name)
        case .description: writer.text(fields.description)
        case .roles: writer.array(fields.roles)
        case .clientEntityID: writer.text(fields.clientEntityID)
        case .createdUTC: writer.time(entry.createdAt)
        case .lastModifiedUTC: writer.time(entry.modifiedAt)
        case .attributes: writer.object(fields.attributes)
        case .logo: writer.object(fields.logo)
        case .relationships: writer.array(fields.relationships)
        case .sortName: writer.text(fields.sortName)
        case .area: writer.object(fields.area)
        case .address: writer.object(fields.address)
        case .contacts: writer.array(fields.contacts)
        case .geography: writer.object(fields.geography)
        case .storeHours: writer.object(fields.storeHours)
        case .storePhoneNumbers: writer.array(fields.storePhoneNumbers)
        case .timeZone: writer.object(fields.timeZone)
        case .disabled: writer.boolean(entry.isDisabled)
        case .version: writer.integer(entry.version)
        }
    }
}

extension CustomerFields: ExchangedFields {
    /// The members' names.
    static let jsonFields = JSONFields(memberNames)

    /// Writes the value of a member.
    static func write(
        _ member: Member, of entry: Customer, in company: CompanyID, to writer: inout JSONWriter
    ) {
        let fields = entry.fields
        switch member {
        case .id: writer.guid(entry.id)
        case .primaryName: writer.text(fields.primaryName)
        case .middleName: writer.text(fields.middleName)
        case .familyName: writer.text(fields.familyName)
        case .alternateName: writer.text(fields.alternateName)
        case .customerTypeID: writer.integer(fields.type?.rawValue ?? 0)
        case .customerType: writer.name(fields.type?.name)
        case .dateOfBirth: writer.optionalTime(fields.dateOfBirth)
        case .disabled: writer.boolean(entry.isDisabled)
        case .doNotContact: writer.boolean(fields.doNotContact)
        case .notes: writer.text(fields.notes)
        case .title: writer.text(fields.title)
        case .version: writer.integer(entry.version)
        }
    }
}

extension AddressFields: ExchangedFields {
    /// The members' names.
    static let jsonFields = JSONFields(memberNames)

    /// Writes the value of a member.
    static func write(
        _ member: Member, of entry: Address, in company: CompanyID, to writer: inout JSONWriter
    ) {
        let fields = entry.fields
        switch member {
        case .id: writer.guid(entry.id)
        case .customerID: writer.guid(fields.customerID)
        case .addressTypeID: writer.integer(fields.type?.rawValue ?? 0)
        case .addressType: writer.name(fields.type?.name)
        case .attentionTo: writer.text(fields.attentionTo)
        case .streetAddress1: writer.text(fields.streetAddress1)
        case .streetAddress2: writer.text(fields.streetAddress2)
        case .locality: writer.text(fields.locality)
        case .state, .country: writer.null()
        case .stateCode: writer.text(fields.stateCode)
        case .countryCode: writer.text(fields.countryCode)
        case .postalCode: writer.text(fields.postalCode)
        case .postOfficeBoxNumber: writer.text(fields.postOfficeBoxNumber)
        case .email: writer.text(fields.email)
        case .phone: writer.text(fields.phone)
        case .isDefault: writer.boolean(fields.isDefault)
        case .doNotContact: writer.boolean(fields.doNotContact)
        case .notes: writer.text(fields.notes)
        case .disabled: writer.boolean(entry.isDisabled)
        case .version: writer.integer(entry.version)
        }
    }
}

extension EmployeeFields: ExchangedFields {
    /// The members' names.
    static let jsonFields = JSONFields(memberNames)

    /// Writes the value of a member.
    static func write(
        _ member: Member, of entry: Employee, in company: CompanyID, to writer: inout JSONWriter
    ) {
        let fields = entry.fields
        switch member {
        case .id: writer.integer(entry.id)
        case .firstName: writer.text(fields.firstName)
        case .lastName: writer.text(fields.lastName)
        case .userName: writer.text(fields.userName)
        case .email: writer.text(fields.email)
        case .isActive: writer.boolean(!entry.isDisabled)
        case .jobTitle: writer.text(fields.jobTitle)
        case .parentEntityID: writer.integer(company.number)
        case .clientUserID: writer.text(fields.clientUserID)
        case .address: writer.object(fields.address)
        case .phoneNumbers: writer.array(fields.phoneNumbers)
        case .attributes: writer.object(fields.attributes)
        case .picture: writer.object(fields.picture)
        case .disabled: writer.boolean(entry.isDisabled)
        case .version: writer.integer(entry.version)
        }
    }
}
