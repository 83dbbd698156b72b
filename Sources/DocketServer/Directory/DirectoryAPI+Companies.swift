import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/Companies` and `/Companies({c})`.
    var companyRoutes: [Route] {
        [
            Route(.post, "v1/companies", .scope(.admin), .createCompany, changing: createCompany),
            Route(
                .get, "v1/companies()", .scope(.directoryRead, or: .ordersRead), .readCompany,
                getCompany,
                choosesForm: true),
            Route(.put, "v1/companies()", .scope(.admin), .replaceCompany, changing: putCompany),
            Route(
                .delete, "v1/companies()", .scope(.admin), .disableCompany,
                changing: deleteCompany),
        ]
    }

    @Sendable private func createCompany(_ call: Call) async throws -> KeptAnswer {
        try await companies.create(
            try await call.draft(of: CompanyFields.self), keepingID: call.maySetID,
            as: call.change
        ) { company in
            Self.created(company, in: company.id, at: "/v1/Companies(\(company.id))")
        }
    }

    /// The company, or its service document, which is also for those that only read orders.
    @Sendable private func getCompany(_ call: Call) async throws -> Answer {
        let form = try Accept.choose(
            CompanyFormat.forms, call.headers, format: try call.formatOption())
        if form == .company, call.principal?.scopes.allows(.directoryRead) != true {
            throw RequestError.missingScope(.directoryRead)
        }
        let company = try await companies.get(try call.company())
        let root = try call.serviceRoot()
        switch form {
        case .company:
            return Answer(Self.found(company, in: company.id))
        case .serviceDocument(let metadata):
            return .odata(
                ServiceDocument.json(root, metadata), as: .odata(metadata),
                try ODataVersion(call.headers))
        case .atomService:
            return .odata(
                ServiceDocument.atom(root), as: .atomService, try ODataVersion(call.headers))
        }
    }

    @Sendable private func putCompany(_ call: Call) async throws -> KeptAnswer {
        try await companies.replace(
            try call.company(), with: try await call.draft(of: CompanyFields.self),
            as: call.change
        ) { company in
            Self.found(company, in: company.id)
        }
    }

    @Sendable private func deleteCompany(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        return try await companies.disable(
            try call.company(), as: call.change, answer: .noContent)
    }
}
