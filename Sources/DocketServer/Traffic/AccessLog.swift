import DocketCore
import DocketJSON
import HTTPTypes
package import Logging

/// A line for each request that is over.
///
/// What a client writes freely is in none, but for the request's id: no path, no query, no other
/// field and no body. Names are those of clients and users whose token was good.
///
/// It writes its lines itself: through `Logger` each would be a dictionary of boxed values first,
/// which takes longer than all else that is told of a request.
package struct AccessLog: Sendable {
    /// What a line may say beside when and how urgent it is, in the order of the documents
    /// (docs/operating.md, "Access log").
    package static let fields = [
        "method", "route", "status", "microseconds", "received", "sent", "aborted", "company",
        "client", "user", "request", "trace", "span", "parent",
    ]

    private let level: Logger.Level
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameters:
    ///   - level: lines that are less urgent are not written.
    ///   - write: gets each line, one JSON object, without its end.
    package init(level: Logger.Level, _ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.level = level
        self.write = write
    }

    /// Writes the line of a request.
    func note(_ exchange: Exchange, nanoseconds: Int64) {
        // Whoever watches over servers asks every few seconds, for ever.
        let urgency: Logger.Level = exchange.note?.route.isWatching == true ? .debug : .info
        guard level <= urgency else { return }
        var line = JSONWriter(logLine: urgency, label: "docket.access", "request")
        line.key("method")
        line.string(Self.name(of: exchange.method))
        if let note = exchange.note {
            line.key("route")
            line.string(note.route.pattern)
        }
        if let status = exchange.status {
            line.key("status")
            line.integer(status)
        }
        line.key("microseconds")
        line.integer(nanoseconds / 1000)
        line.key("received")
        line.integer(exchange.receivedBytes)
        line.key("sent")
        line.integer(exchange.sentBytes)
        if exchange.isAborted {
            line.key("aborted")
            line.boolean(true)
        }
        if let note = exchange.note {
            note.write(to: &line)
        } else if let id = exchange.requestID {
            line.key("request")
            line.string(id)
        }
        line.endObject()
        write(line.bytes)
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
    /// Writes whom it is about, and by which ids it is found.
    fileprivate func write(to line: inout JSONWriter) {
        if let company {
            line.key("company")
            line.integer(company.number)
        }
        if let principal {
            line.key("client")
            line.string(principal.clientID)
            if let user = principal.userName {
                line.key("user")
                line.string(user)
            }
        }
        line.key("request")
        line.string(mark.requestID)
        line.key("trace")
        line.string(mark.trace.traceText)
        line.key("span")
        line.string(mark.trace.spanText)
        if let parent = mark.trace.parentText {
            line.key("parent")
            line.string(parent)
        }
    }
}
