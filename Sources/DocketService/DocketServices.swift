package import DocketStore
package import Metrics

/// All that the product does, on one database.
package struct DocketServices: Sendable {
    /// Changes, each once.
    package let changes: Changes
    /// Orders.
    package let orders: Orders
    /// How many there are.
    package let orderCounts: OrderCounts
    /// What happened to orders.
    package let history: History
    /// Who follows it.
    package let feed: EventFeed
    /// What the clock does to orders.
    package let expiries: Expiries
    /// Who is told of it.
    package let webhooks: Webhooks
    /// Which hosts may be called.
    package let addresses: OutgoingAddresses
    /// What parcels cost.
    package let rateCards: RateCards
    /// Orders of parcels.
    package let parcelOrders: ParcelOrders
    /// Where they are.
    package let tracking: ShipmentTracking
    /// Paying them.
    package let payments: Payments
    /// Paying them by card.
    package let cardPayments: CardPayments
    /// Giving that back.
    package let cardRefunds: CardRefunds
    /// The money of companies.
    package let ledgers: Ledgers
    /// Proofs that stand for a token.
    package let capabilities: Capabilities
    /// Access tokens.
    package let tokens: Tokens
    /// What signs for this server.
    package let signingKeys: SigningKeys
    /// Passwords of people.
    package let signIn: SignIn
    /// People in browsers.
    package let sessions: Sessions
    /// What they see and change of their own accounts.
    package let ownAccount: OwnAccount
    /// What they allow clients.
    package let authorizations: Authorizations
    /// Whose tokens are taken beside Docket's own; `nil` for nobody's.
    package let issuers: OutsideIssuers?
    /// The programs that may ask for them.
    package let clients: CompanyClients
    /// The people who sign in.
    package let users: CompanyUsers
    /// Companies.
    package let companies: Companies
    /// What orders point at.
    package let directory: Directory
    /// Files of both.
    package let imports: Imports
    /// Where clients go on in lists.
    package let listTokens: ListTokens
    /// Whether the server can do its work.
    package let health: Health
    /// In whose traces it works.
    package let tracing = TraceInstrument()
    /// Makes the figures of what it counts.
    package let metrics: any MetricsFactory
    /// The sandbox's controls.
    package let sandbox: SandboxControl
    /// The server's clock.
    package let clock: WallClock

    /// The services on `database`, by `clock`.
    ///
    /// - Parameters:
    ///   - addresses: which hosts may be called.
    ///   - issuers: whose tokens are taken beside Docket's own.
    ///   - gateways: which take money by card.
    ///   - passwords: hashes and checks them.
    ///   - metrics: makes the figures of what is counted; nothing is by the usual one.
    package init(
        database: any Database, clock: WallClock,
        addresses: OutgoingAddresses = OutgoingAddresses(), issuers: OutsideIssuers? = nil,
        gateways: GatewaySettings = GatewaySettings(), passwords: Passwords = Passwords(),
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        self.metrics = metrics
        self.addresses = addresses
        self.issuers = issuers
        feed = EventFeed()
        changes = Changes(database: database, feed: feed)
        history = History(database: database)
        expiries = Expiries(database: database, feed: feed)
        webhooks = Webhooks(database: database, changes: changes, addresses: addresses)
        orders = Orders(database: database, changes: changes)
        orderCounts = OrderCounts(database: database)
        rateCards = RateCards(database: database, changes: changes)
        parcelOrders = ParcelOrders(
            database: database, changes: changes, rateCards: rateCards)
        tracking = ShipmentTracking(database: database, changes: changes)
        payments = Payments(changes: changes)
        ledgers = Ledgers(database: database, changes: changes)
        capabilities = Capabilities(database: database)
        cardPayments = CardPayments(
            database: database, feed: feed, settings: gateways, capabilities: capabilities,
            clock: clock)
        cardRefunds = CardRefunds(payments: cardPayments)
        tokens = Tokens(database: database, passwords: passwords, issuers: issuers)
        signingKeys = SigningKeys(database: database)
        signIn = SignIn(database: database, passwords: passwords)
        sessions = Sessions(database: database)
        ownAccount = OwnAccount(database: database, signIn: signIn, passwords: passwords)
        authorizations = Authorizations(database: database)
        clients = CompanyClients(database: database, changes: changes)
        users = CompanyUsers(database: database, changes: changes, passwords: passwords)
        companies = Companies(database: database, changes: changes)
        directory = Directory(database: database, changes: changes)
        imports = Imports(database: database, feed: feed)
        listTokens = ListTokens(database: database)
        health = Health(database: database)
        sandbox = SandboxControl(database: database, clock: clock, expiries: expiries)
        self.clock = clock
    }
}
