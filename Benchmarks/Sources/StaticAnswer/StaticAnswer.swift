import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers every request with the bytes of a file: what the same HTTP server costs without a
/// product behind it. `StaticAnswer PORT FILE`
@main
struct StaticAnswer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let port = Int(arguments[1]) else {
            print("StaticAnswer PORT FILE")
            return
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
        let body = ByteBuffer(bytes: bytes)
        var logger = Logger(label: "static-answer")
        logger.logLevel = .error
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { _, _ in
                Response(
                    status: .ok, headers: [.contentType: "application/json"],
                    body: ResponseBody(byteBuffer: body))
            },
            configuration: .init(
                address: .hostname("127.0.0.1", port: port), serverName: "docket"),
            logger: logger)
        try await application.runService()
    }
}
