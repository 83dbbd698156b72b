package import DocketCore
import DocketStore

extension Directory {
    /// Makes an address of a customer.
    ///
    /// - Parameter keepingID: whether the draft's `Id` counts; otherwise it is ignored.
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`, `.taken`; `SQLError`.
    package func createAddress(
        _ draft: AddressDraft, keepingID: Bool, of customer: GUID, in company: CompanyID,
        as request: ChangeRequest,
        answer: @escaping @Sendable (Address) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(
                store.addressRows(of: customer).create(
                    draft.belonging(to: customer, isChecked: true), keepingID: keepingID,
                    at: request.now))
        }
    }

    /// The address of that id, disabled or not.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func address(
        _ id: GUID, of customer: GUID, in company: CompanyID
    ) async throws -> Address {
        try await read(company) { store in
            try store.addressRows(of: customer).require(id)
        }
    }

    /// A page of a customer's addresses, by id.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func addresses(
        of customer: GUID, in company: CompanyID, _ request: ListRequest
    ) async throws -> ListPage<Address> {
        try await query(company) { store in
            try store.addressRows(of: customer).page(request)
        }
    }

    /// Replaces what a client may write of an address.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`; `SQLError`.
    package func replaceAddress(
        _ id: GUID, with draft: AddressDraft, of customer: GUID, in company: CompanyID,
        as request: ChangeRequest,
        answer: @escaping @Sendable (Address) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(
                store.addressRows(of: customer).replace(
                    id, with: draft.belonging(to: customer, isChecked: true), at: request.now))
        }
    }

    /// Disables an address.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func disableAddress(
        _ id: GUID, of customer: GUID, in company: CompanyID, as request: ChangeRequest,
        answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try store.addressRows(of: customer).disable(id, at: request.now)
            return answer
        }
    }
}

extension CompanyStore {
    /// The addresses of a customer that is there.
    fileprivate func addressRows(of customer: GUID) throws -> DirectoryRows<AddressFields> {
        _ = try customers.require(customer)
        return addresses(of: customer)
    }
}
