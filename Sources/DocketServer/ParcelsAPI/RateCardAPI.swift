import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// What a company's parcels cost, as its administrators see it.
struct RateCardAPI: Sendable {
    private let rateCards: RateCards

    /// The rate cards in `services`.
    init(services: DocketServices) {
        rateCards = services.rateCards
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, "v1/companies()/ratecard", .scope(.admin), .readRateCard, get),
            Route(
                .put, "v1/companies()/ratecard", .scope(.admin), .replaceRateCard, changing: put),
        ]
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        let company = try call.company()
        var version: Int64?
        for option in try call.query() {
            guard option.name.lowercased() == "version" else {
                throw RequestError.badRequest(
                    "there is no option '\(option.name)'", position: nil)
            }
            guard let number = Int64(option.value), number > 0, version == nil else {
                throw RequestError.badRequest(
                    "version must be the number of a version", position: nil)
            }
            version = number
        }
        guard let card = try await rateCards.kept(version, of: company) else {
            throw RequestError.notFound("RateCard", id: version.map { "\($0)" } ?? "\(company)")
        }
        return .json(.ok, Self.document(card))
    }

    @Sendable private func put(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        try call.refuseOptions()
        let tables = try RateTables(sent: try await call.jsonBody())
        do {
            return try await rateCards.replace(with: tables, as: call.change, of: company) {
                card in
                .json(.ok, Self.document(card))
            }
        } catch let error as RateCardFaults {
            throw RequestError.invalid(
                error.faults.map { fault in
                    let row = fault.row.map { "/\($0 - 1)" } ?? ""
                    return Fault("/Tables/\(fault.table.rawValue)\(row)", fault.detail)
                })
        }
    }

    @Sendable private static func document(_ card: KeptRateCard) -> [UInt8] {
        var writer = JSONWriter(capacity: 16 << 10)
        writer.beginObject()
        writer.key("Version")
        writer.integer(card.version)
        writer.key("CreatedDateUtc")
        writer.time(card.createdAt)
        writer.key("Actor")
        writer.string(card.actor)
        writer.key("Tables")
        writer.beginObject()
        for table in RateTableName.allCases {
            writer.key(table.rawValue)
            writer.beginArray()
            for row in card.tables[table] ?? [] {
                writer.beginArray()
                for cell in row { writer.string(cell) }
                writer.endArray()
            }
            writer.endArray()
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

extension RateTables {
    /// Reads tables as a client sends them: `{"Tables": {"zones": [["UK", …], …], …}}`.
    ///
    /// - Throws: `RequestError.invalid` with everything that is no table.
    fileprivate init(sent bytes: [UInt8]) throws {
        self.init()
        let value: JSONValue
        do {
            value = try JSONValue(bytes)
        } catch {
            throw RequestError.invalid([Fault(error)])
        }
        guard let members = value.member("Tables")?.members else {
            throw RequestError.invalid([Fault("/Tables", "The Tables field is required")])
        }
        var faults: [Fault] = []
        for member in members {
            let place = "/Tables/\(member.name)"
            guard let name = RateTableName(rawValue: member.name.lowercased()) else {
                let names = RateTableName.allCases.map(\.rawValue).joined(separator: ", ")
                faults.append(Fault(place, "there is no such table; there are \(names)"))
                continue
            }
            guard let rows = member.value.elements else {
                faults.append(Fault(place, "\(name.rawValue) must be an array of rows"))
                continue
            }
            var read: [[String]] = []
            for (position, row) in rows.enumerated() {
                let cells = row.elements?.map { $0 == .null ? "" : $0.asDigits }
                guard let cells, !cells.contains(nil) else {
                    faults.append(
                        Fault("\(place)/\(position)", "A row must be an array of texts"))
                    continue
                }
                read.append(cells.compactMap(\.self))
            }
            self[name] = read
        }
        guard faults.isEmpty else { throw RequestError.invalid(faults) }
    }
}
