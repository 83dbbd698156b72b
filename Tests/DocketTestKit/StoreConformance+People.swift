import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let people = [
        StoreConformance("a company's clients are those of it alone, by id", companyClients),
        StoreConformance("a company's users are those of it alone, by age", companyUsers),
        StoreConformance("a client is changed while it is for its companies", clientChanges),
        StoreConformance("a user is changed while they are for their companies", userChanges),
        StoreConformance("a token allows no more than client and user have by now", narrowing),
        StoreConformance("a user's sessions are theirs, by when they signed in", ownSessions),
        StoreConformance("a user's families of tokens are theirs, while they last", ownFamilies),
        StoreConformance("a user's codes go with what they signed in for", ownCodes),
    ]

    private static let company = SampleRows.company
    private static let own = CompanySet.some([company])

    private static func client(_ id: String, for companies: CompanySet = own) -> Client {
        Client(
            id: id, name: "A", secretHash: SecretHash(bytes: [1]), scopes: [.admin],
            companies: companies)
    }

    private static func user(
        _ number: UInt64, name: String, for companies: CompanySet = own
    ) -> User {
        User(
            id: GUID(high: number, low: 1), name: name, passwordHash: .ofNobody,
            scopes: [.admin], companies: companies)
    }

    @Sendable private static func companyClients(_ database: any Database) async throws {
        let others = [
            client("aa", for: .all), client("ab", for: .some([company, SampleRows.otherCompany])),
            client("ac", for: .some([SampleRows.otherCompany])),
        ]
        let clients = ["B", "a", "b"].map { client($0) }
        try await database.write { connection throws in
            let store = SystemStore(connection)
            for client in others + clients.reversed() {
                try store.insert(client, at: SampleRows.now)
            }
            #expect(try store.countClients(of: company) == 3)
            #expect(try store.clients(of: company, after: nil, limit: 9) == clients)
            #expect(try store.clients(of: company, after: nil, limit: 2) == Array(clients[..<2]))
            #expect(try store.clients(of: company, after: "a", limit: 2) == [clients[2]])
        }
    }

    @Sendable private static func companyUsers(_ database: any Database) async throws {
        let others = [
            user(4, name: "d", for: .all),
            user(5, name: "e", for: .some([company, SampleRows.otherCompany])),
            user(6, name: "f", for: .some([SampleRows.otherCompany])),
        ]
        let users = [user(1, name: "c"), user(2, name: "b"), user(3, name: "a")]
        try await database.write { connection throws in
            let store = SystemStore(connection)
            for user in others + users.reversed() { try store.insert(user, at: SampleRows.now) }
            #expect(try store.countUsers(of: company) == 3)
            #expect(try store.users(of: company, after: nil, limit: 9) == users)
            #expect(try store.users(of: company, after: nil, limit: 2) == Array(users[..<2]))
            #expect(try store.users(of: company, after: users[1].id, limit: 2) == [users[2]])
        }
    }

    @Sendable private static func clientChanges(_ database: any Database) async throws {
        var changes = ClientChanges()
        changes.name = "B ☂"
        changes.scopes = [.ordersRead]
        changes.defaultCompany = company
        changes.redirectURIs = ["https://a.test/1", "https://a.test/2"]
        changes.allowsImplicit = true
        changes.isDisabled = true
        let before = client("a")
        let disabled = try before.changed(by: changes)
        changes.isDisabled = false
        let enabled = try before.changed(by: changes)
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(before, at: SampleRows.now)
            try store.insert(client("b"), at: SampleRows.now)
            for client in [disabled, enabled, disabled] {
                #expect(try store.update(client, for: own, at: SampleRows.now))
                #expect(try store.client("a") == client)
                #expect(try !store.update(before, for: .all, at: SampleRows.now))
            }
            let secret = SecretHash(bytes: [2])
            #expect(try store.setSecret(secret, ofClient: "a", for: own))
            #expect(try !store.setSecret(SecretHash(bytes: [3]), ofClient: "a", for: .all))
            #expect(try store.client("a")?.secretHash == secret)
            #expect(try store.client("b") == client("b"))
        }
    }

    @Sendable private static func userChanges(_ database: any Database) async throws {
        var changes = UserChanges()
        changes.scopes = [.ordersRead]
        changes.isDisabled = true
        let before = user(1, name: "a")
        let disabled = try before.changed(by: changes)
        changes.isDisabled = false
        let enabled = try before.changed(by: changes)
        let hash = PasswordHash(cost: .current, salt: [1], key: [2])
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(before, at: SampleRows.now)
            try store.insert(user(2, name: "b"), at: SampleRows.now)
            for user in [disabled, enabled, disabled] {
                #expect(try store.update(user, for: own, at: SampleRows.now))
                #expect(try store.user(before.id) == user)
                #expect(try !store.update(before, for: .all, at: SampleRows.now))
            }
            #expect(try store.renewPassword(hash, of: "a", instead: .ofNobody))
            #expect(try !store.renewPassword(.ofNobody, of: "a", instead: .ofNobody))
            #expect(try store.user("a")?.passwordHash == hash)
            #expect(try store.user("b") == user(2, name: "b"))
        }
    }

    @Sendable private static func narrowing(_ database: any Database) async throws {
        let all = CompanySet.some([company, SampleRows.otherCompany])
        let client = client("shop", for: all)
        let user = user(1, name: "ann", for: all)
        let tokens = [nil, user.name].enumerated().map { number, name in
            Token(
                hash: SecretHash(bytes: [UInt8(number)]), kind: .access,
                family: GUID(high: 1, low: UInt64(number)), clientID: client.id, userName: name,
                allowance: TokenAllowance(scopes: [.ordersWrite, .payment], companies: all),
                issuedAt: SampleRows.now, expiresAt: nil)
        }
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(client, at: SampleRows.now)
            try store.insert(user, at: SampleRows.now)
            for token in tokens { try store.insert(token) }
            func allowed() throws -> [String] {
                try tokens.map { token in
                    let principal = try connection.first(
                        SystemStore.access(byToken: token.hash, at: SampleRows.now))?.principal
                    return "\(principal?.scopes ?? []) \(principal?.companies == all)"
                }
            }
            let full = "orders.write payment true"
            #expect(try allowed() == [full, full])
            var changes = UserChanges()
            changes.scopes = [.ordersRead, .directoryRead]
            changes.companies = own
            #expect(
                try store.update(try user.changed(by: changes), for: all, at: SampleRows.now))
            #expect(try allowed() == [full, "orders.read false"])
            var others = ClientChanges()
            others.scopes = [.payment]
            #expect(
                try store.update(try client.changed(by: others), for: all, at: SampleRows.now))
            #expect(try allowed() == ["payment true", " false"])
        }
    }
}

