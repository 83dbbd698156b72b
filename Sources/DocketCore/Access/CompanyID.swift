/// A company's number: a positive 32-bit integer (contract, section 1). The unit of tenancy: every
/// row but the few global ones belongs to one.
package struct CompanyID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number, 1 or more.
    package let number: Int32

    /// A company by its number; `nil` for zero and less.
    package init?(_ number: Int32) {
        guard number > 0 else { return nil }
        self.number = number
    }

    /// Reads digits; `nil` for anything else.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int32(text)
        else { return nil }
        self.init(number)
    }

    /// By number.
    package static func < (left: CompanyID, right: CompanyID) -> Bool {
        left.number < right.number
    }

    /// The number's digits.
    package var description: String { String(number) }
}
