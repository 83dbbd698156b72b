package import DocketCore
package import DocketJSON

/// The directory as JSON.
package enum DirectoryJSON {
    /// Bytes of a nested object or array, white space and all, beyond which it is too long
    /// without looking closer.
    private static let nestedBytesMax = 64 << 10

    /// Reads an entry.
    ///
    /// - Throws: `JSONError` for what is no JSON, or no object.
    package static func draft<Fields: ExchangedFields>(
        _ body: [UInt8], of _: Fields.Type
    ) throws(JSONError) -> DirectoryDraft<Fields> {
        var reader = JSONReader(body)
        let draft = try draft(&reader, body, of: Fields.self)
        try reader.end()
        return draft
    }

    /// Reads a customer with its addresses. ContactMethods and CustomerExtensions are not kept.
    ///
    /// - Throws: `JSONError` for what is no JSON, or no object.
    package static func customerFullDraft(
        _ body: [UInt8]
    ) throws(JSONError) -> CustomerFullDraft {
        var reader = JSONReader(body)
        var draft = CustomerFullDraft(customer: CustomerDraft())
        try reader.requireObject()
        try reader.object(customerFullFields) { (index, reader) throws(JSONError) in
            if let member = CustomerFields.Member(rawValue: index) {
                try read(member, into: &draft.customer, &reader, body)
            } else {
                try readAddresses(into: &draft, &reader, body)
            }
        }
        try reader.end()
        return draft
    }

    /// Takes a cell of a CSV file: an empty one is unset, that of a nested member is JSON.
    ///
    /// - Parameter cell: well-formed UTF-8.
    package static func read<Fields: ExchangedFields>(
        cell: [UInt8], as member: Fields.Member, into draft: inout DirectoryDraft<Fields>
    ) {
        if cell.isEmpty { return draft.read(member, .null) }
        guard member.isNested else { return draft.read(member, .string(cell[...])) }
        do {
            var reader = JSONReader(cell)
            try read(member, into: &draft, &reader, cell)
            try reader.end()
        } catch {
            draft.refuse(member, .notJSON("\(error)"))
        }
    }

    private static let customerFullFields = JSONFields(
        CustomerFields.jsonFields.names + ["Addresses"])

    private static func draft<Fields: ExchangedFields>(
        _ reader: inout JSONReader, _ body: [UInt8], of _: Fields.Type
    ) throws(JSONError) -> DirectoryDraft<Fields> {
        var draft = DirectoryDraft<Fields>()
        try reader.requireObject()
        try reader.object(Fields.jsonFields) { (index, reader) throws(JSONError) in
            guard let member = Fields.Member(rawValue: index) else { return try reader.skip() }
            try read(member, into: &draft, &reader, body)
        }
        return draft
    }

    private static func read<Fields: ExchangedFields>(
        _ member: Fields.Member, into draft: inout DirectoryDraft<Fields>,
        _ reader: inout JSONReader, _ body: [UInt8]
    ) throws(JSONError) {
        _ = try reader.peek()
        let start = reader.offset
        switch try reader.scalar() {
        case .null: draft.read(member, .null)
        case .boolean(let flag): draft.read(member, .boolean(flag))
        case .number(let utf8): draft.read(member, .number(utf8))
        case .string(let utf8): draft.read(member, .string(utf8))
        case .object, .array: readNested(member, body[start..<reader.offset], into: &draft)
        }
    }

    /// Takes an object or an array, which the reader has validated.
    private static func readNested<Fields: DirectoryFields>(
        _ member: Fields.Member, _ json: ArraySlice<UInt8>,
        into draft: inout DirectoryDraft<Fields>
    ) {
        if member.isNested {
            guard json.count <= nestedBytesMax, let value = try? JSONValue(Array(json)) else {
                let limit = DirectoryLimits.nestedScalarsMax
                return draft.refuse(member, .tooLong(limit: limit))
            }
            if value.hasForbiddenControl { return draft.refuse(member, .controlCharacter) }
            let text = Text(utf8: value.encoded[...])
            draft.read(member, json.first == UInt8(ascii: "{") ? .object(text) : .array(text))
        } else {
            // It can only be refused, and that without a look at what it holds.
            draft.read(member, json.first == UInt8(ascii: "{") ? .object("{}") : .array("[]"))
        }
    }

    private static func readAddresses(
        into draft: inout CustomerFullDraft, _ reader: inout JSONReader, _ body: [UInt8]
    ) throws(JSONError) {
        switch try reader.peek() {
        case .null:
            try reader.null()
        case .array:
            try reader.array { (position, reader) throws(JSONError) in
                if try reader.peek() == .object {
                    draft.addresses.append(
                        try Self.draft(&reader, body, of: AddressFields.self))
                } else {
                    try reader.skip()
                    draft.customer.add(
                        Fault("/Addresses/\(position)", "An address must be an object"))
                }
            }
        case .object, .string, .number, .boolean:
            try reader.skip()
            draft.customer.add(Fault("/Addresses", "Addresses must be an array"))
        }
    }
}

/// Members of the directory as JSON.
package protocol ExchangedFields: DirectoryFields {
    /// The members' names, for the reader.
    static var jsonFields: JSONFields { get }
    /// Writes the value of a member.
    ///
    /// - Parameter company: whose the entry is.
    static func write(
        _ member: Member, of entry: DirectoryEntry<Self>, in company: CompanyID,
        to writer: inout JSONWriter)
}

extension ExchangedFields {
    /// All members' names, in their order.
    static var memberNames: [String] { Member.allCases.map { "\($0.name)" } }
}

extension JSONValue {
    /// Whether a string in it, names included, has a control character that is refused.
    fileprivate var hasForbiddenControl: Bool {
        switch self {
        case .null, .boolean, .number: false
        case .string(let text): Text(text).hasForbiddenControl
        case .array(let elements): elements.contains(where: \.hasForbiddenControl)
        case .object(let members):
            members.contains { Text($0.name).hasForbiddenControl || $0.value.hasForbiddenControl }
        }
    }
}

extension DirectoryDraft where Fields: ExchangedFields {
    /// Reads a request's body; one that is no JSON becomes a draft with that fault.
    init(body: [UInt8]) {
        do {
            self = try DirectoryJSON.draft(body, of: Fields.self)
        } catch {
            self.init(malformed: Fault(error))
        }
    }
}

extension CustomerFullDraft {
    /// Reads a request's body; one that is no JSON becomes a draft with that fault.
    init(body: [UInt8]) {
        do {
            self = try DirectoryJSON.customerFullDraft(body)
        } catch {
            self.init(customer: CustomerDraft(malformed: Fault(error)))
        }
    }
}
