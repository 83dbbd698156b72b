/// A JSON Patch: what makes one document into another, step by step (RFC 6902). Of its operations
/// only `add`, `remove` and `replace` are known, which is all that a history needs.
package struct JSONPatch: Sendable, Equatable {
    /// One step.
    package struct Operation: Sendable, Equatable {
        /// What it does.
        package enum Kind: String, Sendable {
            case add, remove, replace
        }

        /// What it does.
        package let kind: Kind
        /// Where, as a JSON Pointer (RFC 6901) taken apart.
        package let path: [String]
        /// What is there afterwards; `null` for `remove`.
        package let value: JSONValue
    }

    /// The steps, in their order.
    package let operations: [Operation]

    /// Reads a patch.
    ///
    /// - Returns: `nil` for what is no patch, or has an operation that is not known.
    package init?(_ document: JSONValue) {
        guard let elements = document.elements else { return nil }
        var operations: [Operation] = []
        for element in elements {
            guard let kind = element["op"]?.text.flatMap(Operation.Kind.init),
                let path = element["path"]?.text.flatMap(Self.parts),
                let value = kind == .remove ? .null : element["value"]
            else { return nil }
            operations.append(Operation(kind: kind, path: path, value: value))
        }
        self.operations = operations
    }

    /// The document after all steps.
    ///
    /// - Returns: `nil` where a step does not fit the document.
    package func applied(to document: JSONValue?) -> JSONValue? {
        var document = document
        for operation in operations {
            guard let next = operation.applied(to: document, at: operation.path[...]) else {
                return nil
            }
            document = next
        }
        return document
    }

    /// The parts of a JSON Pointer, unescaped.
    private static func parts(of pointer: String) -> [String]? {
        if pointer.isEmpty { return [] }
        guard pointer.hasPrefix("/") else { return nil }
        var parts: [String] = []
        for part in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            // Each tilde is one of an escape.
            let rests = part.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
            guard rests.allSatisfy({ $0.hasPrefix("0") || $0.hasPrefix("1") }) else { return nil }
            parts.append(String(part).replacing("~1", with: "/").replacing("~0", with: "~"))
        }
        return parts
    }

    /// An index as RFC 6901, section 4, has it: without a sign, and with no zero before it.
    fileprivate static func index(_ text: String) -> Int? {
        Int(text).flatMap { $0 >= 0 && "\($0)" == text ? $0 : nil }
    }
}

extension JSONPatch.Operation {
    /// The value at `path` of which this operation changes something.
    fileprivate func applied(
        to value: JSONValue?, at path: ArraySlice<String>
    ) -> JSONValue? {
        guard let name = path.first else {
            // The whole document.
            return kind == .remove ? nil : self.value
        }
        let rest = path.dropFirst()
        switch value {
        case .object(let members): return applied(to: members, name, rest)
        case .array(let elements): return applied(to: elements, name, rest)
        default: return nil
        }
    }

    private func applied(
        to members: [JSONValue.Member], _ name: String, _ rest: ArraySlice<String>
    ) -> JSONValue? {
        var members = members
        // By code points (RFC 6901, section 4), not by what looks alike.
        let place = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
        if rest.isEmpty, kind != .replace || place != nil {
            switch (kind, place) {
            case (.remove, let place?): members.remove(at: place)
            case (.remove, nil): return nil
            case (_, let place?): members[place] = JSONValue.Member(name, value)
            case (_, nil): members.append(JSONValue.Member(name, value))
            }
            return .object(members)
        }
        guard let place, let next = applied(to: members[place].value, at: rest) else { return nil }
        members[place] = JSONValue.Member(name, next)
        return .object(members)
    }

    private func applied(
        to elements: [JSONValue], _ name: String, _ rest: ArraySlice<String>
    ) -> JSONValue? {
        var elements = elements
        guard let place = name == "-" ? elements.count : JSONPatch.index(name) else { return nil }
        if rest.isEmpty, kind == .add {
            guard place <= elements.count else { return nil }
            elements.insert(value, at: place)
            return .array(elements)
        }
        guard place < elements.count else { return nil }
        if rest.isEmpty, kind == .remove {
            elements.remove(at: place)
        } else {
            guard let next = applied(to: elements[place], at: rest) else { return nil }
            elements[place] = next
        }
        return .array(elements)
    }
}
