package import DocketCore
package import DocketService
package import DocketStore

extension ChangeRequest {
    /// A change that the tests ask of a service.
    package static func sample(
        of company: CompanyID? = SampleRows.company, at now: Timestamp = SampleRows.now
    ) -> ChangeRequest {
        ChangeRequest(company: company, actor: "test", now: now)
    }
}

extension KeptAnswer {
    /// An answer, where the tests look at the database and not at that.
    package static let sample = KeptAnswer(status: 200)
}

extension CompanyStore {
    /// Appends the event of an order's making, as the product does.
    package func appendCreation(of order: Order) throws(SQLError) {
        let document = OrderDocument.bytes(order, withItems: true)
        let event = OrderEvent(
            from: nil, to: order, by: nil, actor: "test",
            changes: Text(utf8: OrderDocument.patch(adding: document)[...]))
        try append(event, digest: EventSeal.digest(event, of: company, after: nil))
    }
}
