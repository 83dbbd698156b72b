package import DocketCore
package import DocketJSON

/// Reads what a JWT says. A member that is there twice is refused: two readers could take
/// different ones (RFC 8725, section 2.6; RFC 7519, section 4).
package enum OutsideTokenJSON {
    /// A header.
    ///
    /// - Throws: `.malformed`.
    package static func header(_ bytes: [UInt8]) throws(OutsideTokenRefusal) -> TokenHeader {
        let header = try object(bytes)
        guard let algorithm = header["alg"]?.text else { throw .malformed }
        return TokenHeader(
            algorithm: SignatureAlgorithm(rawValue: algorithm),
            keyID: try text(header["kid"], or: .malformed),
            type: try text(header["typ"], or: .malformed),
            hasExtensions: header["crit"] != nil || header["b64"] != nil)
    }

    /// A payload as a tree.
    ///
    /// - Throws: `.malformed`.
    package static func object(_ bytes: [UInt8]) throws(OutsideTokenRefusal) -> JSONValue {
        guard let tree = try? JSONValue(bytes), tree.members != nil else { throw .malformed }
        return tree
    }

    /// Who says to have made a token.
    ///
    /// - Throws: `.malformed`.
    package static func issuer(of payload: JSONValue) throws(OutsideTokenRefusal) -> String {
        guard let issuer = payload["iss"]?.text else { throw .malformed }
        return issuer
    }

    /// What a token says, in the issuer's words.
    ///
    /// - Throws: `.malformed`, `.malformedClaim`.
    package static func claims(
        of payload: JSONValue, by mapping: ClaimMapping
    ) throws(OutsideTokenRefusal) -> OutsideClaims {
        OutsideClaims(
            issuer: try issuer(of: payload),
            subject: try text(payload["sub"], or: .malformedClaim),
            audiences: try texts(payload["aud"]),
            expiresAt: try instant(payload["exp"]),
            notBefore: try instant(payload["nbf"]),
            issuedAt: try instant(payload["iat"]),
            isIDToken: payload["nonce"] != nil || payload["at_hash"] != nil,
            isBoundToKey: payload["cnf"] != nil,
            scopes: try mapping.scopesClaim.map { claim throws(OutsideTokenRefusal) in
                try words(payload[claim])
            } ?? [],
            companies: try mapping.companiesClaim.map { claim throws(OutsideTokenRefusal) in
                try companies(payload[claim])
            } ?? CompanySet.some([]))
    }

    // MARK: - Forms

    private static func text(
        _ value: JSONValue?, or refusal: OutsideTokenRefusal
    ) throws(OutsideTokenRefusal) -> String? {
        guard let value else { return nil }
        guard let text = value.text else { throw refusal }
        return text
    }

    /// One text, or a list of them (RFC 7519, section 4.1.3).
    private static func texts(_ value: JSONValue?) throws(OutsideTokenRefusal) -> [String] {
        guard let value else { return [] }
        if let text = value.text { return [text] }
        let texts = value.elements?.compactMap(\.text) ?? []
        guard let elements = value.elements, elements.count == texts.count else {
            throw .malformedClaim
        }
        return texts
    }

    /// A text with spaces between words (RFC 8693, section 4.2), or a list of words.
    private static func words(_ value: JSONValue?) throws(OutsideTokenRefusal) -> [String] {
        if value == .null { return [] }
        let texts = try texts(value)
        guard value?.elements == nil else { return texts }
        return texts.flatMap { $0.split(separator: " ").map(String.init) }
    }

    /// `*`, a company's number, or a list of numbers; a number may be in quotes (contract,
    /// section 1).
    private static func companies(_ value: JSONValue?) throws(OutsideTokenRefusal) -> CompanySet {
        guard let value, value != .null else { return .some([]) }
        if value.text == "*" { return .all }
        var companies: Set<CompanyID> = []
        for element in value.elements ?? [value] {
            guard let company = (element.numberText ?? element.text).flatMap({ CompanyID($0) })
            else { throw .malformedClaim }
            companies.insert(company)
        }
        return .some(companies)
    }

    /// Seconds since 1970, perhaps with a fraction (RFC 7519, section 2, NumericDate).
    private static func instant(_ value: JSONValue?) throws(OutsideTokenRefusal) -> Timestamp? {
        guard let value else { return nil }
        // The end of the year 9999: what is beyond was meant in milliseconds, or as a joke.
        guard let seconds = value.numberText.flatMap({ Double($0) }),
            (0..<253_402_300_800).contains(seconds)
        else { throw .malformedClaim }
        return Timestamp(microseconds: Int64(seconds * 1_000_000))
    }
}
