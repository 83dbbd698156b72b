import DocketCore

/// The parameters of a form (application/x-www-form-urlencoded), each given once but `company`.
struct FormBody {
    /// The parameter that may be repeated.
    private static let repeatable = "company"

    private var values: [String: String] = [:]
    /// The values of `company`, in their order.
    private(set) var companies: [String] = []

    /// Reads a body.
    ///
    /// - Throws: `.malformedForm` for what is not UTF-8 after decoding, `.repeated`.
    init(_ bytes: [UInt8]) throws(TokenError) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformedForm }
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let pair = part.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(Substring(pair[0]), form: true),
                let value = PercentEncoding.decode(
                    pair.count > 1 ? Substring(pair[1]) : "", form: true)
            else { throw .malformedForm }
            if name == Self.repeatable {
                if !value.isEmpty { companies.append(value) }
            } else if values.updateValue(value, forKey: name) != nil {
                throw .repeated(parameter: name)
            }
        }
    }

    /// A parameter's value; `nil` where it is absent, or empty, which is the same (RFC 6749,
    /// section 3.2).
    subscript(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A parameter's value.
    ///
    /// - Throws: `.missing` where it is absent or empty.
    func require(_ name: String) throws(TokenError) -> String {
        guard let value = self[name] else { throw .missing(parameter: name) }
        return value
    }
}
