/// From which versions of an order a change may begin: what a client says by `If-Match` and
/// `If-None-Match`.
///
/// Source: contract, section 10; RFC 9110, section 13.
package struct VersionCondition: Sendable, Equatable {
    /// Versions that a header names.
    package enum Versions: Sendable, Equatable {
        /// `*`: whichever there is.
        case all
        /// These.
        case some(Set<Int64>)

        /// Whether it names this one.
        package func contains(_ version: Int64) -> Bool {
            switch self {
            case .all: true
            case .some(let versions): versions.contains(version)
            }
        }
    }

    /// Those that it must be among; `nil` for all.
    package let required: Versions?
    /// Those that it must not be among; `nil` for none.
    package let refused: Versions?

    /// A condition.
    package init(required: Versions?, refused: Versions?) {
        self.required = required
        self.refused = refused
    }

    /// No condition.
    package static let any = VersionCondition(required: nil, refused: nil)

    /// Sees to it that a change may begin from this version.
    ///
    /// - Throws: `.stale`.
    func check(_ version: Int64) throws(OrderError) {
        #if DEBUG
            if PlantedBug.ifMatchOutsideTransaction.isPlanted { return }
        #endif
        guard isMet(by: version) else { throw .stale(version: version) }
    }

    /// Whether a change may begin from this version.
    package func isMet(by version: Int64) -> Bool {
        (required?.contains(version) ?? true) && !(refused?.contains(version) ?? false)
    }
}
