package import DocketCore
package import DocketStore

extension Database {
    /// Puts rows into every table of an empty database, with values at the edges of what they may
    /// be.
    ///
    /// - Returns: the orders of each company.
    package func fillEveryTable() async throws -> [CompanyID: [Order]] {
        var rows = SampleRows(seed: 90)
        try await makeSampleCompanies()
        try await fillAccess()
        try await fillSignIn()
        try await fillAnswers()
        let edges = rows.edgeOrders()
        // More than a page, and an id that another company has too.
        let many = [edges[0]] + (0..<620).map { _ in rows.fullOrder(items: 1) }
        let orders = [SampleRows.company: edges, SampleRows.otherCompany: many]
        for (company, orders) in orders {
            try await store(orders, of: company)
            try await fillDirectory(of: company, &rows)
            try await fillWebhooks(of: company, &rows)
            try await fillParcels(of: company, orders[0].id, &rows)
        }
        return orders
    }

    private func fillAccess() async throws {
        let scopes = ScopeSet("orders.read orders.write") ?? []
        let clients = [
            Client(
                id: "shop", name: "Shop ☂ 'quoted'", secretHash: SecretHash(bytes: Array(0..<32)),
                scopes: scopes, companies: .some([SampleRows.company]),
                defaultCompany: SampleRows.company, redirectURIs: ["http://127.0.0.1/a"],
                allowsImplicit: true),
            Client(
                id: "Ärger", name: "\u{1F469}\u{200D}\u{1F680}", secretHash: nil, scopes: [],
                companies: .all, isDisabled: true),
        ]
        let user = User(
            id: GUID(high: 0x7000, low: 0x8000_0000_0000_0009), name: "ann@example.test",
            passwordHash: PasswordHash(cost: .current, salt: [0, 1, 255], key: [9]),
            scopes: scopes, companies: .all)
        try await write { connection throws in
            let store = SystemStore(connection)
            for client in clients { try store.insert(client, at: SampleRows.dawn) }
            try store.insert(user, at: SampleRows.dusk)
            for token in SampleRows.tokens { try store.insert(token) }
            try store.setSetting("empty", to: "")
            try store.setSetting("ünïcode", to: "\"'\\\u{2028}")
            _ = try store.lease(
                .removeExpiredTokens, of: nil, at: SampleRows.now, until: SampleRows.dusk)
        }
    }

    private func fillSignIn() async throws {
        let hash = SecretHash(bytes: Array(0..<32))
        let other = SecretHash(bytes: Array(224...255))
        let full = AuthorizationCode(
            hash: hash, clientID: "shop", userName: "ann@example.test",
            allowance: TokenAllowance(scopes: [.admin], companies: .some([SampleRows.company])),
            redirectURI: "http://127.0.0.1/a?☂='", challenge: CodeChallenge(bytes: [0, 1, 255]),
            nonce: "\"'\\\u{2028}", signedInAt: SampleRows.dawn, expiresAt: SampleRows.dusk)
        let plain = AuthorizationCode(
            hash: other, clientID: "", userName: "",
            allowance: TokenAllowance(scopes: [], companies: .all), redirectURI: nil,
            challenge: CodeChallenge(bytes: []), nonce: nil, signedInAt: SampleRows.now,
            expiresAt: SampleRows.now)
        try await write { connection throws in
            let store = SystemStore(connection)
            for code in [full, plain] { try store.insert(code) }
            try store.markExchanged(other, for: GUID(high: .max, low: .max))
            try store.insert(
                Session(
                    id: GUID(high: 0x7000, low: 0x8000_0000_0000_000A), hash: hash,
                    userName: "ann@example.test", signedInAt: SampleRows.dawn,
                    seenAt: SampleRows.dusk))
            try store.noteFailure(hash, at: SampleRows.dusk, forgetting: SampleRows.dawn)
            try store.insert(
                SystemStore.SigningKey(id: "é", privateKey: "\r\n\t", madeAt: SampleRows.dawn))
        }
    }

    private func fillAnswers() async throws {
        let answers = [
            KeptAnswer(status: 201, fields: [.init("Location", "/v1/x: ☂")], body: [0, 1, 255]),
            KeptAnswer(status: 204), KeptAnswer(status: 201, madeOrder: SampleRows.id),
        ]
        for company in [nil, SampleRows.company] {
            try await write(of: company) { connection throws in
                for (number, answer) in answers.enumerated() {
                    _ = try SystemStore(connection).keep(
                        answer, to: Array(repeating: 255, count: 32),
                        under: Array(repeating: UInt8(number), count: 32), of: company,
                        at: SampleRows.dusk)
                }
            }
        }
    }

