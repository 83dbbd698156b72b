/// One thing that is wrong with what a client sent, and where.
package struct Fault: Sendable, Equatable {
    /// JSON pointer into the request's body (RFC 6901), such as `/Items/0/ItemStatusId`.
    package let pointer: String
    /// What is wrong, for the client's eyes.
    package let detail: String
    /// Which refusal of the contract's table it is; `.invalid` for those without a text there.
    package let kind: FaultKind

    /// A fault at a place.
    package init(_ pointer: String, _ detail: String, kind: FaultKind = .invalid) {
        self.pointer = pointer
        self.detail = detail
        self.kind = kind
    }
}

/// The refusals with status 400 that have a name of their own.
///
/// Source: contract, section 5.
package enum FaultKind: Sendable, CaseIterable {
    case invalid, mismatchedID, entityNotRelated, notInitialState
    case billingCustomerMissing, customerNotFound, addressNotFound, employeeNotFound
}
