import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

extension TestServer {
    /// An order of company 1, as the documents before 002 have it.
    fileprivate func oldOrder() async throws -> String {
        let made = try await send(Samples.laterOrderFull)
        #expect(made.status == 201)
        return made.id
    }

    /// Sends what ships to a Customer and to a Location: refused, both by name, and done where
    /// lenient handling is preferred.
    fileprivate func sendToTwo(
        _ sample: Sample, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        let refused = try await send(sample)
        #expect(refused.status == 400, sourceLocation: sourceLocation)
        #expect(refused.message == "The request is invalid", sourceLocation: sourceLocation)
        #expect(
            refused.pointers == ["/ShippingCustomerId", "/ShippingEntityId"],
            sourceLocation: sourceLocation)
        let done = try await send(sample, handling: "lenient")
        #expect(
            done.headers["Preference-Applied"] == "handling=lenient",
            sourceLocation: sourceLocation)
        return done
    }
}

/// What was sent and did not come back; `1` and `"1"`, `15` and `15.0` are the same, and a GUID is
/// the same in either case.
private func missing(
    from reply: TestServer.Reply, sent sample: Sample, but readOnly: Set<String> = []
) throws -> [String] {
    func plain(_ value: JSONValue?) -> JSONValue? {
        switch value {
        case .number(let text): .string(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        case .string(let text): .string(text.lowercased())
        case .array(let elements): .array(elements.compactMap(plain))
        case .object(let members):
            .object(
                members.sorted { $0.name < $1.name }
                    .map { JSONValue.Member($0.name, plain($0.value) ?? .null) })
        default: value
        }
    }
    let sent = try JSONValue(text: sample.body)
    return (sent.members ?? []).filter { member in
        guard !readOnly.contains(member.name), member.name != "Items" else { return false }
        let name = member.name == "ShoppingOptionId" ? "ShippingOptionId" : member.name
        return plain(reply[name]) != plain(member.value)
    }.map(\.name)
}

private let computed: Set<String> = [
    "OrderExpiryDate", "OrderType", "CreatedDateUtc", "PrintableId", "ModifiedDateUtc",
]

/// The requests that the documents print, sent as printed.
@Suite struct SampleTests {
    static let guideID = "216f7424-ae18-4c69-9597-984b430d0759"
    static let oldID = "ed2f44f1-8ef4-460a-a5bc-e57e6c8927a3"
    static let pathID = "2ad88692-7757-4a72-915b-dfe8f2539279"
    static let bodyID = "cdd26b8f-4ed1-409d-9984-982e081c425e"
    static let itemID = "8592718e-bcca-468c-8009-38678929b693"

    @Test func `the guide of 000 runs from update to shipment`() async throws {
        try await TestServer.run { server in
            let ids = [Self.guideID: try await server.oldOrder()]
            let update = Samples.guideUpdate.replacing(ids)
            let updated = try await server.send(update)
            #expect(updated.status == 201, "\(updated.text)")
            #expect(try missing(from: updated, sent: update, but: computed) == [])
            #expect(updated["OrderType"]?.text == "Sales")
            let processed = try await server.send(Samples.guideProcess.replacing(ids))
            #expect(processed.status == 201)
            #expect(processed["OrderId"]?.text == ids[Self.guideID])
            let shipped = try await server.send(Samples.guideShipped.replacing(ids))
            #expect(shipped.status == 201)
            #expect(shipped["TrackingNumber"] == .null)
        }
    }

    @Test(arguments: [Samples.guideUpdate, Samples.guideProcess, Samples.guideShipped])
    func `the guide's own order is not there`(sample: Sample) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(sample)
            #expect(reply.status == 404)
            #expect(
                reply.message == "Order resource with id \(Self.guideID) cannot be found")
        }
    }

    @Test(arguments: [Samples.oldOrder, Samples.laterOrder, Samples.laterOrderFull])
    func `an order of 001 and 003 is made as printed`(sample: Sample) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(sample)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(try missing(from: reply, sent: sample) == [])
            #expect(reply["State"]?.text == "Created")
            #expect(reply["OrderType"]?.text == "Purchase")
            #expect(reply["OrderExpiryHours"]?.numberText == "72")
        }
    }

    @Test func `an item of 001 and 003 is added as printed`() async throws {
        try await TestServer.run { server in
            let sample = Samples.oldItem
            let order = try await server.send(Samples.laterOrder)
            let reply = try await server.send(sample.replacing([Self.oldID: order.id]))
            #expect(reply.status == 201, "\(reply.text)")
            #expect(try missing(from: reply, sent: sample) == [])
            #expect(reply["ItemStatus"]?.text == "New")
            #expect(reply["OrderId"]?.text == order.id)
            let unknown = try await server.send(sample)
            #expect(unknown.status == 404)
            #expect(unknown.message == "Order resource with id \(Self.oldID) cannot be found")
        }
    }

    @Test func `an update of 003 ships to two, which is refused or, if preferred, kept`()
        async throws
    {
        try await TestServer.run { server in
            let made = try await server.send(Samples.laterOrderFull)
            let update = Samples.laterUpdate.replacing([
                Self.guideID: made.id, Self.pathID: made["Items", 0, "Id"]?.text ?? "",
            ])
            let updated = try await server.sendToTwo(update)
            #expect(updated.status == 201, "\(updated.text)")
            #expect(try missing(from: updated, sent: update, but: computed) == [])
            #expect(updated["ShippingEntityId"]?.numberText == "1")
            #expect(updated["Items"]?.elements?.count == 1)
            #expect(updated["Items", 0, "Id"] == made["Items", 0, "Id"])
        }
    }

    @Test(arguments: [Samples.order, Samples.orderFull])
    func `an order of 002 ships to two, which is refused or, if preferred, made`(
        sample: Sample
    ) async throws {
        try await TestServer.run { server in
            let made = try await server.sendToTwo(sample)
            #expect(made.status == 201, "\(made.text)")
            #expect(try missing(from: made, sent: sample) == [])
            let all = try await server.send(.get, TestServer.orders)
            #expect(all.json.elements?.count == 1)
        }
    }

    @Test(arguments: [Samples.order, Samples.orderFull])
    func `a lenient server takes an order of 002 as printed`(sample: Sample) async throws {
        try await TestServer.run(isLenient: true) { server in
            #expect(try await server.send(sample).status == 201)
            let strict = try await server.send(sample, handling: "strict")
            #expect(strict.status == 400)
        }
    }

    @Test func `an item of 002 is added as printed`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let sample = Samples.item.replacing([Self.pathID: order.id])
            let reply = try await server.send(sample)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(try missing(from: reply, sent: sample) == [])
            #expect(reply["ItemTypeId"]?.text == "1")
        }
    }

    @Test(arguments: [Samples.orderUpdate, Samples.orderFullUpdate])
    func `an update of 002 ships to two, which is refused or, if preferred, kept`(
        sample: Sample
    ) async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let ids = [
                Self.pathID: order.id, Self.bodyID: order.id, Self.itemID: order.itemID(0),
            ]
            let update = sample.replacing(ids)
            let updated = try await server.sendToTwo(update)
            #expect(updated.status == 200, "\(updated.text)")
            #expect(try missing(from: updated, sent: update, but: computed) == [])
            let process = try await server.send(Samples.process.replacing(ids))
            #expect(process.status == 201)
        }
    }

    @Test(arguments: [Samples.orderUpdate, Samples.orderFullUpdate, Samples.process])
    func `the ids that 002 prints contradict one another`(sample: Sample) async throws {
        try await TestServer.run { server in
            let unknown = try await server.send(sample)
            #expect(unknown.status == 404)
            #expect(unknown.message == "Order resource with id \(Self.pathID) cannot be found")
            let order = try await server.make(items: [""])
            let reply = try await server.send(
                sample.replacing([Self.pathID: order.id]), handling: "lenient")
            #expect(reply.status == 400)
            let details = reply["errors"]?.elements?.compactMap { $0["detail"]?.text } ?? []
            #expect(
                details.contains(
                    "Uri parameter representing resource id and resource id found in the "
                        + "request content don't match"))
        }
    }
}
