/// The limits of an entry of the directory.
///
/// Source: contract, section 1; the nested one is Docket's own.
package enum DirectoryLimits {
    /// Unicode scalars of a string.
    package static let textScalarsMax = 255
    /// Unicode scalars of Description and Notes.
    package static let longTextScalarsMax = 4000
    /// Unicode scalars of a nested object or array, as JSON without white space.
    package static let nestedScalarsMax = 4000
    /// Addresses that may come with a customer in a CustomerFull.
    package static let addressesMax = 1000
}
