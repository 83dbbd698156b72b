#if DEBUG
    import DocketCore
    import DocketStore
    import Synchronization

    extension Payments {
        /// Pays by prepay as it must not be done, where that bug is planted: whether the order is
        /// paid is looked at before the transaction, and each payment has an id of its own.
        func payWithBug(
            _ number: ParcelNumber, from source: Payment.Source, as request: ChangeRequest,
            answer: @escaping @Sendable (FullParcelOrder) throws -> KeptAnswer
        ) async throws -> KeptAnswer? {
            guard PlantedBug.paymentNotIdempotent.isPlanted, source == .prepay else { return nil }
            let wasPaid = Atomic(false)
            _ = try await changes.write(
                ChangeRequest(company: request.company, actor: request.actor, now: request.now)
            ) { connection in
                let store = CompanyStore(connection, company: number.company)
                let isPaid = try store.requireParcelOrder(number).parcels.paid != nil
                wasPaid.store(isPaid, ordering: .relaxed)
                return KeptAnswer(status: 200)
            }
            guard !wasPaid.load(ordering: .relaxed) else { return nil }
            try await Task.sleep(for: .milliseconds(PlantedBug.milliseconds))
            var random = SecureRandom()
            let id = GUID.version7(at: request.now, using: &random)
            return try await changes.write(request) { connection in
                let store = CompanyStore(connection, company: number.company)
                let found = try store.requireParcelOrder(number)
                guard found.parcels.paid != nil else {
                    return try answer(
                        try store.pay(found, from: source, reference: "", hold: nil, request))
                }
                let again = Payment(
                    id: id, exVAT: found.parcels.exVAT ?? .zero, vat: found.parcels.vat ?? .zero,
                    orderID: found.order.id)
                try store.post(
                    again.paying(from: source, at: request.now, actor: Text(request.actor)))
                return try answer(found)
            }
        }
    }
#endif
