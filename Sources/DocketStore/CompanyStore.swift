package import DocketCore

/// The only door to the rows of one company: every statement behind it names that company. Valid
/// within one transaction.
package struct CompanyStore {
    /// The transaction's connection.
    let connection: any SQLConnection
    /// Whose rows these are.
    package let company: CompanyID

    /// The rows of `company`, in the transaction of `connection`.
    package init(_ connection: any SQLConnection, company: CompanyID) {
        self.connection = connection
        self.company = company
    }
}

/// The door to what belongs to no company: settings, clients, users, tokens, and the list of
/// companies. Valid within one transaction.
package struct SystemStore {
    /// The transaction's connection.
    let connection: any SQLConnection

    /// The global rows, in the transaction of `connection`.
    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }
}