    private func fillWebhooks(of company: CompanyID, _ rows: inout SampleRows) async throws {
        let full = Webhook(
            id: rows.guid(), url: "https://example.test/☂?a='b'",
            eventTypes: OrderEventType.allCases, filter: "Name eq '\u{1F4E6}'", isDisabled: true,
            disabledReason: "gone",
            secrets: [
                WebhookSecret(bytes: Array(0..<24), validUntil: nil),
                WebhookSecret(bytes: Array(200..<232), validUntil: SampleRows.dusk),
            ], lastSequence: .max, createdAt: SampleRows.dawn, modifiedAt: SampleRows.dusk)
        let plain = Webhook(
            id: rows.guid(), url: "", eventTypes: [], filter: nil, isDisabled: false,
            disabledReason: nil, secrets: [], lastSequence: 0, createdAt: SampleRows.now,
            modifiedAt: SampleRows.now)
        let deliveries = [
            Delivery(
                id: rows.guid(), webhookID: full.id, sequence: 1, orderID: rows.guid(),
                type: "order.created", state: .parked, tries: 10, dueAt: SampleRows.dusk,
                lastStatus: 503, lastError: "e\u{301}", createdAt: SampleRows.dawn,
                triedAt: SampleRows.now),
            Delivery(
                id: rows.guid(), webhookID: plain.id, sequence: nil, orderID: nil,
                type: "webhook.test", state: .waiting, tries: 0, dueAt: SampleRows.now,
                lastStatus: nil, lastError: nil, createdAt: SampleRows.now, triedAt: nil),
        ]
        try await write(of: company) { connection throws in
            let store = CompanyStore(connection, company: company)
            for webhook in [full, plain] { try store.insert(webhook) }
            for delivery in deliveries { try store.insert(delivery) }
        }
    }

    private func fillDirectory(of company: CompanyID, _ rows: inout SampleRows) async throws {
        let customers = ["", "Ørsted \u{1F4E6}", "e\u{301}", "\u{E9}"].map { (text: Text) in
            Customer(CustomerFields(of: text), id: rows.guid(), at: SampleRows.dawn)
        }
        let addresses = customers.map { customer in
            Address(
                AddressFields(of: "a\r\n\tb", customer: customer.id), id: rows.guid(),
                at: SampleRows.dusk)
        }
        let plain = Location(
            LocationFields(name: ""), isDisabled: true, id: .max, at: SampleRows.now)
        try await write(of: company) { connection throws in
            let store = CompanyStore(connection, company: company)
            for customer in customers { _ = try store.customers.insert(customer) }
            for address in addresses {
                _ = try store.addresses(of: address.fields.customerID ?? .zero).insert(address)
            }
            _ = try store.locations.insert(plain)
            _ = try store.locations.insert(
                Location(LocationFields(of: "\"\\\u{10FFFF}"), id: 1, at: SampleRows.dusk))
            _ = try store.employees.insert(
                Employee(EmployeeFields(of: "ann"), id: 2, at: SampleRows.dawn))
            _ = try SystemStore(connection).lease(
                .noteExpiries, of: company, at: SampleRows.now, until: SampleRows.now)
        }
    }
}

extension SampleRows {
    /// An instant before 1970: the first of the year 1.
    package static let dawn = Timestamp(microseconds: -62_135_596_800_000_000)
    /// The last microsecond of the year 9999.
    package static let dusk = Timestamp(microseconds: 253_402_300_799_999_999)

    /// Orders with everything set, with nothing set, and with texts and times that are easily
    /// changed on the way.
    fileprivate mutating func edgeOrders() -> [Order] {
        var last = fullOrder(at: Self.dusk)
        last.version = .max
        last.expiryHours = .min
        last.fields.discountAmount = Money(tenThousandths: 1 - Money.limit) ?? .zero
        var itemised = plainOrder(at: Timestamp(microseconds: -1))
        itemised.items = [plainItem(index: .min), plainItem(index: .max)]
        let texts: [Text] = [
            "", "null", "0", "'\"\\", "e\u{301}", "\u{E9}", "\u{1F469}\u{200D}\u{1F680}",
            "\u{FEFF}\u{2028}\u{10FFFF}", "\t\r\n", " ",
        ]
        return [fullOrder(), fullOrder(at: Self.dawn), last, itemised, plainOrder()]
            + texts.map { order(of: $0) }
    }

    /// A token with every member set, and one with nothing set that need not be.
    fileprivate static let tokens = [
        Token(
            hash: SecretHash(bytes: Array(repeating: 255, count: 32)), kind: .refresh,
            family: GUID(high: .max, low: 0), clientID: "shop", userName: "ann@example.test",
            allowance: TokenAllowance(scopes: [], companies: .all), issuedAt: dawn,
            expiresAt: dusk, accessHash: SecretHash(bytes: Array(repeating: 0, count: 32)),
            revokedAt: now, usedAt: now),
        Token(
            hash: SecretHash(bytes: Array(repeating: 0, count: 32)), kind: .access,
            family: .zero, clientID: "", userName: nil,
            allowance: TokenAllowance(scopes: [], companies: .some([])), issuedAt: now,
            expiresAt: nil),
    ]
}
