import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/Employees` and `/Employees({id})`.
    var employeeRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/employees", .scope(.directoryWrite), .createEmployee,
                changing: createEmployee
            ),
            Route(
                .get, "v1/companies()/employees()", .scope(.directoryRead), .readEmployee,
                getEmployee),
            Route(
                .put, "v1/companies()/employees()", .scope(.directoryWrite), .replaceEmployee,
                changing: putEmployee),
            Route(
                .delete, "v1/companies()/employees()", .scope(.directoryWrite), .disableEmployee,
                changing: deleteEmployee),
        ]
    }

    @Sendable private func createEmployee(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        return try await directory.createEmployee(
            try await call.draft(of: EmployeeFields.self), keepingID: call.maySetID, of: company,
            as: call.change
        ) { employee in
            Self.created(
                employee, in: company, at: "/v1/Companies(\(company))/Employees(\(employee.id))")
        }
    }

    @Sendable private func getEmployee(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let id = try call.key(of: "employees", EmployeeFields.self)
        return Answer(Self.found(try await directory.employee(id, of: company), in: company))
    }

    @Sendable private func putEmployee(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let id = try call.key(of: "employees", EmployeeFields.self)
        return try await directory.replaceEmployee(
            id, with: try await call.draft(of: EmployeeFields.self), of: company, as: call.change
        ) { employee in
            Self.found(employee, in: company)
        }
    }

    @Sendable private func deleteEmployee(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let id = try call.key(of: "employees", EmployeeFields.self)
        return try await directory.disableEmployee(
            id, of: try call.company(), as: call.change, answer: .noContent)
    }
}
