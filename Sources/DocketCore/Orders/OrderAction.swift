/// What a client could ask of an order next, whether it may, and how it could come to that.
///
/// Source: contract, section 4.
package struct OrderAction: Sendable, Equatable {
    /// The kinds of actions.
    package enum Kind: String, Sendable, CaseIterable {
        case update = "Update"
        case addItem = "AddItem"
        case process = "Process"
        case shipped = "Shipped"
        case cancel = "Cancel"

        /// The operation that it is, where it is one.
        package var operation: OrderOperation? {
            switch self {
            case .update, .addItem: nil
            case .process: .process
            case .shipped: .shipped
            case .cancel: .cancel
            }
        }
    }

    /// What it is.
    package let kind: Kind
    /// Why it would be refused; `nil` where it would not.
    package let refusal: OrderError?
    /// The actions that lead to where it would not be refused, one after the other; empty where
    /// none do, or none are needed.
    package let way: [Kind]
}

extension Order {
    /// Every action, and what would come of it at the instant of the context.
    package func actions(in context: OrderContext) -> [OrderAction] {
        OrderAction.Kind.allCases.map { kind in
            let refusal = refusal(of: kind, in: context)
            return OrderAction(
                kind: kind, refusal: refusal,
                way: refusal == nil || isExpired(at: context.now) ? [] : way(to: kind, in: context))
        }
    }

    private func refusal(of kind: OrderAction.Kind, in context: OrderContext) -> OrderError? {
        guard let operation = kind.operation else {
            if isExpired(at: context.now) { return .expired }
            return state.isEditable ? nil : .illegal(from: state, to: state)
        }
        do throws(OrderError) {
            _ = try performing(operation, bodyID: id, bodyFaults: [], in: context)
            return nil
        } catch {
            return error
        }
    }

    /// The shortest way by actions of the table of transitions to a state from which `kind` starts;
    /// where only the Billing Customer is missing, an update.
    private func way(
        to kind: OrderAction.Kind, in context: OrderContext
    ) -> [OrderAction.Kind] {
        let way = way(to: kind)
        // What the first step lacks beside the state, an update can give it.
        guard let first = way.first, first != .update, refusal(of: first, in: context) != nil
        else { return way }
        return [.update] + way
    }

    private func way(to kind: OrderAction.Kind) -> [OrderAction.Kind] {
        guard let operation = kind.operation else { return [] }
        let starts = Set(OrderTransition.table.filter { $0.cause == operation.cause }.map(\.from))
        if starts.contains(state) { return [.update] }
        var ways: [OrderState: [OrderAction.Kind]] = [state: []]
        var line = [state]
        while !line.isEmpty {
            let from = line.removeFirst()
            let way = ways[from] ?? []
            if starts.contains(from) { return way }
            for step in OrderTransition.table where step.from == from && ways[step.to] == nil {
                guard let kind = OrderAction.Kind(step.cause) else { continue }
                ways[step.to] = way + [kind]
                line.append(step.to)
            }
        }
        return []
    }
}

extension OrderAction.Kind {
    /// The action that takes a step of the table; `nil` for one that is taken by itself.
    fileprivate init?(_ cause: OrderTransition.Cause) {
        switch cause {
        case .update: self = .update
        case .process: self = .process
        case .shipped: self = .shipped
        case .cancel: self = .cancel
        case .fulfilment: return nil
        }
    }
}
