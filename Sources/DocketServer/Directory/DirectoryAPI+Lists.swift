import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// The lists of the directory, with their counts.
    var listRoutes: [Route] {
        list("v1/companies", .listCompanies, .countCompanies, companyList)
            + list("v1/companies()/locations", .listLocations, .countLocations, locationList)
            + list("v1/companies()/employees", .listEmployees, .countEmployees, employeeList)
            + list("v1/companies()/customers", .listCustomers, .countCustomers) {
                try customerList($0, isFull: false)
            }
            + list("v1/companies()/customerfull", .listCustomerFull, .countCustomerFull) {
                try customerList($0, isFull: true)
            }
            + list("v1/companies()/customers()/addresses", .listAddresses, .countAddresses) {
                try addressList($0)
            }
    }

    private func list<Element>(
        _ path: String, _ all: OperationDescription, _ count: OperationDescription,
        _ resource: @escaping @Sendable (Call) throws -> ListResource<Element>
    ) -> [Route] {
        [
            Route(
                .get, path, .scope(.directoryRead), all,
                { [lists] in try await lists.answer($0, resource($0)) }, choosesForm: true),
            Route(
                .get, path + "/$count", .scope(.directoryRead), count,
                { [lists] in try await lists.count($0, resource($0)) }, choosesForm: true),
        ]
    }

    /// Those that the token is for.
    @Sendable private func companyList(_ call: Call) throws -> ListResource<Company> {
        let set = call.principal?.companies ?? .some([])
        return ListResource(
            entity: .company, name: "Companies",
            fetch: { [companies] in try await companies.page(of: set, $0) }
        ) { selection in
            let members = CompanyFields.members(selection)
            return { company, writer in
                DirectoryJSON.write(company, members, in: company.id, to: &writer)
            }
        }
    }

    @Sendable private func locationList(_ call: Call) throws -> ListResource<Location> {
        .locations(directory, of: try call.company())
    }

    @Sendable private func employeeList(_ call: Call) throws -> ListResource<Employee> {
        .employees(directory, of: try call.company())
    }

    @Sendable private func addressList(_ call: Call) throws -> ListResource<Address> {
        let company = try call.company()
        let customer = try call.key(of: "customers", CustomerFields.self)
        return .entries(.address, "Customers(\(customer))/Addresses", of: company) {
            [directory] in
            try await directory.addresses(of: customer, in: company, $0)
        }
    }

    private func customerList(
        _ call: Call, isFull: Bool
    ) throws -> ListResource<CustomerFull> {
        .customers(directory, of: try call.company(), isFull: isFull)
    }
}

extension ListResource<Location> {
    /// A company's Locations.
    static func locations(_ directory: Directory, of company: CompanyID) -> Self {
        entries(.location, "Locations", of: company) {
            try await directory.locations(of: company, $0)
        }
    }
}

extension ListResource<Employee> {
    /// A company's Employees.
    static func employees(_ directory: Directory, of company: CompanyID) -> Self {
        entries(.employee, "Employees", of: company) {
            try await directory.employees(of: company, $0)
        }
    }
}

extension ListResource<CustomerFull> {
    /// A company's Customers; with what else belongs to them, where that is asked for or `isFull`.
    static func customers(
        _ directory: Directory, of company: CompanyID, isFull: Bool
    ) -> Self {
        ListResource(
            entity: isFull ? .customerFull : .customer,
            name: isFull ? "CustomerFull" : "Customers", isFull: isFull,
            // A customer can have many addresses.
            pageSize: 64, weight: { 1 + $0.addresses.count },
            fetch: { try await directory.customers(of: company, $0) }
        ) { selection in
            let members = CustomerFields.members(selection)
            let addresses = selection.list("Addresses").map {
                AddressFields.members($0.selection)
            }
            return { full, writer in
                DirectoryJSON.write(
                    full, members, addresses, selection.contains, in: company, to: &writer)
            }
        }
    }
}

extension ListResource {
    fileprivate static func entries<Fields: ExchangedFields>(
        _ entity: EntityType, _ name: String, of company: CompanyID,
        _ fetch: @escaping @Sendable (ListRequest) async throws -> ListPage<Element>
    ) -> Self where Element == DirectoryEntry<Fields> {
        ListResource(entity: entity, name: name, fetch: fetch) { selection in
            let members = Fields.members(selection)
            return { entry, writer in
                DirectoryJSON.write(entry, members, in: company, to: &writer)
            }
        }
    }
}

extension ExchangedFields {
    /// The members that are selected.
    fileprivate static func members(_ selection: Selection) -> [Member] {
        Member.allCases.filter { selection.contains("\($0.name)") }
    }
}