// MARK: - What is a user's own

extension StoreConformance {
    private static func session(
        _ number: UInt8, of name: String = "ann", age: Int64 = 0, idle: Int64 = 0
    ) -> Session {
        Session(
            id: GUID(high: UInt64(number), low: 1), hash: SecretHash(bytes: [number]),
            userName: name, signedInAt: SampleRows.now.adding(seconds: -age),
            seenAt: SampleRows.now.adding(seconds: -idle))
    }

    @Sendable private static func ownSessions(_ database: any Database) async throws {
        let present = session(1)
        let others = [session(2, age: 1), session(3, age: Session.lifeSeconds - 1)]
        let gone = [
            session(4, age: Session.lifeSeconds), session(5, age: 1, idle: Session.idleSeconds),
        ]
        let stranger = session(6, of: "bob")
        try await database.write { connection throws in
            let store = SystemStore(connection)
            for (number, name) in ["ann", "bob"].enumerated() {
                try store.insert(user(UInt64(number), name: name), at: SampleRows.now)
            }
            for session in gone + others.reversed() + [present, stranger] {
                try store.insert(session)
            }
            func shown(_ limit: Int64 = 9) throws -> [Session] {
                try store.sessions(besides: present, at: SampleRows.now, limit: limit)
            }
            #expect(try connection.first(SystemStore.session(present.hash)) == present)
            #expect(try shown() == others)
            #expect(try shown(1) == [others[0]])
            try store.endSession(stranger.id, ofUser: "ann")
            try store.endSession(GUID.largest, ofUser: "ann")
            #expect(try shown() == others)
            try store.endSession(others[0].id, ofUser: "ann")
            #expect(try shown() == [others[1]])
            try store.endSessions(besides: present)
            #expect(try shown() == [])
            for session in [present, stranger] {
                #expect(try connection.first(SystemStore.session(session.hash)) == session)
            }
        }
    }

