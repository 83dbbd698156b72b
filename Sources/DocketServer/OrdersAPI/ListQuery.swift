import DocketCore

/// What a list is asked for: the documents' own two filters, `$top` and `$skip`. All else is
/// refused by name, never ignored (contract, section 6).
struct ListQuery: Sendable {
    /// The most that come; `nil` for all.
    private(set) var top: Int?
    /// How many are passed over.
    private(set) var skip = 0
    /// Which orders.
    private(set) var filter = OrderFilter.all

    /// Reads the options of a list of orders.
    ///
    /// - Throws: `RequestError.badRequest`, `.notSupported`.
    init(_ options: [QueryOption]) throws {
        try self.init(options) { text in try OrderFilterText.read(text) }
    }

    /// Reads the options of a list that has no filter yet.
    static func paging(_ options: [QueryOption]) throws -> ListQuery {
        try ListQuery(options) { _ in throw RequestError.notSupported("$filter on this list") }
    }

    /// Refuses every option: for resources that are no list.
    static func refuse(_ options: [QueryOption]) throws {
        if let option = options.first { throw RequestError.notSupported(option.name) }
    }

    private init(
        _ options: [QueryOption], filter read: (String) throws -> OrderFilter
    ) throws {
        var seen: Set<String> = []
        for option in options {
            guard seen.insert(option.name).inserted else {
                throw RequestError.badRequest(
                    "\(option.name) is there more than once", position: 0)
            }
            switch option.name {
            case "$top": top = try Self.count(option)
            case "$skip": skip = try Self.count(option)
            case "$filter": filter = try read(option.value)
            default: throw RequestError.notSupported(option.name)
            }
        }
    }

    private static func count(_ option: QueryOption) throws -> Int {
        guard option.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int32(option.value)
        else {
            throw RequestError.badRequest(
                "\(option.name) must be a whole number from 0 to \(Int32.max)", position: 0)
        }
        return Int(count)
    }
}

/// The two filters of the documents: `PrintableId eq '…'` and `State eq '…' and EntityId eq n`.
enum OrderFilterText {
    /// Reads a filter.
    ///
    /// - Throws: `RequestError.notSupported` for every other one, `.badRequest` for a State that
    ///   there is none of.
    static func read(_ text: String) throws -> OrderFilter {
        let words = try split(text)
        switch words.count {
        case 3 where words[0] == .name("PrintableId") && words[1] == .name("eq"):
            if case .string(let id) = words[2] { return .printableID(id) }
        case 7
        where words[1] == .name("eq") && words[3] == .name("and")
            && words[5] == .name("eq"):
            if words[0] == .name("State"), words[4] == .name("EntityId") {
                return try stateFilter(words[2], words[6], text)
            }
            if words[0] == .name("EntityId"), words[4] == .name("State") {
                return try stateFilter(words[6], words[2], text)
            }
        default:
            break
        }
        throw unsupported
    }

    private enum Word: Equatable {
        case name(String)
        case string(String)
    }

    private static let unsupported = RequestError.notSupported(
        "$filter other than PrintableId eq '…' and State eq '…' and EntityId eq n")

    private static func stateFilter(
        _ state: Word, _ entity: Word, _ text: String
    ) throws -> OrderFilter {
        guard case .string(let name) = state, case .name(let digits) = entity,
            let entityID = Int32(digits)
        else { throw unsupported }
        guard let state = OrderState(name: name) else {
            throw RequestError.badRequest(
                "there is no State '\(name)'", position: position(of: "'\(name)'", in: text))
        }
        return .state(state, entityID: entityID)
    }

    /// Where a word stands, in Unicode scalars from 0.
    private static func position(of word: String, in text: String) -> Int {
        guard let range = text.firstRange(of: word) else { return 0 }
        return text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound)
    }

    /// Splits at spaces; a string in single quotes, quotes within doubled, is one word.
    private static func split(_ text: String) throws -> [Word] {
        var words: [Word] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == " " {
                rest.removeFirst()
            } else if scalar == "'" {
                let start = text.unicodeScalars.distance(
                    from: text.startIndex, to: rest.startIndex)
                rest.removeFirst()
                words.append(.string(try string(&rest, startingAt: start)))
            } else {
                let word = rest.prefix { $0 != " " && $0 != "'" }
                rest = rest[word.endIndex...]
                words.append(.name(String(word)))
            }
        }
        return words
    }

    private static func string(
        _ rest: inout Substring.UnicodeScalarView, startingAt start: Int
    ) throws -> String {
        var string = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar != "'" {
                string.append(scalar)
            } else if rest.first == "'" {
                rest.removeFirst()
                string.append("'")
            } else {
                return String(string)
            }
        }
        throw RequestError.badRequest("a string in $filter has no end", position: start)
    }
}
