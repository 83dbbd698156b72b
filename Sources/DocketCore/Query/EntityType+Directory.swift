extension EntityType {
    /// Customers.
    ///
    /// Source: `domain.md` A11, as are the others of the directory.
    package static let customer = EntityType(
        "Customer",
        [
            .required("Id", .guid),
            .optional("PrimaryName", .string),
            .optional("MiddleName", .string),
            .optional("FamilyName", .string),
            .optional("AlternateName", .string),
            .required("CustomerTypeId", .integer(bits: 32)),
            .required("CustomerType", .name(.customerType)),
            .optional("DateOfBirth", .instant),
            .required("Disabled", .boolean),
            .required("DoNotContact", .boolean),
            .optional("Notes", .string),
            .optional("Title", .string),
            .required("Version", .integer(bits: 64)),
            .list("Addresses", of: address),
        ])

    /// Customers with what belongs to them, as `/CustomerFull` lists them.
    package static let customerFull = EntityType(
        "CustomerFull",
        customer.members + [.array("ContactMethods"), .array("CustomerExtensions")])

    /// Addresses of customers.
    package static let address = EntityType(
        "Address",
        [
            .required("Id", .guid),
            .required("CustomerId", .guid),
            .required("AddressTypeId", .integer(bits: 32)),
            .required("AddressType", .name(.addressType)),
            .optional("AttentionTo", .string),
            .optional("StreetAddress1", .string),
            .optional("StreetAddress2", .string),
            .optional("Locality", .string),
            .object("State"),
            .optional("StateCode", .string),
            .object("Country"),
            .optional("CountryCode", .string),
            .optional("PostalCode", .string),
            .optional("PostOfficeBoxNumber", .string),
            .optional("Email", .string),
            .optional("Phone", .string),
            .required("Default", .boolean),
            .required("DoNotContact", .boolean),
            .optional("Notes", .string),
            .required("Disabled", .boolean),
            .required("Version", .integer(bits: 64)),
        ])

    /// Employees.
    package static let employee = EntityType(
        "Employee",
        [
            .required("Id", .integer(bits: 32)),
            .required("FirstName", .string),
            .required("LastName", .string),
            .required("UserName", .string),
            .optional("Email", .string),
            .required("IsActive", .boolean),
            .optional("JobTitle", .string),
            .required("ParentEntityId", .integer(bits: 32)),
            .optional("ClientUserId", .string),
            .object("Address"),
            .array("PhoneNumbers"),
            .object("Attributes"),
            .object("Picture"),
            .required("Disabled", .boolean),
            .required("Version", .integer(bits: 64)),
        ])

    /// Locations.
    package static let location = EntityType(
        "Location",
        entityMembers + [
            .object("Area"),
            .object("Address"),
            .array("Contacts"),
            .object("Geography"),
            .object("StoreHours"),
            .array("StorePhoneNumbers"),
            .object("TimeZone"),
            .required("Disabled", .boolean),
            .required("Version", .integer(bits: 64)),
        ])

    /// Companies.
    package static let company = EntityType(
        "Company",
        entityMembers + [
            .required("Disabled", .boolean),
            .required("Version", .integer(bits: 64)),
        ])

    private static let entityMembers: [Member] = [
        .required("Id", .integer(bits: 32)),
        .required("Name", .string),
        .optional("Description", .string),
        .array("Roles"),
        .optional("ClientEntityId", .string),
        .required("CreatedUtc", .instant),
        .required("LastModifiedUtc", .instant),
        .object("Attributes"),
        .object("Logo"),
        .array("Relationships"),
        .optional("SortName", .string),
    ]
}
