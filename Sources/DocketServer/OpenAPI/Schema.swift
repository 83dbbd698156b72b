import DocketJSON

/// A JSON Schema, put together as it will look.
///
/// Source: OpenAPI 3.1, "Schema Object"; JSON Schema, draft 2020-12.
struct Schema: Sendable {
    private var members: [JSONValue.Member]
    /// A value that it allows, put together from the examples of its parts; `nil` where they have
    /// none.
    private(set) var sample: JSONValue?
    /// The schemas that it names.
    private(set) var named: [NamedSchema] = []

    /// A schema of these keywords.
    init(_ members: [JSONValue.Member], sample: JSONValue? = nil) {
        self.members = members
        self.sample = sample
    }

    /// A schema of a type, and what else is demanded.
    init(_ type: String, _ keywords: KeyValuePairs<String, JSONValue> = [:]) {
        self.init([JSONValue.Member("type", .string(type))])
        for (name, value) in keywords { self[name] = value }
    }

    /// As it is written down.
    var json: JSONValue { .object(members) }

    /// A keyword.
    subscript(_ keyword: String) -> JSONValue? {
        get { json[keyword] }
        set {
            let position = members.firstIndex { $0.name == keyword }
            switch (position, newValue) {
            case (let position?, let value?): members[position] = .init(keyword, value)
            case (let position?, nil): members.remove(at: position)
            case (nil, let value?): members.append(.init(keyword, value))
            case (nil, nil): break
            }
        }
    }

    /// The same with more keywords.
    func with(_ keywords: KeyValuePairs<String, JSONValue>) -> Schema {
        var schema = self
        for (name, value) in keywords { schema[name] = value }
        return schema
    }

    /// The same, and what it means.
    func described(_ words: String) -> Schema { with(["description": .string(words)]) }

    /// The same with an example.
    func example(_ value: JSONValue) -> Schema {
        var schema = with(["examples": [value]])
        schema.sample = value
        return schema
    }
}

/// A schema that stands among the components under its name.
struct NamedSchema: Sendable {
    let name: String
    let schema: Schema

    init(_ name: String, _ schema: Schema) {
        self.name = name
        self.schema = schema
    }

    /// Where it stands.
    var reference: Schema {
        var reference = Schema(
            [.init("$ref", .string("#/components/schemas/\(name)"))], sample: schema.sample)
        reference.naming([self])
        return reference
    }
}

// MARK: - Schemas of schemas

extension Schema {
    /// A list.
    static func array(of element: Schema, upTo most: Int? = nil) -> Schema {
        var schema = Schema("array", ["items": element.json])
        if let most { schema["maxItems"] = .number("\(most)") }
        schema.sample = element.sample.map { .array([$0]) }
        schema.naming(element.named)
        return schema
    }

    /// What any of these allows.
    static func any(_ choices: [Schema]) -> Schema {
        var schema = Schema([.init("anyOf", .array(choices.map(\.json)))])
        schema.sample = choices.lazy.compactMap(\.sample).first
        schema.naming(choices.flatMap(\.named))
        return schema
    }

    /// What all of these allow.
    static func all(_ parts: [Schema]) -> Schema {
        var schema = Schema([.init("allOf", .array(parts.map(\.json)))])
        schema.sample = .object(parts.flatMap { $0.sample?.members ?? [] })
        schema.naming(parts.flatMap(\.named))
        return schema
    }

    /// A property of an object.
    struct Property: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool

        /// A property, what it means, and an example where its schema has none of its own.
        init(
            _ name: String, _ schema: Schema, _ words: String, _ example: JSONValue? = nil,
            isRequired: Bool = true
        ) {
            let described = schema.described(words)
            self.name = name
            self.schema = example.map(described.example) ?? described
            self.isRequired = isRequired
        }

        private init(name: String, schema: Schema, isRequired: Bool) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }

        /// The same of another schema.
        func with(_ change: (Schema) -> Schema) -> Property {
            Property(name: name, schema: change(schema), isRequired: isRequired)
        }
    }

    /// An object with these properties. Others may be there too.
    ///
    /// - Parameter needs: names of which at least one must be there; none for no such rule.
    static func object(_ properties: [Property], anyOf needs: [String] = []) -> Schema {
        var schema = Schema("object")
        schema["properties"] = .object(properties.map { .init($0.name, $0.schema.json) })
        let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        if !needs.isEmpty {
            schema["anyOf"] = .array(needs.map { ["required": [.string($0)]] })
        }
        schema.sample = .object(
            properties.compactMap { property in
                property.schema.sample.map { .init(property.name, $0) }
            })
        schema.naming(properties.flatMap(\.schema.named))
        return schema
    }

    /// The same, or `null`.
    var orNull: Schema {
        guard let type = self["type"] else {
            var choice = Schema.any([self, Schema("null")])
            choice.sample = sample
            return choice
        }
        var schema = self
        schema["type"] = .array((type.elements ?? [type]) + ["null"])
        if let names = self["enum"]?.elements { schema["enum"] = .array(names + [.null]) }
        return schema
    }

    fileprivate mutating func naming(_ more: [NamedSchema]) { named += more }
}
