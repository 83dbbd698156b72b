import HTTPTypes
import Hummingbird
import NIOCore

/// What a handler answers.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ResponseBody

    /// A JSON document.
    static func json(_ status: HTTPResponse.Status, _ json: [UInt8]) -> Answer {
        .json(status, ByteBuffer(bytes: json))
    }

    /// A JSON document.
    static func json(_ status: HTTPResponse.Status, _ json: ByteBuffer) -> Answer {
        Answer(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: json))
    }

    /// Status and nothing else.
    static func empty(_ status: HTTPResponse.Status) -> Answer {
        Answer(status: status, headers: [:], body: ResponseBody())
    }

    /// The same answer with a header field more.
    func adding(_ name: HTTPField.Name, _ value: String) -> Answer {
        var answer = self
        answer.headers[name] = value
        return answer
    }

    /// The same answer, or 304 where the client says by `If-None-Match` that it has it (RFC 9110,
    /// section 13.1.2).
    func unlessKnown(to call: Call) -> Answer {
        guard let tag = headers[.eTag], call.has(tag) else { return self }
        return Answer.empty(.notModified).adding(.eTag, tag)
    }

    /// Notes which preferences were heeded (RFC 7240, section 3).
    func noting(_ call: Call) -> Answer {
        let heeded =
            (call.preferredHandling.map { ["handling=\($0.rawValue)"] } ?? [])
            + (call.prefersDryRun ? ["dry-run"] : [])
        return heeded.isEmpty ? self : adding(.preferenceApplied, heeded.joined(separator: ", "))
    }
}
