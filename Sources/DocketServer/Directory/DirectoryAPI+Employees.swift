import DocketCore
import DocketService
import HTTPTypes

extension DirectoryAPI {
    /// `/Employees` and `/Employees({id})`.
    var employeeRoutes: [Route] {
        [
            Route(.post, "v1/companies()/employees", .scope(.directoryWrite), createEmployee),
            Route(.get, "v1/companies()/employees()", .scope(.directoryRead), getEmployee),
            Route(.put, "v1/companies()/employees()", .scope(.directoryWrite), putEmployee),
            Route(.delete, "v1/companies()/employees()", .scope(.directoryWrite), deleteEmployee),
        ]
    }

    @Sendable private func createEmployee(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let employee = try await directory.createEmployee(
            try await call.draft(of: EmployeeFields.self), keepingID: call.maySetID, of: company,
            at: call.now)
        let path = "/v1/Companies(\(company))/Employees(\(employee.id))"
        return created(employee, in: company, at: path)
    }

    @Sendable private func getEmployee(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let company = try call.company()
        let id = try call.key(of: "employees", EmployeeFields.self)
        return found(try await directory.employee(id, of: company), in: company)
    }

    @Sendable private func putEmployee(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let id = try call.key(of: "employees", EmployeeFields.self)
        let employee = try await directory.replaceEmployee(
            id, with: try await call.draft(of: EmployeeFields.self), of: company, at: call.now)
        return found(employee, in: company)
    }

    @Sendable private func deleteEmployee(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let id = try call.key(of: "employees", EmployeeFields.self)
        try await directory.disableEmployee(id, of: try call.company(), at: call.now)
        return .empty(.noContent)
    }
}
