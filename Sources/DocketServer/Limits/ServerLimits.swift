package import DocketCore

/// How much a server lets in.
package struct ServerLimits: Sendable {
    /// Requests a minute with one token.
    package var tokenRequestsMax = 1_000_000
    /// Requests a minute from one address without a good token.
    package var anonymousRequestsMax = 600
    /// Requests that are worked on at once; the next is refused.
    package var inFlightMax = 512
    /// Connections; the next is closed.
    package var connectionsMax = 8192
    /// Answers at once that follow events and have no end; the next is refused.
    package var eventStreamsMax = 1024
    /// How long a list without a named end waits for its first page; then there are too many.
    package var wholeListPatience = Duration.seconds(2)
    /// The proxies that are believed for whom they ask, and over what.
    package var proxies = TrustedProxies()

    /// What holds where the operator says nothing (contract, section 7).
    package init() {}

    /// Bodies under way at once that are too large to be held back until they are whole: an eighth
    /// of all requests. Each may take `Call.bodyBytesMax` of memory.
    var uploadsMax: Int { max(1, inFlightMax / 8) }

    /// Lists under way at once that are longer than a page: an eighth of all requests.
    var longListsMax: Int { max(1, inFlightMax / 8) }
}
