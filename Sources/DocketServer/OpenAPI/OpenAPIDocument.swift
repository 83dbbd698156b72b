import DocketCore
import DocketJSON
import HTTPTypes

/// The description of all operations, for programs that read such: it says what the routes are
/// described by.
///
/// Source: OpenAPI 3.1.1.
struct OpenAPIDocument: Sendable {
    private let routes: [Route]

    /// The description of these operations; several routes may be one of them.
    init(of routes: [Route]) {
        var known: Set<String> = []
        self.routes = routes.sorted {
            ($0.template, $0.method.rawValue) < ($1.template, $1.method.rawValue)
        }.filter { known.insert($0.description.id).inserted }
    }

    /// The document.
    var json: JSONValue {
        let tags = Set(routes.map(\.description.tag))
        return [
            "openapi": "3.1.1",
            "info": [
                "title": "Docket", "version": "1",
                "summary": "Orders with their items, from creation to fulfilment.",
                "description": .string(Self.words),
                "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/", "description": "Wherever this was asked for."]],
            "tags": .array(
                OperationTag.allCases.filter(tags.contains).map {
                    ["name": .string($0.rawValue), "description": .string($0.words)]
                }),
            "paths": .object(paths),
            "components": components,
        ]
    }

    private static let words = """
        Names in paths and of members, and those of query options, are taken in any letter case; \
        OData's options also without `$`. Members that Docket doesn't know are ignored, and so are \
        read-only ones that are sent back. Integers and amounts may be sent as text. \
        `HEAD` answers as `GET` does, without the body; `OPTIONS` answers `Allow`; a method that a \
        resource lacks is 405.
        """

    private var paths: [JSONValue.Member] {
        Dictionary(grouping: routes, by: \.template).sorted { $0.key < $1.key }.map {
            path, routes in
            .init(
                path,
                .object(routes.map { .init($0.method.rawValue.lowercased(), $0.json) }))
        }
    }

    // MARK: - Components

    private var components: JSONValue {
        let problems = ProblemType.allCases
        let shared = problems.map { ResponseDescription(answers: [], refusals: [$0]) }
        let headers = (routes.flatMap(\.responses).map(\.response) + shared).flatMap(\.headers)
        return [
            "schemas": .object(schemas),
            "responses": .object(
                zip(problems, shared).map { .init($0.rawValue, $1.json) }),
            "parameters": Self.components(routes.flatMap(\.parameters).map { ($0.key, $0.json) }),
            "examples": .object(problems.map { .init($0.rawValue, ["value": $0.example.json]) }),
            "headers": Self.components(headers.map { ($0.key, $0.json) }),
            "securitySchemes": SecuritySchemes.json,
        ]
    }

    /// All schemas that are named somewhere, and those that are named in them.
    private var schemas: [JSONValue.Member] {
        var known: [String: JSONValue] = [:]
        var open = [NamedSchema.problem, .parcelRefusal]
        for route in routes {
            open += route.description.body.map { [$0.schema] } ?? []
            open += route.answers.flatMap(\.contents).flatMap(\.schema.named)
        }
        while let schema = open.popLast() {
            guard known.updateValue(schema.json, forKey: schema.name) == nil else { continue }
            open += schema.schema.named
        }
        return known.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
    }

    private static func components(_ all: [(key: String, json: JSONValue)]) -> JSONValue {
        let each = Dictionary(all.map { ($0.key, $0.json) }) { first, _ in first }
        return .object(each.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
    }
}

extension NamedSchema {
    /// As it stands among the components, with an example of the whole.
    fileprivate var json: JSONValue {
        guard schema["examples"] == nil, let sample = schema.sample else { return schema.json }
        return schema.with(["examples": [sample]]).json
    }
}

/// How clients prove who asks.
enum SecuritySchemes {
    /// As they stand among the components.
    static var json: JSONValue {
        let scopes = JSONValue.object(
            Scope.allCases.map { .init($0.rawValue, .string("To \($0.words).")) })
        return [
            "oauth2": [
                "type": "oauth2", "description": "Docket's own tokens.",
                "flows": [
                    "password": ["tokenUrl": token, "refreshUrl": token, "scopes": scopes],
                    "clientCredentials": ["tokenUrl": token, "scopes": scopes],
                    "authorizationCode": [
                        "authorizationUrl": authorize, "tokenUrl": token, "refreshUrl": token,
                        "scopes": scopes,
                    ],
                    "implicit": ["authorizationUrl": authorize, "scopes": scopes],
                ],
            ],
            "bearer": [
                "type": "http", "scheme": "bearer",
                "description": "An access token, Docket's own or one of an issuer that it trusts.",
            ],
            "client": [
                "type": "http", "scheme": "basic",
                "description": "A client's id and secret; they may stand in the body instead.",
            ],
            "session": [
                "type": "apiKey", "in": "cookie", "name": .string(Browser.sessionName),
                "description": "The sign-in of a person, which the pages themselves see to.",
            ],
        ]
    }

    private static let token: JSONValue = "/v1/oauth2/token"
    private static let authorize: JSONValue = "/v1/oauth2/authorize"
}
