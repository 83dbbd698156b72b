import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let writers = [
        StoreConformance("a refused job leaves no trace", refusedJob),
        StoreConformance("a row needs what it belongs to", foreignKey),
        StoreConformance("a job that fails takes nothing of its neighbours", failingNeighbours),
        StoreConformance("sequences grow by one in the order of commits", sequences),
        StoreConformance("a write is seen by every read after it returned", visibility),
        StoreConformance("a read sees one instant", snapshot),
        StoreConformance("a running write keeps no reader waiting", readersDoNotWait),
        StoreConformance("beyond the queue's bound a writer is refused at once", boundedQueue),
    ]

    /// Writers that may wait: what `SQLiteWriter` documents.
    private static let queueMax = 1024

    /// Why a job of these tests gives up.
    private struct Refusal: Error, Equatable {
        let number: Int
    }

    @Sendable private static func refusedJob(_ database: any Database) async throws {
        var rows = SampleRows(seed: 40)
        let present = rows.fullOrder()
        try await database.store([present])
        var changed = present
        changed.items = []
        let (order, after) = (rows.fullOrder(), changed)
        await #expect(throws: Refusal(number: 1)) {
            try await database.write { connection throws in
                let store = CompanyStore(connection, company: SampleRows.company)
                _ = try store.insert(order)
                try store.update(present, to: after)
                try store.appendCreation(of: order)
                try SystemStore(connection).setSetting("trace", to: "1")
                throw Refusal(number: 1)
            }
        }
        #expect(try await database.order(order.id) == nil)
        #expect(try await database.order(present.id) == present)
        #expect(try await database.count("SELECT count(*) FROM order_events") == 1)
        #expect(try await database.count("SELECT count(*) FROM order_items") == 3)
        #expect(try await database.count("SELECT sequence FROM order_counters") == 1)
        let trace = try await database.read { try SystemStore($0).setting("trace") }
        #expect(trace == nil)
    }

    @Sendable private static func foreignKey(_ database: any Database) async throws {
        var rows = SampleRows(seed: 41)
        let order = rows.fullOrder()
        let nobody = try #require(CompanyID(99))
        do {
            try await database.store([order], of: nobody)
            Issue.record("an order of no company was stored")
        } catch SQLError.constraint {
            #expect(try await database.count("SELECT count(*) FROM orders") == 0)
        }
    }

    /// Some of a hundred concurrent jobs throw after they have changed something, or break a key.
    @Sendable private static func failingNeighbours(_ database: any Database) async throws {
        var rows = SampleRows(seed: 42)
        let taken = rows.fullOrder()
        try await database.store([taken])
        for round in 0..<3 {
            let orders = (0..<104).map { _ in rows.fullOrder() }
            let held = try await Blocker(database, of: SampleRows.company)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, order) in orders.enumerated() {
                    group.addTask {
                        try await failingNeighbour(number, order, taken: taken, in: database)
                    }
                }
                // All have come before any is run, so that they share a transaction.
                try await Task.sleep(for: .milliseconds(100))
                held.open()
                try await group.waitForAll()
            }
            for (number, order) in orders.enumerated() {
                let found = try await database.order(order.id)
                #expect(found == (isGood(number) ? order : nil), "job \(number)")
            }
            let stored = Int64(1 + 100 * (round + 1))
            #expect(try await database.count("SELECT count(*) FROM orders") == stored)
            #expect(try await database.count("SELECT count(*) FROM order_items") == stored * 3)
            #expect(try await database.count("SELECT count(*) FROM order_events") == stored)
            #expect(try await database.count("SELECT sequence FROM order_counters") == stored)
        }
    }

    private static func isGood(_ number: Int) -> Bool { ![0, 17, 50, 103].contains(number) }

    private static func failingNeighbour(
        _ number: Int, _ order: Order, taken: Order, in database: any Database
    ) async throws {
        do {
            try await database.write(of: SampleRows.company) { connection throws in
                let store = CompanyStore(connection, company: SampleRows.company)
                guard try store.insert(order) else { throw SQLError.conflict }
                try store.appendCreation(of: order)
                if number == 17 {
                    _ = try store.insert(
                        Order(
                            id: taken.id, printableID: PrintableID(digits: 0),
                            fields: taken.fields, state: .created, expiryHours: 1,
                            createdAt: taken.createdAt, modifiedAt: taken.createdAt, version: 1,
                            items: []))
                } else if !isGood(number) {
                    throw Refusal(number: number)
                }
            }
            #expect(isGood(number), "job \(number) was answered as stored")
        } catch SQLError.conflict {
            #expect(number == 17)
        } catch let refusal as Refusal {
            #expect(refusal.number == number && !isGood(number))
        }
    }

    @Sendable private static func sequences(_ database: any Database) async throws {
        let isDone = Shared(false)
        let taken = Shared<[Int64]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Whoever has seen n has seen all before n.
                while !isDone.value {
                    let gap = try await database.count(
                        "SELECT coalesce(max(sequence), 0) - count(*) FROM order_events")
                    #expect(gap == 0)
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for number in 0..<300 {
                    var rows = SampleRows(seed: UInt64(1000 + number))
                    let order = rows.plainOrder()
                    writers.addTask {
                        let sequence = try? await database.write(of: SampleRows.company) {
                            connection throws in
                            let store = CompanyStore(connection, company: SampleRows.company)
                            _ = try store.insert(order)
                            try store.appendCreation(of: order)
                            let sequence = try store.lastSequence()
                            if number % 10 == 3 { throw Refusal(number: number) }
                            return sequence
                        }
                        if let sequence { taken.change { $0.append(sequence) } }
                    }
                }
                try await writers.waitForAll()
            }
            isDone.change { $0 = true }
            try await group.waitForAll()
        }
        #expect(taken.value.sorted() == Array(1...270))
        var rows = SampleRows(seed: 43)
        try await database.store([rows.plainOrder()], of: SampleRows.otherCompany)
        let own = try await database.count(
            "SELECT sequence FROM order_counters WHERE company_id = 2")
        #expect(own == 1, "each company counts by itself")
    }

    @Sendable private static func visibility(_ database: any Database) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var rows = SampleRows(seed: UInt64(50 + worker))
                    for _ in 0..<50 {
                        let order = rows.plainOrder(items: 1)
                        try await database.store([order])
                        #expect(try await database.order(order.id) == order)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Sendable private static func snapshot(_ database: any Database) async throws {
        let written = Gate()
        async let counts = OwnThread.run {
            try await database.read { connection throws in
                try (0..<2).map { number in
                    if number == 1 { written.pass() }
                    return try connection.first("SELECT count(*) FROM orders") {
                        (row) throws(SQLError) in row.integer(0)
                    }
                }
            }
        }
        try await written.wait()
        var rows = SampleRows(seed: 44)
        try await database.store([rows.plainOrder()])
        written.open()
        #expect(try await counts == [0, 0])
        #expect(try await database.count("SELECT count(*) FROM orders") == 1)
    }

    @Sendable private static func readersDoNotWait(_ database: any Database) async throws {
        var rows = SampleRows(seed: 45)
        let (order, next) = (rows.fullOrder(), rows.fullOrder())
        try await database.store([order])
        let gate = Gate()
        async let write: Void = database.write { connection throws in
            _ = try CompanyStore(connection, company: SampleRows.company).insert(next)
            gate.pass()
        }
        try await gate.wait()
        for _ in 0..<50 {
            #expect(try await database.order(order.id) == order)
            #expect(try await database.order(next.id) == nil, "nothing is seen before its commit")
        }
        gate.open()
        try await write
        #expect(try await database.order(next.id) == next)
    }

    @Sendable private static func boundedQueue(_ database: any Database) async throws {
        let held = try await Blocker(database, of: nil)
        let (stored, refused) = (Shared(0), Shared(0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1400 {
                group.addTask {
                    do {
                        try await database.write { connection throws in
                            try SystemStore(connection).setSetting("job \(number)", to: "1")
                        }
                        stored.change { $0 += 1 }
                    } catch SQLError.overloaded {
                        #expect(!held.isOpen, "the refusal came only after the wait")
                        refused.change { $0 += 1 }
                    }
                }
            }
            let end = ContinuousClock.now + .seconds(600)
            while refused.value < 1400 - queueMax, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(5))
            }
            held.open()
            try await group.waitForAll()
        }
        #expect(stored.value == queueMax)
        #expect(refused.value == 1400 - queueMax)
        #expect(
            try await database.count("SELECT count(*) FROM settings WHERE name LIKE 'job %'")
                == Int64(stored.value), "what was refused was not done")
    }
}

/// Holds a company's writer in a transaction that changes nothing.
private struct Blocker: Sendable {
    private let gate = Gate()
    private let opened = Gate()
    private let write: Task<Void, any Error>

    /// Waits until the writer is held.
    init(_ database: any Database, of company: CompanyID?) async throws {
        let gate = gate
        write = Task { try await database.write(of: company) { _ in gate.pass() } }
        try await gate.wait()
    }

    var isOpen: Bool { opened.isOpen }

    /// Lets it go on.
    func open() {
        opened.open()
        gate.open()
    }
}
