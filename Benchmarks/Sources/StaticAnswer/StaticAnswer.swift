import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers every request with the bytes of a file and the header fields that Docket sends: what the
/// same HTTP server costs with nothing behind it. `StaticAnswer PORT FILE`
@main
struct StaticAnswer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let port = Int(arguments[1]),
            let requestID = HTTPField.Name("X-Request-Id")
        else { return print("StaticAnswer PORT FILE") }
        let body = ByteBuffer(
            bytes: try Data(contentsOf: URL(fileURLWithPath: arguments[2])))
        let headers: HTTPFields = [
            .contentType: "application/json", requestID: "0199a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        ]
        var logger = Logger(label: "static-answer")
        logger.logLevel = .error
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { _, _ in
                Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
            },
            configuration: .init(
                address: .hostname("127.0.0.1", port: port), serverName: "docket", backlog: 1024),
            logger: logger)
        try await application.runService()
    }
}
