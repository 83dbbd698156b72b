import HTTPTypes

/// Fields of the header that HTTPTypes does not know.
extension HTTPField.Name {
    /// RFC 8288.
    static let link = name("Link")
    /// RFC 7240.
    static let prefer = name("Prefer")
    /// RFC 7240.
    static let preferenceApplied = name("Preference-Applied")
    /// OData 4.01: the number of things that there are in a list.
    static let odataCount = name("OData-Count")
    /// By what a repetition is known (contract, section 10).
    static let idempotencyKey = name("Idempotency-Key")
    /// Marks a repeated answer (contract, section 10).
    static let idempotentReplayed = name("Idempotent-Replayed")
    /// Where a reader of events goes on (WHATWG HTML, "Server-sent events").
    static let lastEventID = name("Last-Event-ID")
    /// By what a request is found in the log.
    static let requestID = name("X-Request-Id")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("\(text) is a field's name")
        }
        return name
    }
}
