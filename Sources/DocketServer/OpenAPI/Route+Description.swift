import DocketCore
import DocketJSON
import HTTPTypes

// What follows from the kind of an operation is said here, for all of them at once.

extension Route {
    /// The keys in its path, in their order.
    var keys: [PathKey] {
        path.split(separator: "/").filter { $0.hasSuffix("()") }.map { segment in
            guard let key = PathKey(segment: segment) else {
                preconditionFailure("the key of \(segment) has a description")
            }
            return key
        }
    }

    /// The path as clients write it, with the names of its keys: `/v1/Companies({companyId})`.
    var template: String { description.template ?? ownTemplate }

    private var ownTemplate: String {
        path.split(separator: "/").map { segment in
            let name = segment.prefix { $0 != "(" }
            let key = PathKey(segment: segment).map { "({\($0.name)})" } ?? ""
            let spelling = isOfParcels ? nil : Self.spellings[String(name)]
            return "/" + (spelling ?? String(name)) + key
        }.joined()
    }

    /// The names of segments that are not in small letters.
    private static let spellings = Dictionary(
        uniqueKeysWithValues: [
            "Companies", "Orders", "OrderFull", "Items", "Locations", "Employees", "Customers",
            "CustomerFull", "Addresses", "Webhooks", "Deliveries", "Clients", "Users", "Events",
            "Actions", "Totals", "Process", "Processed", "Shipped", "Cancel", "Resend",
            "RotateSecret", "Test", "RateCard",
        ].map { ($0.lowercased(), $0) })

    /// Everything that may be said in a request beside the body.
    var parameters: [ParameterDescription] {
        keys.map(\.parameter) + description.parameters
            + (isChange ? [.idempotencyKey, .preferForChange] : []) + [.requestID]
    }

    /// Every refusal.
    var refusals: [ProblemType] {
        var refusals: [ProblemType] = [
            .invalidRequest, .requestTimeout, .uriTooLong, .headersTooLarge, .internalError,
            .notSupported, .unavailable,
        ]
        if isLimited { refusals.append(.rateLimitExceeded) }
        switch access {
        case .scope, .proof: refusals += [.invalidToken, .forbidden]
        case .anyone: break
        }
        // Some pages say by themselves that a link leads nowhere.
        let isPage = description.answers.contains { $0.status == .notFound }
        if !keys.isEmpty || description.template != nil, !isPage {
            refusals.append(.notFound)
        }
        if isChange { refusals += [.keyInUse, .keyReused] }
        if isChange || description.body != nil { refusals.append(.bodyTooLarge) }
        if description.body?.isJSON == true { refusals.append(.unsupportedMediaType) }
        // Pages and figures are text, whatever is accepted.
        if description.tag != .pages, path != "metrics" { refusals.append(.notAcceptable) }
        if parameters.contains(where: { $0.name == ParameterDescription.ifMatch.name }) {
            refusals.append(.preconditionFailed)
        }
        return refusals + description.refusals.filter { !refusals.contains($0) }
    }

    /// Every answer that is no refusal.
    var answers: [AnswerDescription] {
        let ifNoneMatch = ParameterDescription.ifNoneMatch.key
        let isKnown = description.parameters.contains { $0.key == ifNoneMatch }
        let unchanged = AnswerDescription(
            status: .notModified, words: "The client has it.", headers: [.eTag])
        return description.answers + (isKnown ? [unchanged] : [])
    }

