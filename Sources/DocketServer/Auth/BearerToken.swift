import HTTPTypes

/// The access token in a request's header (RFC 6750, section 2.1).
enum BearerToken {
    /// The token of `Authorization: Bearer …`; the scheme by any case.
    ///
    /// - Returns: `nil` where there is none, where it has characters that no token has, and where
    ///   there are several fields: these come joined by a comma, which no token has either.
    static func read(_ headers: HTTPFields) -> Substring? {
        guard let field = headers[.authorization],
            let token = Authorization.parameter(of: field, scheme: "bearer"),
            isToken68(token.utf8)
        else { return nil }
        return token
    }

    /// Whether it is letters, digits and `-._~+/`, then any number of `=`.
    private static func isToken68(_ bytes: Substring.UTF8View) -> Bool {
        var isPadding = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "="):
                isPadding = true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                if isPadding { return false }
            default:
                return false
            }
        }
        return bytes.first.map { $0 != UInt8(ascii: "=") } ?? false
    }
}

/// The field `Authorization` (RFC 9110, section 11.6.2).
enum Authorization {
    /// What stands behind a scheme and at least one space; `nil` for another scheme.
    ///
    /// - Parameter scheme: in lower case; matched by any.
    static func parameter(of field: String, scheme: String) -> Substring? {
        let bytes = field.utf8
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
            bytes[..<space].elementsEqual(scheme.utf8, by: { $0 | 0x20 == $1 })
        else { return nil }
        return field[space...].drop { $0 == " " }
    }
}
