import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// The description that a server gives of itself, as tests look things up in it.
struct DescribedAPI: Sendable {
    let document: JSONValue
    let operations: [DescribedOperation]

    /// The description of a server.
    init(_ server: TestServer) async throws {
        let reply = try await server.send(.get, "/openapi.json", token: nil)
        try #require(reply.status == 200)
        let document = reply.json
        self.document = document
        operations = (document["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).map { method in
                DescribedOperation(
                    template: path.name, method: method.name.uppercased(), json: method.value,
                    document: document)
            }
        }
    }

    /// The operation of that id.
    subscript(_ id: String) -> DescribedOperation? { operations.first { $0.id == id } }
}

/// An operation as it is described.
struct DescribedOperation: Sendable, CustomStringConvertible {
    /// Such as `/v1/Companies({companyId})`.
    let template: String
    let method: String
    let json: JSONValue
    let document: JSONValue

    var id: String { json["operationId"]?.text ?? "" }
    var tag: String { json["tags", 0]?.text ?? "" }
    var description: String { "\(method) \(template)" }

    /// The statuses.
    var statuses: [Int] {
        (json["responses"]?.members ?? []).compactMap { Int($0.name) }
    }

    /// The names of the keys in the path, in their order.
    var keys: [String] {
        template.matches(of: /\{(\w+)\}/).map { String($0.output.1) }
    }

    /// The scopes of which one is needed.
    var scopes: Set<String> {
        Set((json["security"]?.elements ?? []).compactMap { $0["oauth2", 0]?.text })
    }

    /// The parameters of a place, `query` or `header`.
    func parameters(in place: String) -> [JSONValue] {
        (json["parameters"]?.elements ?? []).map(resolved)
            .filter { $0["in"]?.text == place }
    }

    /// The body's media type, schema and example, where there is one.
    var body: (type: String, schema: JSONValue, example: JSONValue)? {
        guard let content = json["requestBody", "content"]?.members?.first else { return nil }
        return (
            content.name, resolved(content.value["schema"] ?? .null),
            content.value["example"] ?? .null
        )
    }

    /// The media types of an answer.
    func types(of status: Int) -> [String] {
        let response = json["responses", "\(status)"].map(resolved)
        return (response?["content"]?.members ?? []).map(\.name)
    }

    /// What a reference leads to; everything else as it is.
    func resolved(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.text else { return value }
        return reference.split(separator: "/").dropFirst().reduce(document) { value, name in
            value[String(name)] ?? .null
        }
    }

    /// The path with these keys in it, and the description's examples for others.
    func path(with keys: [String: String]) -> String {
        let examples = parameters(in: "path").map { parameter in
            (parameter["name"]?.text ?? "", parameter["example"]?.asText ?? "")
        }
        return examples.reduce(template) { path, example in
            path.replacing("{\(example.0)}", with: keys[example.0] ?? example.1)
        }
    }
}

extension JSONValue {
    /// What a path leads to, by name and by index.
    subscript(_ path: any JSONStep...) -> JSONValue? {
        path.reduce(Optional(self)) { value, step in step.follow(value) }
    }

    /// The document as text.
    var encodedText: String { String(decoding: encoded, as: UTF8.self) }

    /// A text, a number or a truth value, as it stands in a path, a field or a form.
    var asText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .boolean(let flag): "\(flag)"
        case .null, .array, .object: nil
        }
    }

    /// The members of an object as a form, lists as parameters that are repeated.
    var asForm: String {
        (members ?? []).flatMap { member -> [String] in
            let values = member.value.elements ?? [member.value]
            return values.map { value in
                "\(member.name)=\((value.asText ?? "").percentEncoded)"
            }
        }.joined(separator: "&")
    }
}

extension String {
    /// With all but letters and digits percent-encoded.
    var percentEncoded: String {
        addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? self
    }
}
