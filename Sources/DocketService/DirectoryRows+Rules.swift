import DocketCore
import DocketStore

/// What can be done with any noun of the directory, within one transaction.
extension DirectoryRows {
    /// The entry of that id.
    ///
    /// - Throws: `ServiceError.notFound`; `SQLError`.
    func require(_ id: Fields.ID) throws -> DirectoryEntry<Fields> {
        guard let entry = try get(id) else {
            throw ServiceError.notFound(Fields.noun, id: "\(id)")
        }
        return entry
    }

    /// Makes an entry. Where it throws a `ServiceError`, it has changed nothing.
    ///
    /// - Parameter keepingID: whether the draft's `Id` counts; otherwise it is ignored.
    /// - Throws: `ServiceError.invalid`, `.taken`; `SQLError`.
    func create(
        _ draft: DirectoryDraft<Fields>, keepingID: Bool, at now: Timestamp
    ) throws -> DirectoryEntry<Fields> {
        let faults = keepingID ? draft.faultsWithID : draft.faults
        guard faults.isEmpty else { throw ServiceError.invalid(faults) }
        let kept = keepingID ? draft.id : nil
        let entry = try draft.entry(id: try kept ?? nextID(at: now), at: now)
        guard try insert(entry) else { throw ServiceError.idTaken(Fields.noun, "\(entry.id)") }
        return entry
    }

    /// Lays a draft over an entry; one that changes nothing leaves no trace.
    ///
    /// - Throws: `ServiceError.notFound`, `.invalid`; `SQLError`.
    func replace(
        _ id: Fields.ID, with draft: DirectoryDraft<Fields>, at now: Timestamp
    ) throws -> DirectoryEntry<Fields> {
        let before = try require(id)
        do {
            let after = try before.updated(with: draft, at: now)
            if after != before { try update(after) }
            return after
        } catch let error as InvalidDraft {
            throw ServiceError.invalid(error.faults)
        }
    }

    /// Sees to it that no new order points at an entry.
    ///
    /// - Throws: `ServiceError.notFound`; `SQLError`.
    func disable(_ id: Fields.ID, at now: Timestamp) throws {
        let before = try require(id)
        let after = before.disabled(at: now)
        if after != before { try update(after) }
    }

    private func nextID(at now: Timestamp) throws -> Fields.ID {
        var random = SystemRandomNumberGenerator()
        let next = try Fields.ID.next(at: now, using: &random) { () throws(SQLError) in
            try largestID()
        }
        guard let next else {
            throw ServiceError.taken(
                "The largest id of a \(Fields.noun) is taken; name a free Id")
        }
        return next
    }
}

extension ServiceError {
    /// The refusal of an id that another entry has.
    static func idTaken(_ noun: String, _ id: String) -> ServiceError {
        .taken("\(noun) resource with id \(id) is there already")
    }
}
