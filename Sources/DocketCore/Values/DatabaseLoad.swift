/// How busy a database's driver is at one moment.
package struct DatabaseLoad: Sendable {
    /// Changes that wait for a batch.
    package var waitingWrites: Int
    /// Reads that wait for a connection.
    package var waitingReads: Int
    /// The connections, by what they are for.
    package var pools: [Pool]

    /// Connections for one purpose.
    package struct Pool: Sendable {
        /// A word for the purpose.
        package let name: String
        /// How many there are.
        package let connections: Int
        /// How many of them work.
        package let busy: Int

        /// Connections for one purpose.
        package init(_ name: String, connections: Int, busy: Int) {
            self.name = name
            self.connections = connections
            self.busy = busy
        }
    }

    /// A driver's load.
    package init(waitingWrites: Int, waitingReads: Int, pools: [Pool]) {
        self.waitingWrites = waitingWrites
        self.waitingReads = waitingReads
        self.pools = pools
    }
}
