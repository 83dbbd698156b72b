import DocketCore
import DocketJSON

/// JSON in one form for all that means the same: without blanks, members in the order of their
/// names' bytes.
enum CanonicalJSON {
    /// The one form of a document; `nil` where it is none.
    static func encode(_ text: Text) -> [UInt8]? {
        let bytes = Array(text.utf8)
        // By far the most lists are empty.
        if bytes == Array("[]".utf8) { return bytes }
        return (try? JSONValue(bytes)).map { sorted($0).encoded }
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .boolean, .number, .string: return value
        case .array(let elements): return .array(elements.map(sorted))
        case .object(let members):
            return .object(
                members
                    .map { JSONValue.Member($0.name, sorted($0.value)) }
                    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        }
    }
}
