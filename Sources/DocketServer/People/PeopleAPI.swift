import DocketCore
import DocketService
import HTTPTypes

/// Who may do what in a company: its clients and its users, for its administrators.
///
/// Source: contract, section 7.
struct PeopleAPI: Sendable {
    let clients: CompanyClients
    let users: CompanyUsers
    /// Where changes are told of.
    let log: SecurityLog

    /// The clients and users in `services`.
    init(services: DocketServices, log: SecurityLog) {
        clients = services.clients
        users = services.users
        self.log = log
    }

    /// Every operation, for the table of routes.
    var routes: [Route] { clientRoutes + userRoutes }

    /// Tells the log of a change, unless it was only tried.
    ///
    /// - Parameters:
    ///   - event: which change it is.
    ///   - resource: its path below the company's, such as `Clients(web-shop)`.
    ///   - answer: what was answered; told is what is kept of it, which is without secrets.
    /// - Returns: that answer.
    func noting(
        _ event: (SecurityEvent.PeopleChange) -> SecurityEvent, of resource: String,
        by call: Call, _ answer: KeptAnswer
    ) -> KeptAnswer {
        guard !call.prefersDryRun else { return answer }
        let now = answer.bodyWithoutSecret ?? answer.body
        let change = SecurityEvent.PeopleChange(
            principal: call.principal, company: call.path.key(of: "companies") ?? "",
            resource: resource, now: String(decoding: now, as: UTF8.self))
        log.note(event(change), of: call)
        return answer
    }
}

/// The options of a list of clients or users.
struct PeopleOptions {
    /// The `Id` behind which it begins.
    private(set) var after: String?
    /// How many at most.
    let top: Int

    /// Reads what stands behind `?`.
    ///
    /// - Throws: `RequestError.badRequest`.
    init(_ call: Call, upTo most: Int, isID: (String) -> Bool) throws {
        var size: Int?
        for option in try call.query() {
            switch option.name.lowercased() {
            case "after":
                guard after == nil, isID(option.value) else {
                    throw RequestError.badRequest("after must be an Id", position: 0)
                }
                after = option.value
            case "$top", "top":
                size = try option.pageSize(upTo: most, known: size)
            default:
                throw RequestError.badRequest(
                    "there is no query option '\(option.name)'", position: 0)
            }
        }
        top = size ?? most
    }
}

extension Answer {
    /// The same answer with where the next page is, if this one is full.
    ///
    /// - Parameter ids: of what is on the page.
    func paging(_ call: Call, _ options: PeopleOptions, ids: [String]) -> Answer {
        guard ids.count == options.top, let last = ids.last else { return self }
        return adding(
            .link, "<\(call.rawPath)?after=\(last)&%24top=\(options.top)>; rel=\"next\"")
    }
}

extension Call {
    /// What the caller's token allows, and so the most that they give to others.
    var grantable: ScopeSet { principal?.scopes ?? [] }
}
