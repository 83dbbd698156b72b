/// What a list may cost.
package enum ListLimits {
    /// Seconds after which a query of a page is stopped.
    package static let querySecondsMax = 5
}
