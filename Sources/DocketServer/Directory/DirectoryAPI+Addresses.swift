import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    private static let list = "v1/companies()/customers()/addresses"
    private static let one = "v1/companies()/customers()/addresses()"

    /// `/Customers({id})/Addresses` and `/Customers({id})/Addresses({a})`.
    var addressRoutes: [Route] {
        [
            Route(
                .post, Self.list, .scope(.directoryWrite), .createAddress, changing: createAddress),
            Route(.get, Self.one, .scope(.directoryRead), .readAddress, getAddress),
            Route(.put, Self.one, .scope(.directoryWrite), .replaceAddress, changing: putAddress),
            Route(
                .delete, Self.one, .scope(.directoryWrite), .disableAddress, changing: deleteAddress
            ),
        ]
    }

    @Sendable private func createAddress(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let customer = try call.key(of: "customers", CustomerFields.self)
        let parent = "/v1/Companies(\(company))/Customers(\(customer))"
        return try await directory.createAddress(
            try await call.draft(of: AddressFields.self), keepingID: call.maySetID, of: customer,
            in: company, as: call.change
        ) { address in
            Self.created(address, in: company, at: "\(parent)/Addresses(\(address.id))")
        }
    }

    @Sendable private func getAddress(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let customer = try call.key(of: "customers", CustomerFields.self)
        let id = try call.key(of: "addresses", AddressFields.self)
        return Answer(
            Self.found(try await directory.address(id, of: customer, in: company), in: company))
    }

    @Sendable private func putAddress(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let customer = try call.key(of: "customers", CustomerFields.self)
        let id = try call.key(of: "addresses", AddressFields.self)
        return try await directory.replaceAddress(
            id, with: try await call.draft(of: AddressFields.self), of: customer, in: company,
            as: call.change
        ) { address in
            Self.found(address, in: company)
        }
    }

    @Sendable private func deleteAddress(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let customer = try call.key(of: "customers", CustomerFields.self)
        let id = try call.key(of: "addresses", AddressFields.self)
        return try await directory.disableAddress(
            id, of: customer, in: try call.company(), as: call.change, answer: .noContent)
    }
}
