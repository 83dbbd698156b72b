import HTTPTypes

/// Header fields that tell a browser what it may not do with an answer.
///
/// All are constant: an answer costs some 150 bytes more and no thought.
///
/// Source: CSP Level 3; WHATWG Fetch, "X-Content-Type-Options"; RFC 6797 (HSTS).
struct SecurityHeaders: Sendable {
    private let fields: [HTTPField]

    /// Of all that is no page. Nobody should see it in a browser; who does so by a trick must not
    /// have it run, framed, kept or guessed to be something else.
    static let api = SecurityHeaders(fields: [
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: .referrerPolicy, value: "no-referrer"),
        HTTPField(
            name: .contentSecurityPolicy,
            value: "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        HTTPField(name: .cacheControl, value: "no-store"),
    ])

    /// Of pages: styles and images of the server's own, forms, no script at all.
    ///
    /// - Parameter formTargets: where its forms may lead beside the server itself, as sources of
    ///   CSP: `https://app.example`, `com.example.app:`. Browsers apply it to the redirect that
    ///   answers a form, too.
    static func page(formTargets: [String] = []) -> SecurityHeaders {
        let targets = (["'self'"] + formTargets.filter(isSource)).joined(separator: " ")
        return SecurityHeaders(fields: [
            HTTPField(
                name: .contentSecurityPolicy,
                value: "default-src 'none'; style-src 'self'; img-src 'self' data:; "
                    + "form-action \(targets); base-uri 'none'; frame-ancestors 'none'"),
            HTTPField(name: .xFrameOptions, value: "DENY"),
            HTTPField(name: .cacheControl, value: "no-store"),
        ])
    }

    /// Of the page that explores the API: scripts and styles of the server's own, and requests to
    /// it. Swagger UI needs nothing inline; the images in its style are `data:`.
    static let explorer = SecurityHeaders(fields: [
        HTTPField(
            name: .contentSecurityPolicy,
            value: "default-src 'none'; script-src 'self'; style-src 'self'; "
                + "img-src 'self' data:; connect-src 'self'; form-action 'none'; "
                + "base-uri 'none'; frame-ancestors 'none'"),
        HTTPField(name: .xFrameOptions, value: "DENY"),
        HTTPField(name: .cacheControl, value: "no-store"),
    ])

    /// The same, and that browsers come by TLS only, for a year from now on.
    ///
    /// - Parameter coversSubdomains: whether that holds for all hosts below this one.
    func strict(coveringSubdomains coversSubdomains: Bool) -> SecurityHeaders {
        let value = "max-age=31536000" + (coversSubdomains ? "; includeSubDomains" : "")
        return SecurityHeaders(
            fields: fields + [HTTPField(name: .strictTransportSecurity, value: value)])
    }

    /// Adds the fields that an answer has not set by itself.
    func complete(_ header: inout HTTPFields) {
        for field in fields where !header.contains(field.name) { header.append(field) }
    }

    /// Whether a text can stand in a policy without ending it.
    private static func isSource(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !";,'\"".utf8.contains(byte)
            }
    }
}
