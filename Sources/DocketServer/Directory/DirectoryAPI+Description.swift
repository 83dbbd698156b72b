import DocketCore
import DocketJSON
import HTTPTypes

// The directory, in the words of docs/api/directory.md.

/// A noun of the directory as all its operations describe it.
private struct NounDescription: Sendable {
    let noun: String
    let tag: OperationTag
    let written: NamedSchema
    let input: NamedSchema
    let example: JSONValue
    /// A word more on what may be sent.
    var words = ""
    /// What a change is refused for, beside what all are.
    var refusals: [ProblemType] = []

    var create: OperationDescription {
        OperationDescription(
            "create\(noun)", tag, "Creates \(article) \(noun)",
            words + "An Id that is sent counts for holders of `admin`; a taken one is refused.",
            body: .json(input, example), answers: [.created("The \(noun).", written)],
            refusals: [.conflict])
    }

    var read: OperationDescription {
        OperationDescription(
            "read\(noun)", tag, "Reads \(article) \(noun)", "Disabled or not.",
            answers: [.ok("The \(noun).", written.reference)])
    }

    var replace: OperationDescription {
        OperationDescription(
            "replace\(noun)", tag, "Replaces \(article) \(noun)",
            words + "An absent member is unset; an absent Disabled stays.",
            body: .json(input, example),
            answers: [.ok("The \(noun).", written.reference)],
            refusals: [.mismatchedID] + refusals)
    }

    var disable: OperationDescription {
        OperationDescription(
            "disable\(noun)", tag, "Disables \(article) \(noun)",
            "No new order may point there; old ones keep it.",
            answers: [.nothing("It is disabled.")])
    }

    private var article: String { "AE".contains(noun.prefix(1)) ? "an" : "a" }
}

extension NounDescription {
    static let company = NounDescription(
        noun: "Company", tag: .companies, written: .company, input: .companyInput,
        example: Examples.company)
    static let location = NounDescription(
        noun: "Location", tag: .locations, written: .location, input: .locationInput,
        example: Examples.location)
    static let employee = NounDescription(
        noun: "Employee", tag: .employees, written: .employee, input: .employeeInput,
        example: Examples.employee, words: "The UserName is unique in the Company. ",
        refusals: [.conflict])
    static let customer = NounDescription(
        noun: "Customer", tag: .customers, written: .customer, input: .customerInput,
        example: Examples.customer)
    static let address = NounDescription(
        noun: "Address", tag: .customers, written: .address, input: .addressInput,
        example: Examples.address)
}

extension OperationDescription {
    static let createCompany = NounDescription.company.create
    static let replaceCompany = NounDescription.company.replace
    static let disableCompany = NounDescription.company.disable
    static let listCompanies = ListDescription.companies.all(
        "listCompanies", "Those that the token is for, by Id unless `$orderby` says otherwise.")
    static let countCompanies = ListDescription.companies.count("countCompanies")

    static let createLocation = NounDescription.location.create
    static let readLocation = NounDescription.location.read
    static let replaceLocation = NounDescription.location.replace
    static let disableLocation = NounDescription.location.disable
    static let listLocations = ListDescription.locations.all("listLocations", byID)
    static let countLocations = ListDescription.locations.count("countLocations")

    static let createEmployee = NounDescription.employee.create
    static let readEmployee = NounDescription.employee.read
    static let replaceEmployee = NounDescription.employee.replace
    static let disableEmployee = NounDescription.employee.disable
    static let listEmployees = ListDescription.employees.all("listEmployees", byID)
    static let countEmployees = ListDescription.employees.count("countEmployees")

    static let createCustomer = NounDescription.customer.create
    static let readCustomer = NounDescription.customer.read
    static let replaceCustomer = NounDescription.customer.replace
    static let disableCustomer = NounDescription.customer.disable
    static let listCustomers = ListDescription.customers.all("listCustomers", byID)
    static let countCustomers = ListDescription.customers.count("countCustomers")

