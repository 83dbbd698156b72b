import CSwaggerUI
import HTTPTypes
import Hummingbird
import NIOCore

/// A file of Swagger UI, which is compiled in (docs/decisions/0021-api-explorer.md).
struct SwaggerUIFile: Sendable {
    /// The last part of its path.
    let name: String
    /// As `Content-Type` has it.
    private let type: String
    /// Where it stands among all files.
    private let position: Int

    /// All of them; none in a program that was compiled without them.
    static let all = files.enumerated().map { position, file in
        SwaggerUIFile(
            name: String(cString: file.name), type: String(cString: file.type), position: position)
    }

    /// What tells them from those of another version.
    private static let tag =
        #""\#(swagger_ui_version().map { String(cString: $0).filter { $0 != "\n" } } ?? "")""#

    private static var files: UnsafeBufferPointer<swagger_ui_file> {
        var count = 0
        let first = swagger_ui_files(&count)
        return UnsafeBufferPointer(start: first, count: count)
    }

    /// The file; a browser keeps what is no page, and asks each time whether it is still the same.
    func answer(to call: Call) -> Answer {
        var answer = Answer(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: content))
        guard !type.hasPrefix("text/html") else {
            SecurityHeaders.explorer.complete(&answer.headers)
            return answer
        }
        answer.headers[.eTag] = Self.tag
        return answer.unlessKnown(to: call).adding(.cacheControl, "no-cache")
    }

    /// Its bytes, copied for each answer: few people open the page, and the memory of a server is
    /// for others.
    private var content: ByteBuffer {
        let file = Self.files[position]
        return ByteBuffer(bytes: UnsafeBufferPointer(start: file.bytes, count: file.count))
    }
}
