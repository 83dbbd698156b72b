/// A document as a tree: for tests and small documents, not for the hot path.
package enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// The literal as written.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// The members in their order.
    case object([Member])

    /// A member of an object.
    package struct Member: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its value.
        package let value: JSONValue

        /// A member.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads a whole document.
    ///
    /// - Throws: `JSONError`.
    package init(_ bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.tree()
        try reader.end()
    }

    /// Reads a whole document.
    ///
    /// - Throws: `JSONError`.
    package init(text: String) throws(JSONError) {
        try self.init(Array(text.utf8))
    }

    /// The member of that exact name.
    package subscript(_ name: String) -> JSONValue? {
        members?.first { $0.name == name }?.value
    }

    /// The element at that index.
    package subscript(_ index: Int) -> JSONValue? {
        guard let elements, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The literal of a number.
    package var numberText: String? {
        if case .number(let text) = self { text } else { nil }
    }

    /// The elements of an array.
    package var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The document.
    package var encoded: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Writes it as one value.
    package func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .boolean(let flag): writer.boolean(flag)
        case .number(let text): writer.raw(ArraySlice(text.utf8))
        case .string(let text): writer.string(text)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}

extension JSONReader {
    /// Any value as a tree.
    mutating func tree() throws(JSONError) -> JSONValue {
        switch try peek() {
        case .null:
            try null()
            return .null
        case .boolean: return .boolean(try boolean())
        case .number: return .number(String(decoding: try number(), as: UTF8.self))
        case .string: return .string(String(decoding: try string(), as: UTF8.self))
        case .array:
            var elements: [JSONValue] = []
            try array { (_, reader) throws(JSONError) in elements.append(try reader.tree()) }
            return .array(elements)
        case .object:
            return .object(try members())
        }
    }

    /// An object's members in their order, whatever their names.
    private mutating func members() throws(JSONError) -> [JSONValue.Member] {
        try open(UInt8(ascii: "{"), "'{'")
        defer { close() }
        var members: [JSONValue.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return members }
        var seen = SeenMembers()
        repeat {
            skipSpace()
            let name = String(decoding: try name(&seen), as: UTF8.self)
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw expected("':'") }
            members.append(JSONValue.Member(name, try tree()))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw expected("',' or '}'") }
        return members
    }
}
