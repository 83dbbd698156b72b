package import DocketCore
import DocketStore

extension Directory {
    /// Makes a customer with its addresses: all or nothing.
    ///
    /// - Parameter keepingIDs: whether the drafts' `Id`s count; otherwise they are ignored.
    /// - Throws: `ServiceError.companyNotFound`, `.invalid`, `.taken`; `SQLError`.
    package func createCustomerFull(
        _ draft: CustomerFullDraft, keepingIDs: Bool, of company: CompanyID,
        as request: ChangeRequest,
        answer: @escaping @Sendable (CustomerFull) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(store.create(draft, keepingIDs: keepingIDs, at: request.now))
        }
    }

    /// The customer of that id with its addresses, disabled or not.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func customerFull(_ id: GUID, of company: CompanyID) async throws -> CustomerFull {
        try await read(company) { store in try store.full(store.customers.require(id)) }
    }

    /// A page of the company's customers, with their addresses where the selection wants them; by
    /// themselves by when they were made.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func customers(
        of company: CompanyID, _ request: ListRequest
    ) async throws -> ListPage<CustomerFull> {
        try await query(company) { store in
            let wanted = request.query.selection.list("Addresses")
            return try store.customers.page(request).map { customer in
                try store.full(customer, wanted)
            }
        }
    }
}

extension CompanyStore {
    /// Makes a customer with its addresses. Where it throws a `ServiceError`, it has changed
    /// nothing.
    ///
    /// - Throws: `ServiceError.invalid`, `.taken`; `SQLError`.
    func create(
        _ draft: CustomerFullDraft, keepingIDs: Bool, at now: Timestamp
    ) throws -> CustomerFull {
        let faults = draft.faults(withID: keepingIDs)
        guard faults.isEmpty else { throw ServiceError.invalid(faults) }
        if keepingIDs { try requireFree(draft.addresses.compactMap(\.id)) }
        let customer = try customers.create(draft.customer, keepingID: keepingIDs, at: now)
        let rows = addresses(of: customer.id)
        var made: [Address] = []
        for address in draft.addresses {
            made.append(
                try rows.create(
                    address.belonging(to: customer.id, isChecked: false),
                    keepingID: keepingIDs, at: now))
        }
        return CustomerFull(
            customer: customer, addresses: made.sorted { $0.id < $1.id })
    }

    /// Sees to it that addresses of these ids can be made: before anything is.
    private func requireFree(_ ids: [GUID]) throws {
        var seen: Set<GUID> = []
        for id in ids {
            let isFree = try seen.insert(id).inserted && !isAddressTaken(id)
            guard isFree else { throw ServiceError.idTaken(AddressFields.noun, "\(id)") }
        }
    }

    /// A customer with all its addresses.
    fileprivate func full(_ customer: Customer) throws -> CustomerFull {
        CustomerFull(customer: customer, addresses: try addresses(of: customer.id).all())
    }

    /// A customer with those of its addresses that are wanted.
    fileprivate func full(_ customer: Customer, _ wanted: ListQuery?) throws -> CustomerFull {
        guard let wanted else { return CustomerFull(customer: customer, addresses: []) }
        let request = ListRequest(
            wanted, skip: wanted.skip, limit: wanted.top ?? Int(Int32.max))
        return CustomerFull(
            customer: customer, addresses: try addresses(of: customer.id).page(request).elements)
    }
}
