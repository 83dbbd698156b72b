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
}
