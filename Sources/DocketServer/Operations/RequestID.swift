import DocketCore
import HTTPTypes
import Logging

/// The id of a request: the client's where it sent a usable one, else made here.
enum RequestID {
    /// Characters that a client's id may have at most.
    static let lengthMax = 128

    /// The client's id, where it is harmless in a log and in a header.
    static func read(_ headers: HTTPFields) -> String? {
        guard let id = headers[.requestID], !id.isEmpty,
            id.utf8.count <= lengthMax,
            id.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            })
        else { return nil }
        return id
    }

    /// A new one: 16 hexadecimal digits.
    static func make() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// By what a request is found in the log.
struct RequestMark: Sendable {
    /// The client's, or one of ours.
    let requestID: String
    /// Where it stands in a trace of several programs.
    let trace: TraceContext

    /// Adds what a line of the log says of it.
    func fill(_ fields: inout Logger.Metadata) {
        fields["request"] = .string(requestID)
        fields["trace"] = .string(trace.traceText)
        fields["span"] = .string(trace.spanText)
    }

    /// What a line of the log says of it, beside an error.
    func metadata(_ error: any Error) -> Logger.Metadata {
        var fields: Logger.Metadata = ["error": "\(error)"]
        fill(&fields)
        return fields
    }
}

/// What forms of an answer a client takes (RFC 9110, section 12.5.1).
enum Accept {
    /// Refuses a request that takes no plain text.
    ///
    /// - Throws: `RequestError.notAcceptable`.
    static func requireText(_ headers: HTTPFields, format: String?) throws {
        let text = MediaType(name: "text/plain")
        // Clients of OData ask for JSON everywhere; a number is that, too.
        let forms = [text, .json, .odata(.minimal), .odata(.none)].map { (media: $0, form: ()) }
        guard MediaRange.choose(forms, for: ranges(headers, format: format)) != nil else {
            throw refusal(of: [text])
        }
    }

    /// Refuses a request that takes no JSON.
    ///
    /// - Throws: `RequestError.notAcceptable`.
    static func requireJSON(_ headers: HTTPFields) throws {
        guard takesJSON(headers) else { throw RequestError.notAcceptable() }
    }

    /// Whether plain JSON will do.
    static func takesJSON(_ headers: HTTPFields) -> Bool {
        let fields = headers[values: .accept]
        return fields.isEmpty
            || fields.contains { $0.split(separator: ",").contains(where: takesJSON) }
    }

    private static func takesJSON(_ range: Substring) -> Bool {
        let parts = range.split(separator: ";").map { $0.trimmingSpaces.lowercased() }
        guard let media = parts.first,
            ["*/*", "application/*", "application/json", "text/json"].contains(media)
        else { return false }
        // Other parameters ask for another form of JSON, which is not to be had.
        return parts.dropFirst().allSatisfy { parameter in
            if parameter.hasPrefix("q=") { return Double(parameter.dropFirst(2)) != 0 }
            return parameter.hasPrefix("charset=")
                || (media == "application/json" && parameter == "odata.metadata=none")
        }
    }
}
