import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/Locations` and `/Locations({id})`.
    var locationRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/locations", .scope(.directoryWrite), .createLocation,
                changing: createLocation
            ),
            Route(
                .get, "v1/companies()/locations()", .scope(.directoryRead), .readLocation,
                getLocation),
            Route(
                .put, "v1/companies()/locations()", .scope(.directoryWrite), .replaceLocation,
                changing: putLocation),
            Route(
                .delete, "v1/companies()/locations()", .scope(.directoryWrite), .disableLocation,
                changing: deleteLocation),
        ]
    }

    @Sendable private func createLocation(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        return try await directory.createLocation(
            try await call.draft(of: LocationFields.self), keepingID: call.maySetID, of: company,
            as: call.change
        ) { location in
            Self.created(
                location, in: company, at: "/v1/Companies(\(company))/Locations(\(location.id))")
        }
    }

    @Sendable private func getLocation(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let id = try call.key(of: "locations", LocationFields.self)
        return Answer(Self.found(try await directory.location(id, of: company), in: company))
    }

    @Sendable private func putLocation(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let id = try call.key(of: "locations", LocationFields.self)
        return try await directory.replaceLocation(
            id, with: try await call.draft(of: LocationFields.self), of: company, as: call.change
        ) { location in
            Self.found(location, in: company)
        }
    }

    @Sendable private func deleteLocation(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let id = try call.key(of: "locations", LocationFields.self)
        return try await directory.disableLocation(
            id, of: try call.company(), as: call.change, answer: .noContent)
    }
}
