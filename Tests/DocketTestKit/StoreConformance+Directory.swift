import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let directory = [
        StoreConformance("an entry of the directory is replaced by its update", directoryUpdate),
        StoreConformance("a key of the directory that is taken is told", directoryKeys),
        StoreConformance("the directory's pages follow one another", directoryPages),
        StoreConformance("customers go by when they were made", customerPages),
        StoreConformance("a setting is kept till it is set anew", settings),
    ]

    static let access = [
        StoreConformance("a client and a user come back as they were", clientsAndUsers),
        StoreConformance("a token comes back as it was", tokens),
        StoreConformance("a token is good until what it needs is gone", principals),
        StoreConformance("expired tokens are deleted, a few at a time", expiredTokens),
    ]

    // MARK: - Directory

    @Sendable private static func directoryUpdate(_ database: any Database) async throws {
        var changed = Location(LocationFields(of: "before"), id: 8, at: SampleRows.now)
        let before = changed
        changed.fields = LocationFields(name: "after")
        changed.isDisabled = true
        changed.modifiedAt = SampleRows.now.adding(seconds: 9)
        changed.version = 2
        let after = changed
        let neighbour = Location(LocationFields(of: "neighbour"), id: 9, at: SampleRows.now)
        try await database.write { connection throws in
            let rows = CompanyStore(connection, company: SampleRows.company).locations
            #expect(try rows.insert(before))
            #expect(try rows.insert(neighbour))
            try rows.update(after)
        }
        try await database.read { connection throws in
            let rows = CompanyStore(connection, company: SampleRows.company).locations
            #expect(try rows.get(8) == after)
            #expect(try rows.get(9) == neighbour)
            #expect(try rows.largestID() == 9)
            #expect(try rows.isTaken(8))
        }
    }

    @Sendable private static func directoryKeys(_ database: any Database) async throws {
        let first = Employee(EmployeeFields(of: "ann"), id: 1, at: SampleRows.now)
        let sameID = Employee(EmployeeFields(of: "bob"), id: 1, at: SampleRows.now)
        let sameName = Employee(EmployeeFields(of: "ann"), id: 2, at: SampleRows.now)
        let other = Employee(EmployeeFields(of: "bob"), id: 2, at: SampleRows.now)
        try await database.write { connection throws in
            let rows = CompanyStore(connection, company: SampleRows.company).employees
            #expect(try rows.insert(first))
            #expect(try !rows.insert(sameID))
            #expect(try !rows.insert(sameName))
            #expect(try rows.insert(other))
        }
        await #expect(throws: SQLError.conflict) {
            try await database.write { connection throws in
                try CompanyStore(connection, company: SampleRows.company)
                    .employees.update(sameName)
            }
        }
        try await database.read { connection throws in
            let rows = CompanyStore(connection, company: SampleRows.company).employees
            #expect(try rows.get(1) == first)
            #expect(try rows.get(2) == other)
        }
    }

    @Sendable private static func directoryPages(_ database: any Database) async throws {
        try await database.write { connection throws in
            for company in [SampleRows.company, SampleRows.otherCompany] {
                let rows = CompanyStore(connection, company: company).locations
                for id in [Int32.max, 3, 64, 1, 8] {
                    _ = try rows.insert(
                        Location(LocationFields(name: "x"), id: id, at: SampleRows.now))
                }
            }
        }
        try await database.read { connection throws in
            let rows = CompanyStore(connection, company: SampleRows.company).locations
            let all = ListQuery(all: .location, isFull: false)
            let first = try rows.page(ListRequest(all, limit: 2))
            #expect(first.elements.map(\.id) == [1, 3])
            let next = try rows.page(ListRequest(all, after: first.next, skip: 1, limit: 9))
            #expect(next.elements.map(\.id) == [64, .max])
            #expect(next.next == nil)
            #expect(try rows.all().map(\.id) == [1, 3, 8, 64, .max])
            let companies = SystemStore(connection).companies
            let second = try companies.page(
                ListRequest(ListQuery(all: .company, isFull: false), skip: 1, limit: 9))
            #expect(second.elements.map(\.id.number) == [2])
        }
    }

    @Sendable private static func customerPages(_ database: any Database) async throws {
        var rows = SampleRows(seed: 70)
        let customers = (0..<6).map { number in
            Customer(
                CustomerFields(of: "x"), id: rows.guid(),
                at: SampleRows.now.adding(seconds: Int64(-number / 2)))
        }
        let expected = customers.sorted {
            $0.createdAt == $1.createdAt ? $0.id < $1.id : $0.createdAt < $1.createdAt
        }
        try await database.write { connection throws in
            let rows = CompanyStore(connection, company: SampleRows.company).customers
            for customer in customers { _ = try rows.insert(customer) }
        }
        try await database.read { connection throws in
            let rows = CompanyStore(connection, company: SampleRows.company).customers
            var found: [Customer] = []
            var request = ListRequest(ListQuery(all: .customer, isFull: false), limit: 1)
            repeat {
                let page = try rows.page(request)
                found += page.elements
                request.position = page.next
            } while request.position != nil
            #expect(found == expected)
            #expect(try rows.all() == expected)
        }
    }

    @Sendable private static func settings(_ database: any Database) async throws {
        try await database.write { connection throws in
            let store = SystemStore(connection)
            #expect(try store.setting("a") == nil)
            try store.setSetting("a", to: "1")
            try store.setSetting("b", to: "")
            try store.setSetting("a", to: "2")
        }
        try await database.read { connection throws in
            let store = SystemStore(connection)
            #expect(try store.setting("a") == "2")
            #expect(try store.setting("b") == "")
            #expect(try !store.isEmpty())
        }
        for company in [SampleRows.company, SampleRows.otherCompany] {
            try await database.write(of: company) { connection throws in
                try CompanyStore(connection, company: company).removeEverything()
            }
        }
        try await database.write { try SystemStore($0).removeEverything() }
        try await database.read { connection throws in
            #expect(try SystemStore(connection).isEmpty())
            #expect(try SystemStore(connection).setting("a") == nil)
        }
    }

    // MARK: - Access

    private static let client = Client(
        id: "shop", name: "Shop ☂", secretHash: SecretHash(bytes: Array(0..<32)),
        scopes: ScopeSet("orders.read orders.write") ?? [],
        companies: .some([SampleRows.company, SampleRows.otherCompany]),
        defaultCompany: SampleRows.company,
        redirectURIs: ["http://127.0.0.1/a", "http://127.0.0.1/b"], allowsImplicit: true)

    private static let user = User(
        id: GUID(high: 0x7000, low: 0x8000_0000_0000_0009), name: "ann@example.test",
        passwordHash: PasswordHash(cost: .current, salt: [0, 1, 255], key: [9, 8, 7]),
        scopes: ScopeSet("orders.read") ?? [], companies: .all)

    private static func token(
        _ number: UInt8, user: String? = nil, expiresAt: Timestamp? = nil,
        kind: Token.Kind = .access, family: UInt64 = 1
    ) -> Token {
        Token(
            hash: SecretHash(bytes: Array(repeating: number, count: 32)), kind: kind,
            family: GUID(high: family, low: 1), clientID: "shop", userName: user,
            allowance: TokenAllowance(
                scopes: ScopeSet("orders.read") ?? [], companies: .some([SampleRows.company])),
            issuedAt: SampleRows.now, expiresAt: expiresAt)
    }

    @Sendable private static func clientsAndUsers(_ database: any Database) async throws {
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(client, at: SampleRows.now)
            try store.insert(user, at: SampleRows.now)
        }
        for _ in 0..<2 {
            await #expect(throws: SQLError.conflict) {
                try await database.write { try SystemStore($0).insert(client, at: SampleRows.now) }
            }
            await #expect(throws: SQLError.conflict) {
                try await database.write { try SystemStore($0).insert(user, at: SampleRows.now) }
            }
        }
        try await database.read { connection throws in
            let store = SystemStore(connection)
            #expect(try store.client("shop") == client)
            #expect(try store.client("SHOP") == nil)
            #expect(try store.clients() == [client])
            #expect(try store.user("ann@example.test") == user)
            #expect(try store.user(user.id) == user)
            #expect(try store.user(GUID.largest) == nil)
            #expect(try store.users() == [user])
        }
        let hash = PasswordHash(cost: .current, salt: [1], key: [2])
        try await database.write { connection throws in
            let store = SystemStore(connection)
            #expect(try store.setPassword(hash, of: user.name))
            #expect(try !store.setPassword(hash, of: "bob"))
            #expect(try !store.renewPassword(hash, of: user.name, instead: user.passwordHash))
            #expect(try store.disableUser(user.name, at: SampleRows.now))
            #expect(try !store.disableUser("bob", at: SampleRows.now))
            #expect(try store.disableClient("shop", at: SampleRows.now))
            #expect(try !store.disableClient("none", at: SampleRows.now))
            #expect(try store.user(user.name)?.passwordHash == hash)
            #expect(try store.user(user.name)?.isDisabled == true)
            #expect(try store.client("shop")?.isDisabled == true)
        }
    }

    @Sendable private static func tokens(_ database: any Database) async throws {
        let later = SampleRows.now.adding(seconds: 1)
        let first = token(1, user: "ann@example.test", expiresAt: later)
        let refresh = token(2, expiresAt: later, kind: .refresh)
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(client, at: SampleRows.now)
            try store.insert(first)
            try store.insert(refresh)
            #expect(try store.token(first.hash) == first)
            #expect(try store.token(refresh.hash) == refresh)
            #expect(try store.tokens(at: SampleRows.now, limit: 9).count == 2)
            #expect(try store.tokens(at: SampleRows.now, limit: 1).count == 1)
            #expect(try store.tokens(at: later, limit: 9).isEmpty)
            try store.markUsed(refresh.hash, at: later)
            #expect(try store.token(refresh.hash)?.usedAt == later)
            #expect(try store.tokens(at: SampleRows.now, limit: 9) == [first])
        }
    }

    @Sendable private static func principals(_ database: any Database) async throws {
        let later = SampleRows.now.adding(seconds: 1)
        let all = [
            token(1, user: user.name, expiresAt: later), token(2, family: 2),
            token(3, kind: .refresh, family: 3), token(4, user: "nobody", family: 4),
        ]
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(client, at: SampleRows.now)
            try store.insert(user, at: SampleRows.now)
            for token in all { try store.insert(token) }
            func good(at now: Timestamp = SampleRows.now) throws -> [Int] {
                try all.indices.filter {
                    try connection.first(SystemStore.access(byToken: all[$0].hash, at: now)) != nil
                }
            }
            #expect(try good() == [0, 1])
            #expect(try good(at: later) == [1], "at its expiry itself it is not good any more")
            let principal = try connection.first(
                SystemStore.access(byToken: all[0].hash, at: SampleRows.now))?.principal
            #expect(principal?.userName == user.name && principal?.clientID == "shop")
            #expect(principal?.companies == .some([SampleRows.company]))
            #expect(try store.revokeTokens(family: all[1].family, at: SampleRows.now) == 1)
            #expect(try store.revokeTokens(family: all[1].family, at: SampleRows.now) == 0)
            #expect(try good() == [0])
            #expect(try store.disableUser(user.name, at: SampleRows.now))
            #expect(try good() == [])
        }
    }

    @Sendable private static func expiredTokens(_ database: any Database) async throws {
        let later = SampleRows.now.adding(seconds: 1)
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(client, at: SampleRows.now)
            for number in UInt8(1)...5 { try store.insert(token(number, expiresAt: later)) }
            try store.insert(token(6))
            #expect(try store.deleteExpiredTokens(at: SampleRows.now, limit: 9) == 0)
            #expect(try store.deleteExpiredTokens(at: later, limit: 3) == 3)
            #expect(try store.deleteExpiredTokens(at: later, limit: 9) == 2)
            #expect(try store.token(token(6).hash) == token(6))
        }
    }
}
