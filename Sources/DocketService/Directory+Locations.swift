package import DocketCore
import DocketStore

extension Directory {
    /// Makes a location.
    ///
    /// - Parameter keepingID: whether the draft's `Id` counts; otherwise it is ignored.
    /// - Throws: `ServiceError.companyNotFound`, `.invalid`, `.taken`; `SQLError`.
    package func createLocation(
        _ draft: LocationDraft, keepingID: Bool, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Location) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(store.locations.create(draft, keepingID: keepingID, at: request.now))
        }
    }

    /// The location of that id, disabled or not.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func location(_ id: Int32, of company: CompanyID) async throws -> Location {
        try await read(company) { store in try store.locations.require(id) }
    }

    /// A page of the company's locations, by id.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func locations(
        of company: CompanyID, _ request: ListRequest
    ) async throws -> ListPage<Location> {
        try await query(company) { store in try store.locations.page(request) }
    }

    /// Replaces what a client may write of a location.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`; `SQLError`.
    package func replaceLocation(
        _ id: Int32, with draft: LocationDraft, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Location) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(store.locations.replace(id, with: draft, at: request.now))
        }
    }

    /// Disables a location.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func disableLocation(
        _ id: Int32, of company: CompanyID, as request: ChangeRequest,
        answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try store.locations.disable(id, at: request.now)
            return answer
        }
    }
}
