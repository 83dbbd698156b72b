package import DocketStore

/// All that the product does, on one database.
package struct DocketServices: Sendable {
    /// Orders.
    package let orders: Orders
    /// Access tokens.
    package let tokens: Tokens
    /// Companies.
    package let companies: Companies
    /// What orders point at.
    package let directory: Directory
    /// Where clients go on in lists.
    package let listTokens: ListTokens
    /// Whether the server can do its work.
    package let health: Health
    /// The sandbox's controls.
    package let sandbox: SandboxControl
    /// The server's clock.
    package let clock: WallClock

    /// The services on `database`, by `clock`.
    package init(database: any Database, clock: WallClock) {
        orders = Orders(database: database)
        tokens = Tokens(database: database)
        companies = Companies(database: database)
        directory = Directory(database: database)
        listTokens = ListTokens(database: database)
        health = Health(database: database)
        sandbox = SandboxControl(database: database, clock: clock)
        self.clock = clock
    }
}