    private static func token(
        _ number: UInt8, _ family: UInt64, _ kind: Token.Kind = .access, of name: String? = "ann"
    ) -> Token {
        Token(
            hash: SecretHash(bytes: [number]), kind: kind, family: GUID(high: family, low: 1),
            clientID: "shop", userName: name,
            allowance: TokenAllowance(scopes: [.ordersRead, .openID], companies: .all),
            issuedAt: SampleRows.now, expiresAt: SampleRows.now.adding(seconds: 1))
    }

    @Sendable private static func ownFamilies(_ database: any Database) async throws {
        let tokens = [
            token(1, 1), token(2, 1, .refresh), token(3, 2), token(4, 3, of: "bob"),
            token(5, 4, of: nil), token(6, 5, .refresh), token(7, 6),
        ]
        let client = Client(
            id: "shop", name: "Shop ☂", secretHash: nil, scopes: [.ordersWrite, .payment],
            companies: .all)
        let families = [2, 1].map {
            TokenFamily(id: GUID(high: $0, low: 1), clientName: "Shop ☂", scopes: [.ordersRead])
        }
        try await database.write { connection throws in
            let store = SystemStore(connection)
            try store.insert(client, at: SampleRows.now)
            for (number, name) in ["ann", "bob"].enumerated() {
                try store.insert(user(UInt64(number), name: name), at: SampleRows.now)
            }
            for token in tokens { try store.insert(token) }
            try store.markUsed(tokens[5].hash, at: SampleRows.now)
            try store.revokeToken(tokens[6].hash, at: SampleRows.now)
            func shown(_ limit: Int64 = 9, at now: Timestamp = SampleRows.now) throws
                -> [TokenFamily]
            {
                try store.tokenFamilies(ofUser: "ann", at: now, limit: limit)
            }
            #expect(try shown() == families)
            #expect(try shown(1) == [families[0]])
            #expect(try shown(at: SampleRows.now.adding(seconds: 1)) == [])
            let others = tokens[3]
            try store.revokeTokens(family: others.family, ofUser: "ann", at: SampleRows.now)
            #expect(try store.token(others.hash) == others)
            try store.revokeTokens(family: tokens[0].family, ofUser: "ann", at: SampleRows.now)
            #expect(try store.token(tokens[1].hash)?.revokedAt == SampleRows.now)
            #expect(try shown() == [families[0]])
        }
    }

    @Sendable private static func ownCodes(_ database: any Database) async throws {
        let codes = ["ann", "bob"].enumerated().map { number, name in
            AuthorizationCode(
                hash: SecretHash(bytes: [UInt8(number)]), clientID: "shop", userName: name,
                allowance: TokenAllowance(scopes: [.ordersRead], companies: .all),
                redirectURI: nil, challenge: CodeChallenge(bytes: [1]), nonce: nil,
                signedInAt: SampleRows.now, expiresAt: SampleRows.now)
        }
        try await database.write { connection throws in
            let store = SystemStore(connection)
            for code in codes { try store.insert(code) }
            try store.deleteCodes(ofUser: "ann")
            #expect(try store.authorizationCode(codes[0].hash) == nil)
            #expect(try store.authorizationCode(codes[1].hash) != nil)
        }
    }
}
