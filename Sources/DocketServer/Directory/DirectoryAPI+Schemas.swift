import DocketCore
import DocketJSON

extension NamedSchema {
    static let company = written(.company, CompanyFields.Member.self)
    static let location = written(.location, LocationFields.Member.self)
    static let employee = written(.employee, EmployeeFields.Member.self)
    static let customer = written(.customer, CustomerFields.Member.self)
    static let address = written(.address, AddressFields.Member.self)

    static let selectedCompany = selected(.company, CompanyFields.Member.self)
    static let selectedLocation = selected(.location, LocationFields.Member.self)
    static let selectedEmployee = selected(.employee, EmployeeFields.Member.self)
    static let selectedAddress = selected(.address, AddressFields.Member.self)
    static let selectedCustomer = selected(
        .customer, CustomerFields.Member.self, and: [addresses(selectedAddress, isRequired: false)])

    static let customerFull = NamedSchema(
        "CustomerFull", .object(fullProperties(address, isRequired: true)))
    static let selectedCustomerFull = NamedSchema(
        "SelectedCustomerFull",
        .object(fullProperties(selectedAddress, isRequired: false))
            .described("A CustomerFull with the members that `$select` and `$expand` name."))

    static let companyInput = sent(.company, CompanyFields.Member.self, needing: [.name])
    static let locationInput = sent(.location, LocationFields.Member.self, needing: [.name])
    static let employeeInput = sent(
        .employee, EmployeeFields.Member.self, needing: [.firstName, .lastName, .userName])
    static let addressInput = sent(
        .address, AddressFields.Member.self, needing: [.addressTypeID])
    static let customerInput = sent(
        .customer, CustomerFields.Member.self, needing: [.customerTypeID], orAnyOf: names)
    static let customerFullInput = NamedSchema(
        "CustomerFullInput",
        .object(
            sentProperties(CustomerFields.Member.self, needing: [.customerTypeID]) + [
                .init(
                    "Addresses",
                    .array(of: addressInput.reference, upTo: DirectoryLimits.addressesMax)
                        .orNull, "Its Addresses.", isRequired: false)
            ], anyOf: names))

    /// A Customer has one of these at least.
    private static let names = [CustomerFields.Member.primaryName, .familyName].map { "\($0.name)" }

    // MARK: - How they are made

    private static func written<Member: DescribedMember>(
        _ entity: EntityType, _: Member.Type
    ) -> NamedSchema {
        NamedSchema(
            entity.name,
            .object(entity.properties(Member.self, isRequired: true)))
    }

    private static func selected<Member: DescribedMember>(
        _ entity: EntityType, _: Member.Type, and more: [Schema.Property] = []
    ) -> NamedSchema {
        NamedSchema(
            "Selected\(entity.name)",
            .object(entity.properties(Member.self, isRequired: false) + more)
                .described("\(entity.name) with the members that `$select` names."))
    }

    private static func sent<Member: DescribedMember>(
        _ entity: EntityType, _: Member.Type, needing required: [Member],
        orAnyOf names: [String] = []
    ) -> NamedSchema {
        NamedSchema(
            "\(entity.name)Input",
            .object(sentProperties(Member.self, needing: required), anyOf: names))
    }

    private static func sentProperties<Member: DescribedMember>(
        _: Member.Type, needing required: [Member]
    ) -> [Schema.Property] {
        Member.allCases.compactMap { $0.sent(isRequired: required.contains($0)) }
    }

    private static func addresses(
        _ address: NamedSchema, isRequired: Bool
    ) -> Schema.Property {
        .init(
            "Addresses", .array(of: address.reference), "Its Addresses, by Id.",
            isRequired: isRequired)
    }

    private static func fullProperties(
        _ address: NamedSchema, isRequired: Bool
    ) -> [Schema.Property] {
        let empty = Written.array.with(["maxItems": 0]).example([])
        let more: [Schema.Property] = [
            addresses(address, isRequired: isRequired),
            .init("ContactMethods", empty, "Always empty.", isRequired: isRequired),
            .init("CustomerExtensions", empty, "Always empty.", isRequired: isRequired),
        ]
        return EntityType.customerFull.properties(
            CustomerFields.Member.self, isRequired: isRequired) + more
    }
}
