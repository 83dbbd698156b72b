import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/CustomerFull` and `/CustomerFull({id})`: a customer with its addresses.
    var customerFullRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/customerfull", .scope(.directoryWrite), .createCustomerFull,
                changing: createCustomerFull),
            Route(
                .get, "v1/companies()/customerfull()", .scope(.directoryRead), .readCustomerFull,
                getCustomerFull),
        ]
    }

    @Sendable private func createCustomerFull(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let company = try call.company()
        return try await directory.createCustomerFull(
            CustomerFullDraft(body: try await call.jsonBody()), keepingIDs: call.maySetID,
            of: company, as: call.change
        ) { full in
            .json(.created, DirectoryJSON.document(full, in: company)).adding(
                .location, "/v1/Companies(\(company))/CustomerFull(\(full.customer.id))")
        }
    }

    @Sendable private func getCustomerFull(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let id = try call.key(of: "customerfull", CustomerFields.self)
        let full = try await directory.customerFull(id, of: company)
        return .json(.ok, DirectoryJSON.document(full, in: company))
    }
}
