/// Why an order was not made or not changed.
package enum OrderError: Error, Sendable, Equatable {
    /// No such order in the company; `id` as the client wrote it.
    case orderNotFound(id: String)
    /// No such item in the order; `id` as the client wrote it.
    case itemNotFound(id: String)
    /// What was sent is wrong, in each of these places.
    case invalid([Fault])
    /// The order is at another version than the client takes it to be at.
    case stale(version: Int64)
    /// The order's time is over.
    case expired
    /// The order can't go from one state to the other; an update may set `allowed`.
    case illegalTransition(from: OrderState, to: OrderState, allowed: [OrderState])

    /// The refusal of going from `state` to `next`.
    package static func illegal(from state: OrderState, to next: OrderState) -> OrderError {
        .illegalTransition(from: state, to: next, allowed: state.successors(by: .update))
    }
}
