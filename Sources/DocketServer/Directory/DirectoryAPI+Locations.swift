import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/Locations` and `/Locations({id})`.
    var locationRoutes: [Route] {
        [
            Route(.post, "v1/companies()/locations", .scope(.directoryWrite), createLocation),
            Route(.get, "v1/companies()/locations()", .scope(.directoryRead), getLocation),
            Route(.put, "v1/companies()/locations()", .scope(.directoryWrite), putLocation),
            Route(.delete, "v1/companies()/locations()", .scope(.directoryWrite), deleteLocation),
        ]
    }

    @Sendable private func createLocation(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let location = try await directory.createLocation(
            try await call.draft(of: LocationFields.self), keepingID: call.maySetID, of: company,
            at: call.now)
        let path = "/v1/Companies(\(company))/Locations(\(location.id))"
        return created(location, in: company, at: path)
    }

    @Sendable private func getLocation(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let id = try call.key(of: "locations", LocationFields.self)
        return found(try await directory.location(id, of: company), in: company)
    }

    @Sendable private func putLocation(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let id = try call.key(of: "locations", LocationFields.self)
        let location = try await directory.replaceLocation(
            id, with: try await call.draft(of: LocationFields.self), of: company, at: call.now)
        return found(location, in: company)
    }

    @Sendable private func deleteLocation(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let id = try call.key(of: "locations", LocationFields.self)
        try await directory.disableLocation(id, of: try call.company(), at: call.now)
        return .empty(.noContent)
    }
}
