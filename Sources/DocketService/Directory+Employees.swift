package import DocketCore
import DocketStore

extension Directory {
    /// Makes an employee.
    ///
    /// - Parameter keepingID: whether the draft's `Id` counts; otherwise it is ignored.
    /// - Throws: `ServiceError.companyNotFound`, `.invalid`, `.taken`; `SQLError`.
    package func createEmployee(
        _ draft: EmployeeDraft, keepingID: Bool, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Employee) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try answer(store.createEmployee(draft, keepingID: keepingID, at: request.now))
        }
    }

    /// The employee of that id, disabled or not.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func employee(_ id: Int32, of company: CompanyID) async throws -> Employee {
        try await read(company) { store in try store.employees.require(id) }
    }

    /// A page of the company's employees, by id.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func employees(
        of company: CompanyID, _ request: ListRequest
    ) async throws -> ListPage<Employee> {
        try await query(company) { store in try store.employees.page(request) }
    }

    /// Replaces what a client may write of an employee.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`, `.taken`; `SQLError`.
    package func replaceEmployee(
        _ id: Int32, with draft: EmployeeDraft, of company: CompanyID, as request: ChangeRequest,
        answer: @escaping @Sendable (Employee) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            _ = try store.employees.require(id)
            try store.requireFree(draft, for: id)
            return try answer(
                store.employees.replace(id, with: draft, at: request.now))
        }
    }

    /// Disables an employee.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func disableEmployee(
        _ id: Int32, of company: CompanyID, as request: ChangeRequest,
        answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await write(company, as: request) { store in
            try store.employees.disable(id, at: request.now)
            return answer
        }
    }
}

extension CompanyStore {
    /// Makes an employee. Where it throws a `ServiceError`, it has changed nothing.
    ///
    /// - Throws: `ServiceError.invalid`, `.taken`; `SQLError`.
    func createEmployee(
        _ draft: EmployeeDraft, keepingID: Bool, at now: Timestamp
    ) throws -> Employee {
        try requireFree(draft, for: nil)
        return try employees.create(draft, keepingID: keepingID, at: now)
    }

    /// Sees to it that no other employee has the draft's UserName.
    fileprivate func requireFree(_ draft: EmployeeDraft, for id: Int32?) throws {
        guard draft.faultsWithID.isEmpty, let userName = draft.fields.userName,
            let owner = try employeeID(userName: userName), owner != id
        else { return }
        throw ServiceError.taken("UserName \(userName) belongs to another Employee")
    }
}
