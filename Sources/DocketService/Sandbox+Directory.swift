import DocketCore
import DocketStore

extension Sandbox {
    /// Makes the companies that the documents' samples are about, and what is theirs.
    ///
    /// Source: contract, sections 8 and 11.
    static func seedDirectory(_ database: any Database, at now: Timestamp) async throws {
        for sample in samples {
            guard let company = CompanyID(sample.number) else { continue }
            let fields = CompanyFields(name: sample.name)
            try await database.write(of: company) { connection in
                _ = try SystemStore(connection).companies
                    .insert(Company(fields, id: company, at: now))
                try sample.fill(CompanyStore(connection, company: company), at: now)
            }
        }
    }

    private static let samples = [
        SampleCompany(
            number: 14146, name: "Kestrel Wireless",
            locations: [(14202, "Kestrel Harbour Street"), (14107, "Kestrel Mill Road")],
            employees: [(15, "Robin", "Marsh", "robin.marsh")],
            customers: [
                SampleCustomer(
                    "659c2a38-d083-4421-9330-46d779702f85", "Ada", "Fenwick",
                    addresses: ["a08b0640-606a-41f0-901a-facaf50e75dd"])
            ], prepayPence: 100_00),
        SampleCompany(
            number: 1, name: "Alder Outfitters",
            locations: [(1, "Alder Main Street"), (8, "Alder Station"), (64, "Alder Warehouse")],
            employees: [(15, "Jules", "Thorne", "jules.thorne")],
            customers: [
                SampleCustomer(
                    "503d1d4a-c974-4286-b4a2-002699e60ad6", "Nina", "Calder",
                    addresses: ["cb39f178-3577-40bb-a7e5-032f29325b09"]),
                SampleCustomer(
                    "024abe18-39b1-4522-9dce-e3977631af2b", "Otto", "Brandt", addresses: []),
                SampleCustomer(
                    "3e59f6c5-d7fc-48cf-a36d-9e871d5f5d0d", "Mira", "Sandoval",
                    addresses: ["a39dc672-17d1-4200-b5bf-98fe2d8e25e3"]),
                SampleCustomer(
                    "5bbf809c-ecd3-4262-9544-61cabe1dd798", "Ravi", "Menon",
                    addresses: ["feee59c2-dd2b-4507-b158-cd5b3fe46e0d"]),
            ]),
    ]
}

/// A company of the sandbox.
private struct SampleCompany: Sendable {
    let number: Int32
    let name: Text
    let locations: [(id: Int32, name: Text)]
    let employees: [(id: Int32, firstName: Text, lastName: Text, userName: Text)]
    let customers: [SampleCustomer]
    /// What is in its prepay account.
    var prepayPence: Int64 = 0

    /// Stores what is the company's.
    func fill(_ store: CompanyStore, at now: Timestamp) throws {
        for location in locations {
            _ = try store.locations.insert(
                Location(LocationFields(name: location.name), id: location.id, at: now))
        }
        for employee in employees {
            var fields = EmployeeFields()
            fields.firstName = employee.firstName
            fields.lastName = employee.lastName
            fields.userName = employee.userName
            _ = try store.employees.insert(Employee(fields, id: employee.id, at: now))
        }
        for customer in customers { try customer.store(in: store, at: now) }
        _ = try store.addRateCard(RateCard.sandboxTables, at: now, by: "sandbox")
        guard let prepay = Money(pence: prepayPence), prepay > .zero else { return }
        try store.post([
            Transfer(
                id: GUID(named: "docket sandbox prepay \(number)"), .topUp, from: .bank,
                to: .prepay, prepay, reference: "The sandbox's own", at: now, actor: "sandbox")
        ])
    }
}

/// A customer of the sandbox, with addresses.
private struct SampleCustomer: Sendable {
    let id: String
    let primaryName: Text
    let familyName: Text
    let addresses: [String]

    init(_ id: String, _ primaryName: Text, _ familyName: Text, addresses: [String]) {
        self.id = id
        self.primaryName = primaryName
        self.familyName = familyName
        self.addresses = addresses
    }

    func store(in store: CompanyStore, at now: Timestamp) throws {
        guard let id = GUID(id) else { return }
        var fields = CustomerFields()
        fields.type = .person
        fields.primaryName = primaryName
        fields.familyName = familyName
        _ = try store.customers.insert(Customer(fields, id: id, at: now))
        for (number, address) in zip(1..., addresses) {
            guard let addressID = GUID(address) else { continue }
            var fields = AddressFields()
            fields.customerID = id
            fields.type = .home
            fields.streetAddress1 = Text("\(number) Sample Lane")
            fields.locality = "Sampleton"
            fields.countryCode = "CA"
            fields.isDefault = true
            _ = try store.addresses(of: id).insert(Address(fields, id: addressID, at: now))
        }
    }
}
