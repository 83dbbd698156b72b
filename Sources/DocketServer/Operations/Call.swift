import DocketCore
import DocketService
import HTTPTypes
import Hummingbird

/// A request that was let in, as a handler sees it.
struct Call: Sendable {
    /// The path's segments and keys.
    let path: ResourcePath
    /// What stands before `?`, as sent.
    let rawPath: Substring
    /// What stands behind `?`, as sent.
    let rawQuery: Substring
    /// The header.
    let headers: HTTPFields
    /// Scheme and host by which the client reached the server; empty where it names none.
    let origin: String
    /// Where it came from.
    let peer: Peer
    /// Who calls; only an operation for `.anyone` has nobody.
    let principal: Principal?
    /// The company that it is about where the path names none; `nil` where it is about none, or
    /// the path says it.
    var chosenCompany: CompanyID?
    /// The instant of the request: everything that it does happens at this time.
    let now: Timestamp
    /// By what it is found in the log.
    let mark: RequestMark
    /// Bytes of the body, not read yet.
    var requestBody: RequestBody
    /// By what a repetition of the request is known.
    var key: RequestKey?

    /// The decoded options behind `?`, in their order.
    ///
    /// - Throws: `RequestError.badRequest` for broken percent-encoding.
    func query() throws -> [QueryOption] { try QueryOption.read(rawQuery) }

    /// A segment of the path, counted from 0, decoded; empty where there is none.
    func segment(_ place: Int) -> String {
        let parts = rawPath.split(separator: "/")
        return parts.indices.contains(place) ? PercentEncoding.decode(parts[place]) ?? "" : ""
    }

    /// The company of the path, or the one that was chosen, which the caller's token is for.
    ///
    /// - Throws: `RequestError.notFound` where the path has none.
    func company() throws -> CompanyID {
        if let chosenCompany { return chosenCompany }
        guard let key = path.key(of: "companies"), let company = CompanyID(key) else {
            throw RequestError.notFound("Company", id: path.key(of: "companies") ?? "")
        }
        return company
    }

    /// An identifier in parentheses, such as that of `Orders(…)`.
    ///
    /// - Parameter name: the segment's name in lower case, such as `orders`.
    /// - Throws: `RequestError.notFound` with `resource` in its text where it is no GUID.
    func guid(_ name: String, resource: String) throws -> GUID {
        let key = path.key(of: name) ?? ""
        guard let id = GUID(key) else { throw RequestError.notFound(resource, id: key) }
        return id
    }

    /// The company's address, below which OData finds everything.
    ///
    /// - Throws: `RequestError.notFound` where the path has no company.
    func serviceRoot() throws -> ServiceRoot {
        ServiceRoot(origin: origin, company: try company())
    }

    /// The client's address, or the network that is its own; `nil` where nobody knows it.
    var address: String? { peer.client(headers)?.ofCustomer.description }

    /// In the log, in `X-Request-Id`, and `traceId` of a problem.
    var requestID: String { mark.requestID }

    /// What the log and the history note as the cause.
    var actor: String { principal?.actor ?? "anonymous" }
}

/// An option behind `?`, percent-decoded once.
struct QueryOption: Sendable, Equatable {
    let name: String
    let value: String
    /// The value as it came, still percent-encoded.
    let rawValue: String

    /// The value of `$top` in a list that is read page by page.
    ///
    /// - Parameter known: what an option before this one said.
    /// - Throws: `RequestError.badRequest`.
    func pageSize(upTo most: Int, known: Int?) throws -> Int {
        guard known == nil, let size = Int(value), (1...most).contains(size) else {
            throw RequestError.badRequest("$top must be from 1 to \(most)", position: 0)
        }
        return size
    }
}
