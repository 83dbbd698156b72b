import DocketCore
import DocketJSON
import HTTPTypes

/// What the description says of an operation beyond what its route shows.
struct OperationDescription: Sendable {
    /// By what generated clients call it; no other operation has it.
    let id: String
    let tag: OperationTag
    /// A few words.
    let summary: String
    /// What else there is to say.
    let words: String
    /// The path as clients see it, where one of its parameters is no key in parentheses: then
    /// several routes are one operation. `nil` for what the route says.
    let template: String?
    /// What may be said beside the keys of the path and the body.
    let parameters: [ParameterDescription]
    /// `nil` for an operation that looks at no body.
    let body: BodyDescription?
    /// Every answer that is no refusal, the one to the example first.
    let answers: [AnswerDescription]
    /// The refusals that do not come with its kind of operation.
    let refusals: [ProblemType]

    init(
        _ id: String, _ tag: OperationTag, _ summary: String, _ words: String = "",
        at template: String? = nil, parameters: [ParameterDescription] = [],
        body: BodyDescription? = nil,
        answers: [AnswerDescription], refusals: [ProblemType] = []
    ) {
        self.id = id
        self.tag = tag
        self.summary = summary
        self.words = words
        self.template = template
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.refusals = refusals
    }
}

/// What operations are about.
enum OperationTag: String, CaseIterable, Sendable {
    case orders = "Orders"
    case items = "Items"
    case history = "History"
    case companies = "Companies"
    case locations = "Locations"
    case employees = "Employees"
    case customers = "Customers"
    case webhooks = "Webhooks"
    case parcels = "Parcels"
    case money = "Prepay"
    case people = "Clients and users"
    case odata = "OData"
    case tokens = "Tokens"
    case pages = "Pages"
    case server = "Server"
    case sandbox = "Sandbox"

    /// What they have in common.
    var words: String {
        switch self {
        case .orders: "Orders, with their items or without, and what is done with them."
        case .items: "The items of an order."
        case .history: "What happened to orders, and what can be done with them next."
        case .companies: "Companies: what everything else belongs to."
        case .locations: "The stores and warehouses of a Company, which orders call entities."
        case .employees: "The Employees of a Company."
        case .customers: "The Customers of a Company, with their Addresses."
        case .webhooks: "Where a Company is told of its events."
        case .parcels: "What parcels cost, orders of them, and where they are."
        case .money: "The money of a Company: what is paid in, spent and given back."
        case .people: "Who may do what in a Company."
        case .odata: "What clients of OData find by the address of a Company alone."
        case .tokens: "Getting tokens, asking about them, and taking them back."
        case .pages: "Where people sign in with a browser, and allow clients to act for them."
        case .server: "The server itself."
        case .sandbox: "The clock of the sandbox, and its beginning. Only there."
        }
    }
}

/// What a client sends.
struct BodyDescription: Sendable {
    /// The media types that it may have.
    let types: [String]
    let schema: NamedSchema
    /// What the tests send.
    let example: JSONValue
    /// Whether there must be one.
    let isRequired: Bool

    /// JSON.
    static func json(_ schema: NamedSchema, _ example: JSONValue) -> BodyDescription {
        BodyDescription(
            types: [jsonType], schema: schema, example: example, isRequired: true)
    }

    /// A JSON Merge Patch (RFC 7396).
    static func patch(_ schema: NamedSchema, _ example: JSONValue) -> BodyDescription {
        BodyDescription(
            types: [jsonType, "application/merge-patch+json"], schema: schema, example: example,
            isRequired: true)
    }

    /// A form.
    static func form(
        _ schema: NamedSchema, _ example: JSONValue, isRequired: Bool = true
    ) -> BodyDescription {
        BodyDescription(
            types: ["application/x-www-form-urlencoded"], schema: schema, example: example,
            isRequired: isRequired)
    }

    /// Whether it is JSON.
    var isJSON: Bool { types.first == Self.jsonType }

    private static let jsonType = "application/json"

    /// As it is written down.
    var json: JSONValue {
        let content = JSONValue.object(
            types.map { .init($0, ["schema": schema.reference.json, "example": example]) })
        return isRequired ? ["required": true, "content": content] : ["content": content]
    }
}

/// What a client gets.
struct AnswerDescription: Sendable {
    let status: HTTPResponse.Status
    let words: String
    /// The forms in which it may come.
    var contents: [Content] = []
    var headers: [HeaderDescription] = []

    /// A form of an answer.
    struct Content: Sendable {
        let type: String
        let schema: Schema
        /// One that is needed where the schema has none.
        var example: JSONValue?

        /// JSON.
        static func json(_ schema: Schema) -> Content {
            Content(type: MediaType.json.text, schema: schema)
        }

        /// Text of some type.
        static func text(_ type: String, _ example: String) -> Content {
            Content(type: type, schema: Schema("string"), example: .string(example))
        }

        /// A page.
        static let page = text(
            "text/html", "<!DOCTYPE html>\n<html lang=\"en\"><body>…</body></html>\n")
    }

    /// A JSON document.
    static func json(
        _ status: HTTPResponse.Status, _ words: String, _ schema: Schema,
        headers: [HeaderDescription] = []
    ) -> AnswerDescription {
        AnswerDescription(
            status: status, words: words, contents: [.json(schema)], headers: headers)
    }

    /// 200 with a JSON document.
    static func ok(
        _ words: String, _ schema: Schema, headers: [HeaderDescription] = []
    ) -> AnswerDescription {
        json(.ok, words, schema, headers: headers)
    }

    /// 201 with what was made, and where it is.
    static func created(
        _ words: String, _ schema: NamedSchema, headers: [HeaderDescription] = []
    ) -> AnswerDescription {
        json(.created, words, schema.reference, headers: [.location] + headers)
    }

    /// 204.
    static func nothing(
        _ words: String, headers: [HeaderDescription] = []
    ) -> AnswerDescription {
        AnswerDescription(status: .noContent, words: words, headers: headers)
    }

    /// A page for people.
    static func page(
        _ status: HTTPResponse.Status, _ words: String, headers: [HeaderDescription] = []
    ) -> AnswerDescription {
        AnswerDescription(
            status: status, words: words, contents: [.page], headers: [.frameOptions] + headers)
    }

    /// The way to another page.
    static func redirect(_ words: String, headers: [HeaderDescription] = []) -> AnswerDescription {
        AnswerDescription(
            status: .seeOther, words: words, headers: [.location] + headers)
    }
}
