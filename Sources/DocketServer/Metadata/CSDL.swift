import DocketCore

/// The model that `$metadata` describes, made from the catalogue of what queries may ask.
///
/// Source: OData 4.01 CSDL; `CSDL+XML` and `CSDL+JSON` write it down.
struct CSDL: Sendable {
    /// The version that it is written for: 4.0 knows fewer types.
    let version: ODataVersion

    /// The namespace of every type.
    static let namespace = "Docket"
    /// The name of what holds the entity sets.
    static let container = "Container"
    /// Where JSON objects have no type of their own.
    static let document = "Document"

    /// Every type, each before those that it contains.
    static let types: [EntityType] = [
        .order, .item, .tracking, .customer, .customerFull, .address, .employee, .location,
        .company,
    ]

    /// Every entity set, in the order of the service document.
    static let sets = [
        EntitySet("Orders", of: .order, lacks: deletion),
        EntitySet("OrderFull", of: .order, lacks: deletion),
        EntitySet("Customers", of: .customer),
        EntitySet("CustomerFull", of: .customerFull, lacks: deletion),
        EntitySet("Employees", of: .employee),
        EntitySet("Locations", of: .location),
    ]

    /// What a client may take for given and Docket does not have, for all sets.
    static let unsupported = [
        "BatchSupported", "CrossJoinSupported", "AsynchronousRequestsSupported",
    ]

    /// The vocabulary in which that is said, without the ending of its address.
    static let vocabulary = (
        name: "Org.OData.Capabilities.V1", alias: "Capabilities",
        url: "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1"
    )

    private static let deletion = Restriction(term: "DeleteRestrictions", member: "Deletable")

    /// A list below a company.
    struct EntitySet: Sendable {
        /// The name, and the last segment of its address.
        let name: String
        /// What it lists.
        let type: EntityType
        /// What can't be done to it, if anything.
        let restriction: Restriction?

        init(_ name: String, of type: EntityType, lacks restriction: Restriction? = nil) {
            self.name = name
            self.type = type
            self.restriction = restriction
        }
    }

    /// Something that can't be done to a set: the term, and its member that is false.
    struct Restriction: Sendable {
        let term: String
        let member: String
    }

    /// A property with its facets.
    struct Property: Sendable, Equatable {
        /// The name in JSON.
        let name: String
        /// The qualified name of the type, or that of the elements.
        let type: String
        /// Whether it is a list.
        var isCollection = false
        /// Whether it leads to entities that are part of this one.
        var isNavigation = false
        /// Whether it, or an element, can be null.
        var isNullable = false
        /// Unicode scalars at most.
        var maxLength: Int?
        /// Digits at most; of an instant, those of the fraction of a second.
        var precision: Int?
        /// Digits behind the point at most.
        var scale: Int?
    }

    /// The properties of a type.
    func properties(of type: EntityType) -> [Property] {
        type.members.map(property)
    }

    /// The qualified name of a type.
    static func qualified(_ name: String) -> String { "\(namespace).\(name)" }

    private func property(_ member: EntityType.Member) -> Property {
        switch member.kind {
        case .value(let type):
            var property = Self.property(member.name, type)
            // What goes out as 0 is never null to a client.
            property.isNullable = member.isNullable && !member.isZeroWhenUnset
            return property
        case .values(let type):
            var property = Self.property(member.name, type)
            property.isCollection = true
            return property
        case .elements(let type):
            return Property(
                name: member.name, type: Self.qualified(type.name), isCollection: true,
                isNavigation: type.key != nil)
        case .document(let isArray):
            // Objects that Docket keeps as they are: 4.0 has no type for any value.
            let type = version == .v401 ? "Edm.Untyped" : Self.qualified(Self.document)
            return Property(
                name: member.name, type: type, isCollection: isArray,
                isNullable: isArray ? version == .v401 : member.isNullable)
        }
    }

    private static func property(_ name: String, _ type: QueryType) -> Property {
        switch type {
        case .boolean: Property(name: name, type: "Edm.Boolean")
        case .integer(let bits): Property(name: name, type: bits > 32 ? "Edm.Int64" : "Edm.Int32")
        case .decimal: Property(name: name, type: "Edm.Decimal", precision: 18, scale: 4)
        case .string, .name:
            Property(
                name: name, type: "Edm.String",
                maxLength: longTexts.contains(name)
                    ? OrderLimits.longTextScalarsMax : OrderLimits.textScalarsMax)
        case .guid: Property(name: name, type: "Edm.Guid")
        case .instant: Property(name: name, type: "Edm.DateTimeOffset", precision: 3)
        case .date: Property(name: name, type: "Edm.Date")
        case .timeOfDay: Property(name: name, type: "Edm.TimeOfDay", precision: 3)
        case .duration: Property(name: name, type: "Edm.Duration", precision: 3)
        }
    }

    /// The members that may be longer than others (contract, section 1).
    static let longTexts: Set = ["Description", "Notes", "DiscountDescription"]
}
