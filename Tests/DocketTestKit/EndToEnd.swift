import Foundation

/// Steps of the tests on the real binary.
package enum EndToEnd {
    /// A folder with a database's path in it.
    package struct Folder: Sendable {
        /// The folder.
        package let folder: TemporaryFolder

        /// Where the database is to be.
        package var database: String { folder.path("docket.db") }
    }

    /// Runs `body` in a new folder.
    package static func run(_ body: (Folder) async throws -> Void) async throws {
        let folder = Folder(folder: try TemporaryFolder())
        defer { folder.folder.remove() }
        try await body(folder)
    }

    /// A request as it goes over the wire, with the sandbox's token unless told otherwise.
    package static func request(
        _ method: String, _ path: String, _ body: String? = nil, token: String? = "sandbox-token",
        fields: String = ""
    ) -> String {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: docket\r\n\(fields)"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if let body {
            text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        return text + "\r\n" + (body ?? "")
    }

    /// Sends one request on a connection of its own.
    package static func send(
        to server: ServerProcess, _ method: String, _ path: String, _ body: String? = nil,
        token: String? = "sandbox-token"
    ) async throws -> RawAnswer {
        try await RawConnection.talk(to: server.port) { connection throws in
            connection.send(request(method, path, body, token: token))
            return try connection.answer(isHead: method == "HEAD")
        }
    }

    /// An order with an item, ready to be processed.
    package static func order(_ name: String) -> String {
        """
        {"Name": "\(name)", "OrderTypeId": 1, "EntityId": 14202, \
        "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85", \
        "Items": [{"ItemTypeId": 1, "ItemStatusId": 1, "SKU": "00001", "Quantity": 2}]}
        """
    }

    /// A port on which nobody listens at the moment.
    package static func freePort() throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: 20_000...32_000)
            do {
                _ = try RawConnection(port: port)
            } catch {
                return port
            }
        }
        throw RawConnection.Failure.refused
    }
}
