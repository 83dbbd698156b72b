import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Testing

// Webhooks to try things on. Nobody calls their addresses: no courier runs.

extension TestServer {
    /// The webhooks of the company that most tests are about.
    static var webhooks: String { "/v1/Companies(14146)/Webhooks" }

    /// Sends a webhook of the least that is required and more.
    ///
    /// - Parameter members: more members, such as `"Disabled": true`, between commas.
    func createHook(
        _ members: String = "", headers: [String: String] = [:]
    ) async throws -> Reply {
        let more = members.isEmpty ? "" : ", \(members)"
        return try await send(
            .post, Self.webhooks, headers: headers, body: "{\(Self.hookURL)\(more)}")
    }

    /// Makes a webhook, and says where it is.
    func makeHook(_ members: String = "") async throws -> Hook {
        let reply = try await createHook(members)
        #expect(reply.status == 201, "\(reply.text)")
        return Hook(
            id: reply.id, document: reply.json, guid: try #require(GUID(reply.id)))
    }

    /// An address of the internet that needs no look-up.
    static var hookURL: String { #""Url": "https://8.8.8.8/hook""# }

    /// The company of these webhooks.
    static func hookCompany() throws -> CompanyID { try #require(CompanyID(14_146)) }

    /// A webhook as it is stored.
    func stored(_ hook: Hook) async throws -> Webhook? {
        try await database.first(CompanyStore.webhook(hook.guid, of: try Self.hookCompany()))
    }

    /// Changes a webhook behind the server's back.
    func update(_ webhook: Webhook) async throws {
        let company = try Self.hookCompany()
        try await database.write(of: company) { connection in
            try CompanyStore(connection, company: company).update(webhook)
        }
    }

    /// Stores deliveries of a webhook, the oldest first, as if a courier had come so far.
    ///
    /// - Parameter change: what is to be other than of one that waits.
    /// - Returns: their ids.
    func store(
        _ count: Int, of hook: Hook, _ change: @Sendable (inout Delivery) -> Void = { _ in }
    ) async throws -> [String] {
        let company = try Self.hookCompany()
        var deliveries: [Delivery] = []
        var random = SystemRandomNumberGenerator()
        let now = services.clock.now()
        for number in 0..<count {
            let at = now.adding(seconds: Int64(number + 1))
            var delivery = Delivery(
                id: .version7(at: at, using: &random), webhookID: hook.guid,
                sequence: Int64(number + 1), orderID: GUID(high: 1, low: 2), type: "order.created",
                state: .waiting, tries: 0, dueAt: at, lastStatus: nil, lastError: nil,
                createdAt: at, triedAt: nil)
            change(&delivery)
            deliveries.append(delivery)
        }
        let rows = deliveries
        try await database.write(of: company) { connection in
            for row in rows { try CompanyStore(connection, company: company).insert(row) }
        }
        return rows.map { "\($0.id)" }
    }
}

/// A webhook that a test made.
struct Hook: Sendable {
    /// Its id.
    let id: String
    /// What came back, with its secret.
    let document: JSONValue
    /// Its id as a value.
    let guid: GUID

    /// Where it is.
    var path: String { "\(TestServer.webhooks)(\(id))" }
    /// Its secret.
    var secret: String { document["Secret"]?.text ?? "" }
    /// Where its deliveries are.
    var deliveries: String { "\(path)/Deliveries" }
}

extension TestServer.Reply {
    /// The ids of a list.
    var ids: [String] { json.elements?.compactMap { $0["Id"]?.text } ?? [] }
}
