import DocketCore
import HTTPTypes

/// All operations, found by path in one look-up (docs/decisions/0001-route-table.md).
struct RouteTable: Sendable {
    private var resources: [String: [HTTPRequest.Method: Route]] = [:]

    /// A table of routes.
    init(_ routes: [Route]) {
        for route in routes {
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
        guard let resource = resources[path.signature] else { return .nothing }
        if let route = resource[method == .head ? .get : method] { return .route(route) }
        var allowed = resource.keys.map(\.rawValue)
        if resource[.get] != nil { allowed.append("HEAD") }
        allowed.append("OPTIONS")
        return .otherMethod(allowed: allowed.sorted())
    }

    /// Every operation as `METHOD path`, sorted: for tests and documents.
    var listing: [String] {
        resources.values.flatMap { $0.values.map { "\($0.method.rawValue) \($0.path)" } }.sorted()
    }
}