    /// The operation as it stands below its path.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("operationId", .string(description.id)),
            .init("tags", [.string(description.tag.rawValue)]),
            .init("summary", .string(description.summary)),
        ]
        if !words.isEmpty { members.append(.init("description", .string(words))) }
        members.append(.init("security", .array(security)))
        members.append(.init("parameters", .array(parameters.map(\.reference))))
        if let body = description.body { members.append(.init("requestBody", body.json)) }
        members.append(
            .init(
                "responses",
                .object(
                    responses.map { status, response in
                        .init("\(status)", response.reference ?? response.json)
                    })))
        return .object(members)
    }

    private var words: String {
        let scopes: [Scope]
        switch access {
        case .anyone: return description.words
        case .scope(let scope, let other): scopes = [scope] + (other.map { [$0] } ?? [])
        case .proof(let scope): scopes = [scope]
        }
        let names = scopes.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        return (description.words.isEmpty ? "" : description.words + "\n\n") + "Scope: \(names)."
    }

    private var security: [JSONValue] {
        switch access {
        case .scope(let scope, let other):
            let scopes = [scope] + (other.map { [$0] } ?? [])
            return scopes.map { ["oauth2": [.string($0.rawValue)]] } + [["bearer": []]]
        case .proof(let scope):
            return [["oauth2": [.string(scope.rawValue)]], ["bearer": []], [:]]
        case .anyone:
            switch description.tag {
            case .tokens where description.body != nil: return [["client": []], [:]]
            case .pages: return [["session": []], [:]]
            case .orders, .items, .history, .companies, .locations, .employees, .customers,
                .webhooks, .people, .odata, .tokens, .server, .sandbox, .parcels, .money:
                return []
            }
        }
    }

    /// What it answers, by status.
    var responses: [(status: Int, response: ResponseDescription)] {
        let answers = Dictionary(grouping: answers) { $0.status.code }
        let refusals = Dictionary(grouping: refusals) { $0.example.status.code }
        return Set(answers.keys).union(refusals.keys).sorted().map { status in
            (
                status,
                ResponseDescription(
                    answers: answers[status] ?? [], refusals: refusals[status] ?? [],
                    isChange: isChange, isOfParcels: isOfParcels)
            )
        }
    }
}

/// All that an operation can answer with one status.
struct ResponseDescription: Sendable {
    let answers: [AnswerDescription]
    let refusals: [ProblemType]
    /// Whether it can be the answer to a change.
    var isChange = false
    /// Whether the refusals have the parcel API's shape.
    var isOfParcels = false

    /// Where it stands among the components; `nil` where it is the operation's own.
    var reference: JSONValue? {
        guard !isOfParcels, answers.isEmpty, refusals.count == 1, let refusal = refusals.first
        else { return nil }
        return ["$ref": "#/components/responses/\(refusal.rawValue)"]
    }

    /// As it is written down.
    var json: JSONValue {
        let words = answers.map(\.words) + refusals.map(\.meaning)
        var members: [JSONValue.Member] = [
            .init("description", .string(words.joined(separator: "\n\n"))),
            .init("headers", .object(headers.map { .init($0.name, $0.reference) })),
        ]
        if !content.isEmpty { members.append(.init("content", .object(content))) }
        return .object(members)
    }

    /// The fields of its header, each once.
    var headers: [HeaderDescription] {
        var own = answers.flatMap(\.headers)
        let isOnly = answers.count + refusals.count == 1
        own += refusals.flatMap(\.headers).map { isOnly ? $0 : $0.orNone }
        if isChange, !answers.isEmpty { own += [.idempotentReplayed, .preferenceApplied] }
        var all: [HeaderDescription] = []
        for header in HeaderDescription.common + own
        where !all.contains(where: { $0.name == header.name }) {
            all.append(header)
        }
        return all
    }

    private var content: [JSONValue.Member] {
        var content = answers.flatMap(\.contents).map { form in
            var members: [JSONValue.Member] = [.init("schema", form.schema.json)]
            if let example = form.example { members.append(.init("example", example)) }
            return JSONValue.Member(form.type, .object(members))
        }
        if !refusals.isEmpty, isOfParcels {
            content.append(
                .init("application/json", ["schema": NamedSchema.parcelRefusal.reference.json]))
        } else if !refusals.isEmpty {
            let examples = refusals.map { refusal in
                JSONValue.Member(
                    refusal.rawValue, ["$ref": "#/components/examples/\(refusal.rawValue)"])
            }
            content.append(
                .init(
                    Problem.contentType,
                    [
                        "schema": NamedSchema.problem.reference.json,
                        "examples": .object(examples),
                    ]))
        }
        return content
    }
}
