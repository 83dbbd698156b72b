import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/Customers` and `/Customers({id})`.
    var customerRoutes: [Route] {
        [
            Route(.post, "v1/companies()/customers", .scope(.directoryWrite), createCustomer),
            Route(.get, "v1/companies()/customers()", .scope(.directoryRead), getCustomer),
            Route(.put, "v1/companies()/customers()", .scope(.directoryWrite), putCustomer),
            Route(.delete, "v1/companies()/customers()", .scope(.directoryWrite), deleteCustomer),
        ]
    }

    @Sendable private func createCustomer(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let customer = try await directory.createCustomer(
            try await call.draft(of: CustomerFields.self), keepingID: call.maySetID, of: company,
            at: call.now)
        let path = "/v1/Companies(\(company))/Customers(\(customer.id))"
        return created(customer, in: company, at: path)
    }

    @Sendable private func getCustomer(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let id = try call.key(of: "customers", CustomerFields.self)
        return found(try await directory.customer(id, of: company), in: company)
    }

    @Sendable private func putCustomer(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let id = try call.key(of: "customers", CustomerFields.self)
        let customer = try await directory.replaceCustomer(
            id, with: try await call.draft(of: CustomerFields.self), of: company, at: call.now)
        return found(customer, in: company)
    }

    @Sendable private func deleteCustomer(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let id = try call.key(of: "customers", CustomerFields.self)
        try await directory.disableCustomer(id, of: try call.company(), at: call.now)
        return .empty(.noContent)
    }
}
