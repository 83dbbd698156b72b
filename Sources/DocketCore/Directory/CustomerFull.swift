/// A customer with its addresses.
///
/// Source: `domain.md` A11, "CustomerFull".
package struct CustomerFull: Sendable, Equatable {
    /// The customer.
    package var customer: Customer
    /// Its addresses, by id.
    package var addresses: [Address]

    /// A customer with its addresses.
    package init(customer: Customer, addresses: [Address]) {
        self.customer = customer
        self.addresses = addresses
    }
}

/// What a client sent as a customer with its addresses.
package struct CustomerFullDraft: Sendable {
    /// The customer.
    package var customer: CustomerDraft
    /// The addresses.
    package var addresses: [AddressDraft]

    /// A customer with addresses.
    package init(customer: CustomerDraft, addresses: [AddressDraft] = []) {
        self.customer = customer
        self.addresses = addresses
    }

    /// Everything that is wrong, with pointers from the root of the whole.
    ///
    /// - Parameter withID: whether an `Id` counts, which it does for whoever may choose one.
    package func faults(withID: Bool) -> [Fault] {
        var faults = withID ? customer.faultsWithID : customer.faults
        for (position, address) in addresses.enumerated() {
            faults += (withID ? address.faultsWithID : address.faults).map {
                Fault("/Addresses/\(position)\($0.pointer)", $0.detail, kind: $0.kind)
            }
        }
        if addresses.count > DirectoryLimits.addressesMax {
            faults.append(
                Fault(
                    "/Addresses",
                    "Addresses has more than \(DirectoryLimits.addressesMax) entries"))
        }
        return faults
    }
}
