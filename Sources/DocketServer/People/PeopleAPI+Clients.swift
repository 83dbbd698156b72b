import DocketCore
import DocketService
import HTTPTypes

extension PeopleAPI {
    /// `/Clients` and `/Clients({id})`.
    var clientRoutes: [Route] {
        [
            Route(.get, "v1/companies()/clients", .scope(.admin), .listClients, getClients),
            Route(
                .post, "v1/companies()/clients", .scope(.admin), .createClient,
                changing: createClient),
            Route(.get, "v1/companies()/clients()", .scope(.admin), .readClient, getClient),
            Route(
                .put, "v1/companies()/clients()", .scope(.admin), .replaceClient,
                changing: putClient),
            Route(
                .delete, "v1/companies()/clients()", .scope(.admin), .deleteClient,
                changing: deleteClient),
            Route(
                .post, "v1/companies()/clients()/rotatesecret", .scope(.admin), .rotateClientSecret,
                changing: rotateClientSecret),
        ]
    }

    @Sendable private func getClients(_ call: Call) async throws -> Answer {
        let options = try PeopleOptions(
            call, upTo: CompanyClients.pageMax, isID: ClientDraft.isValid(id:))
        let page = try await clients.page(
            of: try call.company(), after: options.after, limit: options.top)
        return Answer.json(.ok, PeopleDocument.bytes(page))
            .paging(call, options, ids: page.map(\.id))
    }

    @Sendable private func createClient(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        var input = try await call.clientInput()
        let id = input.id ?? Clients.randomID()
        input.id = id
        let answer = try await clients.create(
            input, of: company, within: call.grantable, as: call.change
        ) { shown in
            .json(.created, showing: shown.secret) { secret in
                PeopleDocument.bytes(shown.client, secret: secret)
            }
            .adding(.location, "/v1/Companies(\(company))/Clients(\(id))")
        }
        return noting(SecurityEvent.clientCreated, of: "Clients(\(id))", by: call, answer)
    }

    @Sendable private func getClient(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let client = try await clients.get(try call.clientID(), of: try call.company())
        return .json(.ok, PeopleDocument.bytes(client))
    }

    @Sendable private func putClient(_ call: Call) async throws -> KeptAnswer {
        let id = try call.clientID()
        let answer = try await clients.replace(
            id, with: try await call.clientInput(), of: try call.company(),
            within: call.grantable, as: call.change
        ) { client in .json(.ok, PeopleDocument.bytes(client)) }
        return noting(SecurityEvent.clientChanged, of: "Clients(\(id))", by: call, answer)
    }

    @Sendable private func deleteClient(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let id = try call.clientID()
        let answer = try await clients.disable(
            id, of: try call.company(), as: call.change, answer: .noContent)
        return noting(SecurityEvent.clientDisabled, of: "Clients(\(id))", by: call, answer)
    }

    @Sendable private func rotateClientSecret(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let id = try call.clientID()
        let answer = try await clients.rotateSecret(
            of: id, of: try call.company(), as: call.change
        ) { shown in
            .json(.ok, showing: shown.secret) { secret in
                PeopleDocument.bytes(shown.client, secret: secret)
            }
        }
        return noting(SecurityEvent.clientSecretRotated, of: "Clients(\(id))", by: call, answer)
    }
}

extension Call {
    /// The key behind `Clients(…)`.
    ///
    /// - Throws: `RequestError.notFound` where it can be none.
    fileprivate func clientID() throws -> String {
        let key = path.key(of: "clients") ?? ""
        guard ClientDraft.isValid(id: key) else {
            throw RequestError.notFound("Client", id: key)
        }
        return key
    }

    /// The body as a client; what is wrong with it is told by the input.
    fileprivate func clientInput() async throws -> ClientInput {
        try refuseOptions()
        return PeopleJSON.client(try await jsonBody())
    }
}
