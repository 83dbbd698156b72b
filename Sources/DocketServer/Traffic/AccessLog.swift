import DocketCore
import HTTPTypes
import Logging

/// A line for each request that is over.
///
/// What a client writes freely is in none, but for the request's id: no path, no query, no other
/// field and no body. Names are those of clients and users whose token was good.
package struct AccessLog: Sendable {
    /// What a line may say, in the order of the documents (docs/operating.md, "Access log").
    package static let fields = [
        "method", "route", "status", "microseconds", "received", "sent", "aborted", "company",
        "client", "user", "request", "trace", "span", "parent",
    ]

    /// `nil` where none is kept.
    private let logger: Logger?

    /// - Parameter logger: where the lines go; `nil` for nowhere.
    init(_ logger: Logger?) {
        self.logger = logger
    }

    /// Writes the line of a request.
    func note(_ exchange: Exchange, nanoseconds: Int64) {
        // Whoever watches over servers asks every few seconds, for ever.
        let level: Logger.Level = exchange.note?.route.isWatching == true ? .debug : .info
        guard let logger, logger.logLevel <= level else { return }
        var fields = Logger.Metadata(minimumCapacity: Self.fields.count)
        fields["method"] = .string(Self.name(of: exchange.method))
        fields["status"] = exchange.status.map { .stringConvertible($0) }
        fields["microseconds"] = .stringConvertible(nanoseconds / 1000)
        fields["received"] = .stringConvertible(exchange.receivedBytes)
        fields["sent"] = .stringConvertible(exchange.sentBytes)
        if exchange.isAborted { fields["aborted"] = .stringConvertible(true) }
        if let note = exchange.note {
            note.fill(&fields)
        } else {
            fields["request"] = exchange.requestID.map { .string($0) }
        }
        logger.log(level: level, "request", metadata: fields)
    }

    /// A method that everybody knows; clients may write others as they like.
    private static func name(of method: HTTPRequest.Method?) -> String {
        guard let method else { return "none" }
        return known.contains(method) ? method.rawValue : "other"
    }

    private static let known: [HTTPRequest.Method] = [
        .get, .post, .put, .patch, .delete, .head, .options,
    ]
}

extension RequestNote {
    /// Adds what was found out.
    fileprivate func fill(_ fields: inout Logger.Metadata) {
        mark.fill(&fields)
        fields["route"] = .string(route.pattern)
        fields["parent"] = mark.trace.parentText.map { .string($0) }
        if let company { fields["company"] = .stringConvertible(company.number) }
        if let principal {
            fields["client"] = .string(principal.clientID)
            fields["user"] = principal.userName.map { .string($0) }
        }
    }
}