    static let createAddress = NounDescription.address.create
    static let readAddress = NounDescription.address.read
    static let replaceAddress = NounDescription.address.replace
    static let disableAddress = NounDescription.address.disable
    static let listAddresses = ListDescription.addresses.all("listAddresses", byID)
    static let countAddresses = ListDescription.addresses.count("countAddresses")

    private static let byID = "By Id, unless `$orderby` says otherwise."
}

extension OperationDescription {
    static let createCustomerFull = OperationDescription(
        "createCustomerFull", .customers, "Creates a Customer with its Addresses",
        "All of it, or nothing.",
        body: .json(.customerFullInput, Examples.customerFull),
        answers: [.created("The Customer with its Addresses.", .customerFull)],
        refusals: [.conflict])

    static let readCustomerFull = OperationDescription(
        "readCustomerFull", .customers, "Reads a Customer with its Addresses", "Disabled or not.",
        answers: [.ok("The Customer.", NamedSchema.customerFull.reference)])

    static let listCustomerFull = ListDescription.customerFull.all("listCustomerFull", byID)
    static let countCustomerFull = ListDescription.customerFull.count("countCustomerFull")

    static let readCompany = OperationDescription(
        "readCompany", .companies, "Reads a Company, or tells clients of OData what it has",
        "The Company itself needs `directory.read`.",
        parameters: [.oneFormat] + ParameterDescription.odataVersions,
        answers: [
            AnswerDescription(
                status: .ok, words: "The Company, or the service document.",
                contents: [.json(NamedSchema.company.reference)]
                    + [ODataMetadata.minimal, .full, .none].map { metadata in
                        .init(
                            type: MediaType.odata(metadata).text,
                            schema: NamedSchema.serviceDocument.reference)
                    } + [.text(MediaType.atomService.text, "<service>…</service>")],
                headers: [.odataVersion])
        ])
}

// MARK: - Lists

extension ListDescription {
    static let companies = ListDescription(
        name: "Companies", tag: .companies, element: .selectedCompany,
        filter: "contains(Name,'Kestrel')", isOfCompany: false,
        row: (csv: "Id,Name\r\n1,Kiosk\r\n", ndjson: "{\"Id\":1,\"Name\":\"Kiosk\"}\n"))
    static let locations = ListDescription(
        name: "Locations", tag: .locations, element: .selectedLocation,
        filter: "contains(Name,'Harbour')",
        row: (csv: "Id,Name\r\n1,Station\r\n", ndjson: "{\"Id\":1,\"Name\":\"Station\"}\n"))
    static let employees = ListDescription(
        name: "Employees", tag: .employees, element: .selectedEmployee,
        filter: "LastName eq 'Marsh'",
        row: (csv: "Id,LastName\r\n15,Marsh\r\n", ndjson: "{\"Id\":15,\"LastName\":\"Marsh\"}\n"))
    static let customers = ofCustomers("Customers", .selectedCustomer)
    static let customerFull = ofCustomers("CustomerFull", .selectedCustomerFull)
    static let addresses = ListDescription(
        name: "Addresses", tag: .customers, element: .selectedAddress,
        filter: "CountryCode eq 'CA'",
        row: (
            csv: "Locality,CountryCode\r\nSampleton,CA\r\n",
            ndjson: "{\"Locality\":\"Sampleton\",\"CountryCode\":\"CA\"}\n"
        ))

    private static func ofCustomers(_ name: String, _ element: NamedSchema) -> ListDescription {
        ListDescription(
            name: name, tag: .customers, element: element, filter: "FamilyName eq 'Fenwick'",
            inside: "Addresses",
            row: (
                csv: "PrimaryName,FamilyName\r\nAda,Fenwick\r\n",
                ndjson: "{\"PrimaryName\":\"Ada\",\"FamilyName\":\"Fenwick\"}\n"
            ))
    }
}
