import DocketCore
import DocketService
import HTTPTypes

/// The directory: companies, and what their orders point at.
///
/// Source: contract, section 8.
struct DirectoryAPI: Sendable {
    let companies: Companies
    let directory: Directory
    let lists: Lists

    /// The directory in `services`.
    init(services: DocketServices, lists: Lists) {
        self.lists = lists
        companies = services.companies
        directory = services.directory
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        listRoutes + companyRoutes + locationRoutes + customerRoutes + customerFullRoutes
            + addressRoutes
            + employeeRoutes
    }

    /// 201 with the entry and where it is.
    static func created<Fields: ExchangedFields>(
        _ entry: DirectoryEntry<Fields>, in company: CompanyID, at path: String
    ) -> KeptAnswer {
        .json(.created, DirectoryJSON.document(entry, in: company)).adding(.location, path)
    }

    /// 200 with the entry.
    static func found<Fields: ExchangedFields>(
        _ entry: DirectoryEntry<Fields>, in company: CompanyID
    ) -> KeptAnswer {
        .json(.ok, DirectoryJSON.document(entry, in: company))
    }
}

extension Call {
    /// The key behind a segment, such as that of `Locations(…)`.
    ///
    /// - Throws: `RequestError.notFound` where it can't be the key of such an entry.
    func key<Fields: DirectoryFields>(of name: String, _: Fields.Type) throws -> Fields.ID {
        let key = path.key(of: name) ?? ""
        guard let id = Fields.ID(key: key) else {
            throw RequestError.notFound(Fields.noun, id: key)
        }
        return id
    }

    /// Whether the caller may choose ids (contract, section 8).
    var maySetID: Bool { principal?.scopes.allows(.admin) ?? false }

    /// The body as an entry of the directory. What is wrong with it is told by the draft, since
    /// a 404 goes before.
    ///
    /// - Throws: `RequestError.unsupportedMediaType`, `.bodyTooLarge`, `.notSupported` for options
    ///   behind `?`.
    func draft<Fields: ExchangedFields>(of _: Fields.Type) async throws -> DirectoryDraft<Fields> {
        try refuseOptions()
        return DirectoryDraft(body: try await jsonBody())
    }
}
