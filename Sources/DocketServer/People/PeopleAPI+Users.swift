import DocketCore
import DocketService
import HTTPTypes

extension PeopleAPI {
    /// `/Users` and `/Users({id})`.
    var userRoutes: [Route] {
        [
            Route(.get, "v1/companies()/users", .scope(.admin), .listUsers, getUsers),
            Route(.post, "v1/companies()/users", .scope(.admin), .createUser, changing: createUser),
            Route(.get, "v1/companies()/users()", .scope(.admin), .readUser, getUser),
            Route(.put, "v1/companies()/users()", .scope(.admin), .replaceUser, changing: putUser),
            Route(
                .delete, "v1/companies()/users()", .scope(.admin), .deleteUser, changing: deleteUser
            ),
        ]
    }

    @Sendable private func getUsers(_ call: Call) async throws -> Answer {
        let options = try PeopleOptions(
            call, upTo: CompanyUsers.pageMax, isID: { GUID($0) != nil })
        let page = try await users.page(
            of: try call.company(), after: options.after.flatMap { GUID($0) },
            limit: options.top)
        return Answer.json(.ok, PeopleDocument.bytes(page))
            .paging(call, options, ids: page.map(\.id.description))
    }

    @Sendable private func createUser(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let answer = try await users.create(
            try await call.userInput(), of: company, within: call.grantable, as: call.change
        ) { user in
            .json(.created, PeopleDocument.bytes(user))
                .adding(.location, "/v1/Companies(\(company))/Users(\(user.id))")
        }
        return noting(SecurityEvent.userCreated, of: "Users", by: call, answer)
    }

    @Sendable private func getUser(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let user = try await users.get(try call.userID(), of: try call.company())
        return .json(.ok, PeopleDocument.bytes(user))
    }

    @Sendable private func putUser(_ call: Call) async throws -> KeptAnswer {
        let id = try call.userID()
        let input = try await call.userInput()
        let answer = try await users.replace(
            id, with: input, of: try call.company(), within: call.grantable, as: call.change
        ) { user in .json(.ok, PeopleDocument.bytes(user)) }
        let event =
            input.password == nil
            ? SecurityEvent.userChanged : SecurityEvent.userPasswordReplaced
        return noting(event, of: "Users(\(id))", by: call, answer)
    }

    @Sendable private func deleteUser(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let id = try call.userID()
        let answer = try await users.disable(
            id, of: try call.company(), as: call.change, answer: .noContent)
        return noting(SecurityEvent.userDisabled, of: "Users(\(id))", by: call, answer)
    }
}

extension Call {
    /// The key behind `Users(…)`.
    ///
    /// - Throws: `RequestError.notFound` where it can be none.
    fileprivate func userID() throws -> GUID { try guid("users", resource: "User") }

    /// The body as a user; what is wrong with it is told by the input.
    fileprivate func userInput() async throws -> UserInput {
        try refuseOptions()
        return PeopleJSON.user(try await jsonBody())
    }
}
