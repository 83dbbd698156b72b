import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/CustomerFull` and `/CustomerFull({id})`: a customer with its addresses.
    var customerFullRoutes: [Route] {
        [
            Route(.get, "v1/companies()/customerfull", .scope(.directoryRead), listCustomerFulls),
            Route(
                .post, "v1/companies()/customerfull", .scope(.directoryWrite),
                createCustomerFull),
            Route(.get, "v1/companies()/customerfull()", .scope(.directoryRead), getCustomerFull),
        ]
    }

    @Sendable private func listCustomerFulls(_ call: Call) async throws -> Answer {
        let company = try call.company()
        return try await list(call) { (full: CustomerFull, writer) in
            DirectoryJSON.write(full, in: company, to: &writer)
        } fetch: { [directory] last, skip, limit in
            try await directory.customerFulls(
                of: company, after: last?.customer, skip: skip, limit: limit)
        }
    }

    @Sendable private func createCustomerFull(_ call: Call) async throws -> Answer {
        try ListQuery.refuse(call.query())
        let company = try call.company()
        let full = try await directory.createCustomerFull(
            CustomerFullDraft(body: try await call.jsonBody()), keepingIDs: call.maySetID,
            of: company, at: call.now)
        return .json(.created, DirectoryJSON.document(full, in: company)).adding(
            .location, "/v1/Companies(\(company))/CustomerFull(\(full.customer.id))")
    }

    @Sendable private func getCustomerFull(_ call: Call) async throws -> Answer {
        try ListQuery.refuse(call.query())
        let company = try call.company()
        let id = try call.key(of: "customerfull", CustomerFields.self)
        let full = try await directory.customerFull(id, of: company)
        return .json(.ok, DirectoryJSON.document(full, in: company))
    }
}
