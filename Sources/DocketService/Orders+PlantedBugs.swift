#if DEBUG
    import DocketCore
    import DocketStore

    extension Orders {
        /// Changes an order in one of the ways that it must not be, where such a bug is planted.
        func changeWithBug(
            _ id: GUID, by operation: OrderOperation?, as request: ChangeRequest,
            in context: OrderContext,
            _ rule: @escaping @Sendable (Order, CompanyStore) throws -> Order,
            answer: @escaping @Sendable (Order, CompanyStore) throws -> KeptAnswer
        ) async throws -> KeptAnswer? {
            let company = context.company
            let pause = Duration.milliseconds(PlantedBug.milliseconds)
            if PlantedBug.ifMatchOutsideTransaction.isPlanted {
                let early = try await get(id, of: company, withItems: false)
                guard context.condition.isMet(by: early.version) else {
                    throw OrderError.stale(version: early.version)
                }
                try await Task.sleep(for: pause)
                return nil
            }
            if PlantedBug.balanceOutsideTransaction.isPlanted {
                let before = try await get(id, of: company, withItems: true)
                try await Task.sleep(for: pause)
                return try await changes.write(request) { connection in
                    let store = CompanyStore(connection, company: company)
                    let after = try rule(before, store)
                    try store.update(before, to: after)
                    try store.append(
                        from: before, to: after, by: operation, actor: request.actor)
                    return try answer(after, store)
                }
            }
            if PlantedBug.eventOutsideTransaction.isPlanted {
                let (before, after) = try await database.write(of: company) { connection in
                    let store = CompanyStore(connection, company: company)
                    let before = try store.requireOrder(id)
                    let after = try rule(before, store)
                    try store.update(before, to: after)
                    return (before, after)
                }
                try await Task.sleep(for: pause)
                return try await changes.write(request) { connection in
                    let store = CompanyStore(connection, company: company)
                    try store.append(
                        from: before, to: after, by: operation, actor: request.actor)
                    return try answer(after, store)
                }
            }
            return nil
        }
    }
#endif
