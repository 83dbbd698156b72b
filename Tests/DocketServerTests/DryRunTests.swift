import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Logging
import ServiceLifecycle
import Testing

private let dry = ["Prefer": "dry-run"]

/// `Prefer: dry-run` (contract, section 10).
@Suite struct DryRunTests {
    /// Members that are made up anew, or are of the instant.
    private static let fresh: Set = [
        "Id", "OrderId", "PrintableId", "CreatedDateUtc", "ModifiedDateUtc", "OrderExpiryDate",
        "CreatedUtc", "LastModifiedUtc", "Secret", "CreatedAt", "NextTryAt", "CustomerId",
        "Version",
    ]

    /// A document without what differs from one making to the next.
    private static func lasting(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(
                members.map { member in
                    JSONValue.Member(
                        member.name,
                        fresh.contains(member.name) ? .null : lasting(member.value))
                })
        case .array(let elements): .array(elements.map(lasting))
        default: value
        }
    }

    @Test(arguments: Change.all)
    func `a dry run answers what the change would, and stores nothing`(
        change: Change
    ) async throws {
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let before = try await server.everything()
            let rows = try await server.rows()
            let tried = try await server.send(change, of: subject, headers: dry)
            #expect((200..<300).contains(tried.status), "\(tried.text)")
            #expect(tried.headers["Preference-Applied"] == "dry-run")
            #expect(try await server.everything() == before)
            #expect(try await server.rows() == rows)

            let done = try await server.send(change, of: subject)
            #expect(done.status == tried.status)
            #expect(done.headers["Preference-Applied"] == nil)
            #expect(done.headers["ETag"] == tried.headers["ETag"])
            #expect(done.headers["Content-Type"] == tried.headers["Content-Type"])
            #expect((done.headers["Location"] == nil) == (tried.headers["Location"] == nil))
            #expect(Self.lasting(done.json) == Self.lasting(tried.json))
            #expect(try await server.everything() != before)
        }
    }

    @Test func `an operation that is tried answers with the Sequence that the next one gets`()
        async throws
    {
        try await TestServer.run { server in
            let order = try await server.make(#""State": "Pending""#)
            var numbers: [Int] = []
            for headers in [dry, dry, [:]] {
                let reply = try await server.send(
                    .post, "\(order.path)/Process", headers: headers,
                    body: #"{"OrderId": "\#(order.id)"}"#)
                #expect(reply.status == 201)
                numbers.append(reply.json.integer("Id"))
            }
            #expect(numbers == [2, 2, 2])
            #expect(try await server.events().map { $0.integer("Sequence") } == [1, 2])
        }
    }

    @Test func `what was only tried is nowhere`() async throws {
        try await TestServer.run { server in
            for list in [TestServer.orders, TestServer.orderFull] {
                let reply = try await server.send(
                    .post, list, headers: dry, body: #"{"EntityId": 14202, "OrderTypeId": 1}"#)
                #expect(reply.status == 201)
                let location = try #require(reply.headers["Location"])
                #expect(try await server.send(.get, location).status == 404)
                #expect(try await server.send(.get, "\(location)/Events").status == 404)
            }
            #expect(try await server.send(.get, TestServer.orders).text == "[]")
        }
    }

    @Test(arguments: [
        "dry-run", "Dry-Run", "handling=strict, dry-run", "dry-run;x=1", "respond-async,dry-run",
    ])
    func `the preference may stand among others`(prefer: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.send(
                .patch, order.path, headers: ["Prefer": prefer], body: #"{"Name": "b"}"#)
            #expect(reply.status == 200)
            #expect(reply["Name"]?.text == "b")
            #expect(reply.headers["Preference-Applied"]?.contains("dry-run") == true)
            #expect(try await server.send(.get, order.fullPath).json == order.document)
        }
    }

    @Test(arguments: ["", "dry", "no-dry-run", "handling=lenient", "x=dry-run"])
    func `other preferences are no dry run`(prefer: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.send(
                .patch, order.path, headers: ["Prefer": prefer], body: #"{"Name": "b"}"#)
            #expect(reply.headers["Preference-Applied"]?.contains("dry-run") != true)
            #expect(try await server.send(.get, order.path)["Name"]?.text == "b")
        }
    }

    @Test func `dry runs between real changes leave no gap and take no lock along`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let reply = try await server.send(
                            .post, "\(order.path)/Items", headers: number % 2 == 0 ? dry : [:],
                            body: #"{"ItemTypeId": 1, "ItemStatusId": 1, "SKU": "\#(number)"}"#)
                        #expect(reply.status == 201, "\(reply.text)")
                    }
                }
                try await group.waitForAll()
            }
            let skus = try await server.send(.get, "\(order.path)/Items").values("SKU")
            #expect(Set(skus) == Set((0..<60).filter { $0 % 2 == 1 }.map { "\($0)" }))
            let sequences = try await server.events().map { $0.integer("Sequence") }
            #expect(sequences == Array(1...31))
        }
    }

    @Test func `no webhook hears of what was only tried`() async throws {
        try await TestServer.run { server in
            let subject = try await server.setUp(for: Change.ofOrders[0])
            let deliveries = "\(Change.webhooks)(\(subject.webhookID))/Deliveries"
            // Refused before anything is sent: what is looked at is only whether it was to be.
            try await server.database.write { connection throws in
                _ = try connection.run("UPDATE webhooks SET url = 'https://127.0.0.1/hook'")
            }
            var logger = Logger(label: "docket-test")
            logger.logLevel = .critical
            let courier = Courier(
                database: server.database, services: server.services, logger: logger)
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(services: [courier], logger: logger))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                for change in Change.ofOrders where !change.needsProcessed {
                    let reply = try await server.send(change, of: subject, headers: dry)
                    #expect((200..<300).contains(reply.status))
                }
                try await server.send(.patch, subject.order.path, body: #"{"Name": "real"}"#)
                var found: [JSONValue] = []
                let end = ContinuousClock.now + .seconds(300)
                while found.isEmpty, ContinuousClock.now < end {
                    found = try await server.send(.get, deliveries).json.elements ?? []
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(found.map { $0.integer("Sequence") } == [2])
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }
}

/// Dry runs of what would be refused.
@Suite struct DryRefusalTests {
    /// What would be refused, and as what.
    private static let refusals: [(change: Change, headers: [String: String], status: Int)] = [
        (Change(.post, TestServer.orders, "{}"), [:], 400),
        (Change(.post, TestServer.orders, "nonsense"), [:], 400),
        (Change(.patch, "\(TestServer.orders)(WEBHOOK)", "{}"), [:], 404),
        (Change(.patch, "\(TestServer.orders)(ORDER)", "{}"), ["If-Match": "\"9\""], 412),
        (
            Change(.post, "\(TestServer.orders)(ORDER)/Shipped", #"{"OrderId": "ORDER"}"#), [:],
            409
        ),
        (Change(.post, "/v1/Companies(99)/Locations", #"{"Name": "a"}"#), [:], 404),
        (Change(.post, "/v1/Companies(14146)/Locations", "{}"), [:], 400),
        (
            Change(.post, "/v1/Companies(14146)/Locations", #"{"Id": 14107, "Name": "a"}"#), [:],
            409
        ),
        (Change(.post, Change.webhooks, #"{"Url": "https://127.0.0.1/"}"#), [:], 400),
    ]

    @Test(arguments: refusals.indices)
    func `what would be refused is refused alike`(number: Int) async throws {
        let (change, headers, status) = Self.refusals[number]
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let before = try await server.everything()
            let headers = headers.merging(["X-Request-Id": "same"]) { $1 }
            let tried = try await server.send(
                change, of: subject, headers: headers.merging(dry) { $1 })
            let done = try await server.send(change, of: subject, headers: headers)
            #expect(tried.status == status, "\(tried.text)")
            #expect(done.status == status)
            #expect(tried.bytes == done.bytes)
            #expect(try await server.everything() == before)
        }
    }

    @Test(arguments: refusals.indices)
    func `a refusal says that it was only a dry run`(number: Int) async throws {
        let (change, headers, _) = Self.refusals[number]
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let tried = try await server.send(
                change, of: subject, headers: headers.merging(dry) { $1 })
            #expect(tried.headers["Preference-Applied"] == "dry-run")
        }
    }
}

extension TestServer {
    /// How many rows each table has that a change may write, whether clients see them or not.
    fileprivate func rows() async throws -> [Int64] {
        try await [
            database.count("SELECT count(*) FROM orders"),
            database.count("SELECT count(*) FROM order_items"),
            database.count("SELECT count(*) FROM order_events"),
            database.count("SELECT coalesce(sum(sequence), 0) FROM order_counters"),
            database.count("SELECT count(*) FROM kept_answers"),
            database.count("SELECT count(*) FROM webhooks"),
            database.count("SELECT count(*) FROM webhook_deliveries"),
            database.count("SELECT count(*) FROM addresses"),
            database.count("SELECT count(*) FROM clients"),
            database.count("SELECT count(*) FROM users"),
        ]
    }
}
