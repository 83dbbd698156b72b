import DocketCore
import DocketJSON
import DocketService

/// Clients and users as administrators write them.
enum PeopleJSON {
    private static let clientFields = JSONFields(ClientMember.allCases.map { "\($0.name)" })
    private static let userFields = JSONFields(UserMember.allCases.map { "\($0.name)" })

    /// Reads a client; what is wrong with it is told by the input. Other members are passed over.
    static func client(_ body: [UInt8]) -> ClientInput {
        var input = ClientInput()
        do throws(JSONError) {
            try read(body, clientFields) { (index, value) throws(JSONError) in
                guard let member = ClientMember(rawValue: index) else { return try value.skip() }
                let pointer = "/\(member.name)"
                switch member {
                case .id: input.id = try value.text(pointer)
                case .name: input.name = try value.text(pointer)
                case .role: input.allowance.role = try value.text(pointer)
                case .scopes: input.allowance.scopes = try value.texts(pointer)
                case .redirectURIs: input.redirectURIs = try value.texts(pointer) ?? []
                case .allowsImplicit: input.allowsImplicit = try value.flag(pointer) ?? false
                case .isPublic: input.isPublic = try value.flag(pointer) ?? false
                case .isDisabled: input.allowance.isDisabled = try value.flag(pointer)
                }
                input.faults += value.faults
            }
        } catch {
            input.malformed = Fault(error)
        }
        return input
    }

    /// Reads a user; what is wrong with it is told by the input. Other members are passed over.
    static func user(_ body: [UInt8]) -> UserInput {
        var input = UserInput()
        do throws(JSONError) {
            try read(body, userFields) { (index, value) throws(JSONError) in
                guard let member = UserMember(rawValue: index) else { return try value.skip() }
                let pointer = "/\(member.name)"
                switch member {
                case .id: input.id = try value.text(pointer)
                case .userName: input.userName = try value.text(pointer)
                case .password: input.password = try value.text(pointer)
                case .role: input.allowance.role = try value.text(pointer)
                case .scopes: input.allowance.scopes = try value.texts(pointer)
                case .isDisabled: input.allowance.isDisabled = try value.flag(pointer)
                }
                input.faults += value.faults
            }
        } catch {
            input.malformed = Fault(error)
        }
        return input
    }

    private static func read(
        _ body: [UInt8], _ fields: JSONFields,
        _ member: (Int, inout MemberValue) throws(JSONError) -> Void
    ) throws(JSONError) {
        var reader = JSONReader(body)
        try reader.requireObject()
        try reader.object(fields) { (index, reader) throws(JSONError) in
            var value = MemberValue(reader: reader)
            try member(index, &value)
            reader = value.reader
        }
        try reader.end()
    }
}

/// The members of a client that an administrator may write.
enum ClientMember: Int, CaseIterable, Sendable {
    case id, name, role, scopes, redirectURIs, allowsImplicit, isPublic, isDisabled

    /// The name in JSON.
    var name: StaticString {
        switch self {
        case .id: "Id"
        case .name: "Name"
        case .role: "Role"
        case .scopes: "Scopes"
        case .redirectURIs: "RedirectUris"
        case .allowsImplicit: "AllowsImplicit"
        case .isPublic: "Public"
        case .isDisabled: "Disabled"
        }
    }
}

/// The members of a user that an administrator may write.
enum UserMember: Int, CaseIterable, Sendable {
    case id, userName, password, role, scopes, isDisabled

    /// The name in JSON.
    var name: StaticString {
        switch self {
        case .id: "Id"
        case .userName: "UserName"
        case .password: "Password"
        case .role: "Role"
        case .scopes: "Scopes"
        case .isDisabled: "Disabled"
        }
    }
}

/// The value of one member, which is read once.
private struct MemberValue {
    var reader: JSONReader
    /// What was found to be wrong with it.
    var faults: [Fault] = []

    /// Names that are looked at in a list; more are too many anyway.
    private static let textsMax = 100

    init(reader: JSONReader) {
        self.reader = reader
    }

    /// Passes it over.
    mutating func skip() throws(JSONError) { try reader.skip() }

    /// Text, or a number as it is written; `nil` for null, and for what is neither.
    mutating func text(_ pointer: String) throws(JSONError) -> String? {
        switch try reader.scalar() {
        case .null: return nil
        case .string(let utf8), .number(let utf8): return String(decoding: utf8, as: UTF8.self)
        case .boolean, .array, .object:
            faults.append(Fault(pointer, "must be text"))
            return nil
        }
    }

    /// A list of texts, in which `nil` stands for what is none; `nil` for null, and for no list.
    mutating func texts(_ pointer: String) throws(JSONError) -> [String?]? {
        guard try reader.peek() == .array else {
            if case .null = try reader.scalar() { return nil }
            faults.append(Fault(pointer, "must be a list"))
            return nil
        }
        var texts: [String?] = []
        var wrong: [Fault] = []
        try reader.array { (position, reader) throws(JSONError) in
            guard position < Self.textsMax else { return try reader.skip() }
            if case .string(let utf8) = try reader.scalar() {
                texts.append(String(decoding: utf8, as: UTF8.self))
            } else {
                texts.append(nil)
                wrong.append(Fault("\(pointer)/\(position)", "must be text"))
            }
        }
        faults += wrong
        return texts
    }

    /// A truth value; `nil` for null, and for what is none.
    mutating func flag(_ pointer: String) throws(JSONError) -> Bool? {
        switch try reader.scalar() {
        case .null: return nil
        case .boolean(let flag): return flag
        case .string, .number, .array, .object:
            faults.append(Fault(pointer, "must be true or false"))
            return nil
        }
    }
}
