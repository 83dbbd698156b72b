package import DocketCore
import HTTPTypes
import Metrics

/// All operations, found by path in one look-up (docs/decisions/0001-route-table.md).
struct RouteTable: Sendable {
    private var resources: [String: [HTTPRequest.Method: Route]] = [:]

    /// A table of routes.
    ///
    /// - Parameter metrics: makes what is counted of each; `nil` for nothing.
    init(_ routes: [Route], metrics: (any MetricsFactory)? = nil) {
        for var route in routes {
            route.figures = metrics.map { RouteFigures(route, $0) }
            precondition(
                resources[route.path]?[route.method] == nil,
                "the routes have \(route.method) \(route.path) twice")
            resources[route.path, default: [:]][route.method] = route
        }
    }

    /// What a path and a method lead to.
    enum Match: Sendable {
        case route(Route)
        /// `OPTIONS`, or a method that the resource lacks.
        case otherMethod(allowed: [String])
        case nothing
    }

    /// Looks a request up; `HEAD` is like `GET`.
    func match(_ method: HTTPRequest.Method, _ path: ResourcePath) -> Match {
        guard let resource = resources[path.signature] ?? pattern(path) else { return .nothing }
        if let route = resource[method == .head ? .get : method] { return .route(route) }
        var allowed = resource.keys.map(\.rawValue)
        if resource[.get] != nil { allowed.append("HEAD") }
        allowed.append("OPTIONS")
        return .otherMethod(allowed: allowed.sorted())
    }

    /// The resource in whose path one segment may be any: looked for where no other is.
    private func pattern(_ path: ResourcePath) -> [HTTPRequest.Method: Route]? {
        guard (2...5).contains(path.segments.count), path.segments.allSatisfy({ $0.key == nil })
        else { return nil }
        let names = path.segments.map(\.name)
        return names.indices.dropFirst().lazy.compactMap { place in
            var pattern = names
            pattern[place] = "{}"
            return resources[pattern.joined(separator: "/")]
        }.first
    }

    /// Every operation, by path and method.
    var operations: [APIOperation] {
        resources.values.flatMap { $0.values.map(APIOperation.init) }
            .sorted { ($0.path, $0.method) < ($1.path, $1.method) }
    }
}

/// What a server can be asked, as tests and documents see it.
package struct APIOperation: Sendable, Hashable {
    /// Such as `GET`.
    package let method: String
    /// The names in lower case with `()` for keys: `v1/companies()/orders()`.
    package let path: String
    /// The path as the description has it: `/v1/Companies({companyId})/Orders`.
    package let template: String
    /// One of these scopes is needed; empty where anybody may ask.
    package let scopes: [Scope]
    /// Every status that it is said to answer with.
    package let statuses: Set<Int>
    /// Every refusal that it is said to answer with: the last part of a problem's `type`.
    package let refusals: Set<String>

    init(_ route: Route) {
        method = route.method.rawValue
        path = route.path
        template = route.template
        statuses = Set(route.responses.map(\.status))
        refusals = Set(route.refusals.map(\.rawValue))
        scopes =
            switch route.access {
            case .anyone: []
            case .scope(let scope, let other): [scope] + (other.map { [$0] } ?? [])
            case .proof(let scope): [scope]
            }
    }
}
