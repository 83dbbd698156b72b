import DocketJSON
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// `/openapi.json`: the description of all operations, this one too.
///
/// A class: it is the identity of the one document that all requests share, which is written when
/// it is first asked for.
final class OpenAPIEndpoint: Sendable {
    private let others: [Route]
    private let document = Mutex<ByteBuffer?>(nil)

    /// The description of these operations.
    init(describing others: [Route]) {
        self.others = others
    }

    /// The operation, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, "openapi.json", .anyone, .getDescription) { [self] _ in
                Answer.json(.ok, bytes).adding(.cacheControl, "max-age=3600")
            }
        ]
    }

    private var bytes: ByteBuffer {
        document.withLock { document in
            if let document { return document }
            let json = OpenAPIDocument(of: others + routes).json
            let bytes = ByteBuffer(bytes: json.encoded)
            document = bytes
            return bytes
        }
    }
}

extension OperationDescription {
    fileprivate static let getDescription = OperationDescription(
        "getDescription", .server, "Describes all operations",
        "This document: OpenAPI 3.1 for programs.",
        answers: [
            .ok(
                "The description.",
                .object([
                    .init("openapi", Schema("string"), "The version of OpenAPI.", "3.1.1"),
                    .init("info", Written.object, "What it describes.", ["title": "Docket"]),
                    .init("servers", Written.array, "Where they are.", [["url": "/"]]),
                    .init("tags", Written.array, "What they are about.", [["name": "Orders"]]),
                    .init("paths", Written.object, "The operations.", [:]),
                    .init("components", Written.object, "What they have in common.", [:]),
                ]))
        ])
}
