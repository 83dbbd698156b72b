import DocketCore
import Testing

@Suite struct OrderStateTests {
    /// The picture of the contract (section 3), arrow by arrow.
    private static let picture: [OrderTransition.Cause: [[OrderState]]] = [
        .update: [[.created, .pending], [.pending, .cancelled]],
        .process: [[.created, .processed], [.pending, .processed]],
        .shipped: [[.processed, .completed]],
        .cancel: [[.pending, .cancelled]],
        .fulfilment: [[.processed, .completed]],
    ]

    @Test(arguments: OrderState.allCases, OrderState.allCases)
    func `only the published transitions are legal`(from: OrderState, to: OrderState) {
        for cause in OrderTransition.Cause.allCases {
            #expect(
                from.successors(by: cause).contains(to)
                    == Self.picture[cause]?.contains([from, to]))
        }
    }

    @Test func `the table has each transition once`() {
        #expect(Set(OrderTransition.table).count == OrderTransition.table.count)
        #expect(OrderTransition.table.count == Self.picture.values.reduce(0) { $0 + $1.count })
    }

    @Test(
        arguments: [
            (0, OrderState.created, "Created"), (1, .pending, "Pending"),
            (2, .processed, "Processed"), (3, .cancelled, "Cancelled"),
            (4, .completed, "Completed"),
        ] as [(Int32, OrderState, String)])
    func `a state has the id and the name of the documents`(
        id: Int32, state: OrderState, name: String
    ) {
        #expect(state.rawValue == id)
        #expect("\(state)" == name)
        #expect(OrderState(name: name) == state)
    }

    @Test(arguments: ["", "Open", "Created ", "0"])
    func `another name is no state`(name: String) {
        #expect(OrderState(name: name) == nil)
    }

    @Test func `an order is made in Created or Pending`() {
        #expect(OrderTransition.initial == [.created, .pending])
    }

    @Test func `orders are edited in Created and Pending only`() {
        #expect(OrderState.allCases.filter(\.isEditable) == [.created, .pending])
    }
}
