package import DocketStore

/// All that the product does, on one database.
package struct DocketServices: Sendable {
    /// Changes, each once.
    package let changes: Changes
    /// Orders.
    package let orders: Orders
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
    /// Access tokens.
    package let tokens: Tokens
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
    /// The sandbox's controls.
    package let sandbox: SandboxControl
    /// The server's clock.
    package let clock: WallClock

    /// The services on `database`, by `clock`.
    ///
    /// - Parameter addresses: which hosts may be called.
    package init(
        database: any Database, clock: WallClock,
        addresses: OutgoingAddresses = OutgoingAddresses()
    ) {
        self.addresses = addresses
        feed = EventFeed()
        changes = Changes(database: database, feed: feed)
        history = History(database: database)
        expiries = Expiries(database: database, feed: feed)
        webhooks = Webhooks(database: database, changes: changes, addresses: addresses)
        orders = Orders(database: database, changes: changes)
        tokens = Tokens(database: database)
        companies = Companies(database: database, changes: changes)
        directory = Directory(database: database, changes: changes)
        imports = Imports(database: database, feed: feed)
        listTokens = ListTokens(database: database)
        health = Health(database: database)
        sandbox = SandboxControl(database: database, clock: clock, expiries: expiries)
        self.clock = clock
    }
}
