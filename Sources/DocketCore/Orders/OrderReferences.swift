/// What the company's directory says of what an order points at: one question, answered by the
/// store in the order's own transaction. An answer about something unset is never looked at.
///
/// Source: contract, section 2.
package struct OrderReferences: Sendable {
    /// EntityId is an enabled Location, and the company itself is enabled.
    package var entityExists = false
    /// ShippingEntityId is an enabled Location.
    package var shippingEntityExists = false
    /// EmployeeId is an enabled Employee.
    package var employeeExists = false
    /// BillingCustomerId is an enabled Customer.
    package var billingCustomerExists = false
    /// ShippingCustomerId is an enabled Customer.
    package var shippingCustomerExists = false
    /// The Customer of the enabled Address BillingAddressId; `nil` where there is none.
    package var billingAddressOwner: GUID?
    /// The Customer of the enabled Address ShippingAddressId; `nil` where there is none.
    package var shippingAddressOwner: GUID?

    /// Nothing found.
    package init() {}

    /// All found, and whose the addresses are.
    package init(billingAddressOwner: GUID?, shippingAddressOwner: GUID?) {
        entityExists = true
        shippingEntityExists = true
        employeeExists = true
        billingCustomerExists = true
        shippingCustomerExists = true
        self.billingAddressOwner = billingAddressOwner
        self.shippingAddressOwner = shippingAddressOwner
    }

    /// The references of `fields` that point nowhere.
    ///
    /// - Parameters:
    ///   - present: the order's members before; what did not change is not asked again, since an
    ///     order keeps what was disabled after it was made.
    ///   - company: named in the refusals.
    func faults(_ fields: OrderFields, over present: OrderFields?, company: CompanyID) -> [Fault] {
        var faults: [Fault] = []
        if let id = fields.entityID, id != present?.entityID, !entityExists {
            faults.append(.entityNotRelated(.entityID))
        }
        if let id = fields.shippingEntityID, id != present?.shippingEntityID,
            !shippingEntityExists
        {
            faults.append(.entityNotRelated(.shippingEntityID))
        }
        if let id = fields.employeeID, id != present?.employeeID, !employeeExists {
            faults.append(
                Fault(
                    OrderMember.employeeID.pointer,
                    "Employee (id=\(id)) not found for company \(company)",
                    kind: .employeeNotFound))
        }
        faults += Self.faults(
            of: Party(
                customer: fields.billingCustomerID, address: fields.billingAddressID,
                customerExists: billingCustomerExists, addressOwner: billingAddressOwner),
            present: present.map { ($0.billingCustomerID, $0.billingAddressID) },
            members: (.billingCustomerID, .billingAddressID), company: company)
        faults += Self.faults(
            of: Party(
                customer: fields.shippingCustomerID, address: fields.shippingAddressID,
                customerExists: shippingCustomerExists, addressOwner: shippingAddressOwner),
            present: present.map { ($0.shippingCustomerID, $0.shippingAddressID) },
            members: (.shippingCustomerID, .shippingAddressID), company: company)
        return faults
    }

    /// Somebody billed or shipped to.
    private struct Party {
        let customer: GUID?
        let address: GUID?
        let customerExists: Bool
        let addressOwner: GUID?
    }

    private static func faults(
        of party: Party, present: (customer: GUID?, address: GUID?)?,
        members: (customer: OrderMember, address: OrderMember), company: CompanyID
    ) -> [Fault] {
        let customerChanged = present == nil || present?.customer != party.customer
        let addressChanged = present == nil || present?.address != party.address
        if let customer = party.customer, customerChanged, !party.customerExists {
            return [
                Fault(
                    members.customer.pointer,
                    "Customer (id=\(customer)) not found for company \(company)",
                    kind: .customerNotFound)
            ]
        }
        guard let address = party.address, customerChanged || addressChanged else { return [] }
        let isOwned = party.customer == nil || party.customer == party.addressOwner
        guard party.addressOwner == nil || !isOwned else { return [] }
        let owner = party.customer.map { "customer \($0)" } ?? "company \(company)"
        return [
            Fault(
                members.address.pointer, "Address (id=\(address)) not found for \(owner)",
                kind: .addressNotFound)
        ]
    }
}

extension Fault {
    /// A Location that is not one of the company's.
    static func entityNotRelated(_ member: OrderMember) -> Fault {
        Fault(member.pointer, "Entity is not related to company", kind: .entityNotRelated)
    }
}
