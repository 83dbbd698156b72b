import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/Customers` and `/Customers({id})`.
    var customerRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/customers", .scope(.directoryWrite), .createCustomer,
                changing: createCustomer
            ),
            Route(
                .get, "v1/companies()/customers()", .scope(.directoryRead), .readCustomer,
                getCustomer),
            Route(
                .put, "v1/companies()/customers()", .scope(.directoryWrite), .replaceCustomer,
                changing: putCustomer),
            Route(
                .delete, "v1/companies()/customers()", .scope(.directoryWrite), .disableCustomer,
                changing: deleteCustomer),
        ]
    }

    @Sendable private func createCustomer(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        return try await directory.createCustomer(
            try await call.draft(of: CustomerFields.self), keepingID: call.maySetID, of: company,
            as: call.change
        ) { customer in
            Self.created(
                customer, in: company, at: "/v1/Companies(\(company))/Customers(\(customer.id))")
        }
    }

    @Sendable private func getCustomer(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let id = try call.key(of: "customers", CustomerFields.self)
        return Answer(Self.found(try await directory.customer(id, of: company), in: company))
    }

    @Sendable private func putCustomer(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let id = try call.key(of: "customers", CustomerFields.self)
        return try await directory.replaceCustomer(
            id, with: try await call.draft(of: CustomerFields.self), of: company, as: call.change
        ) { customer in
            Self.found(customer, in: company)
        }
    }

    @Sendable private func deleteCustomer(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let id = try call.key(of: "customers", CustomerFields.self)
        return try await directory.disableCustomer(
            id, of: try call.company(), as: call.change, answer: .noContent)
    }
}
