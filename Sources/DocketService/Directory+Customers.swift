package import DocketCore
import DocketStore

extension Directory {
    /// Makes a customer.
    ///
    /// - Parameter keepingID: whether the draft's `Id` counts; otherwise it is ignored.
    /// - Throws: `ServiceError.companyNotFound`, `.invalid`, `.taken`; `SQLError`.
    package func createCustomer(
        _ draft: CustomerDraft, keepingID: Bool, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Customer) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(store.customers.create(draft, keepingID: keepingID, at: request.now))
        }
    }

    /// The customer of that id, disabled or not.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func customer(_ id: GUID, of company: CompanyID) async throws -> Customer {
        try await read(company) { store in try store.customers.require(id) }
    }

    /// Replaces what a client may write of a customer.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`; `SQLError`.
    package func replaceCustomer(
        _ id: GUID, with draft: CustomerDraft, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Customer) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(store.customers.replace(id, with: draft, at: request.now))
        }
    }

    /// Disables a customer.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func disableCustomer(
        _ id: GUID, of company: CompanyID, as request: ChangeRequest,
        answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try store.customers.disable(id, at: request.now)
            return answer
        }
    }
}
