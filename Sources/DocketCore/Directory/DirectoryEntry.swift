/// The members of a noun of the directory that a client may write, and the rules that only this
/// noun has. What all nouns share is in `DirectoryEntry` and `DirectoryDraft`.
package protocol DirectoryFields: Sendable, Equatable {
    /// What tells entries apart.
    associatedtype ID: DirectoryID
    /// The members, in the order in which they go out.
    associatedtype Member: DirectoryMember

    /// The name in refusals: `Location`.
    static var noun: String { get }

    /// Nothing set.
    init()

    /// Takes what was sent for a member; members that clients may not write are ignored.
    ///
    /// - Throws: `SentValueError` for what the member does not take.
    mutating func set(_ member: Member, to value: SentValue) throws(SentValueError)

    /// The members without which the entry can't be.
    var missing: [Member] { get }
}

/// A member of a noun of the directory.
package protocol DirectoryMember: CaseIterable, Hashable, Sendable, RawRepresentable<Int> {
    /// `Id`.
    static var id: Self { get }
    /// `Disabled`.
    static var disabled: Self { get }
    /// What says the opposite of `Disabled`, where there is such a member; `Disabled` wins.
    static var enabled: Self? { get }
    /// The name in JSON and in the header of a CSV file.
    var name: StaticString { get }
    /// Whether the value is an object or an array, which a cell of a CSV file holds as JSON.
    var isNested: Bool { get }
}

extension DirectoryMember {
    /// There is none.
    package static var enabled: Self? { nil }

    /// Where a fault of this member is.
    package var pointer: String { "/\(name)" }
}

/// A company, a location, a customer, an address or an employee.
///
/// Source: contract, section 8.
package struct DirectoryEntry<Fields: DirectoryFields>: Sendable, Equatable {
    /// What it is known by.
    package let id: Fields.ID
    /// What clients write.
    package var fields: Fields
    /// Whether no new order may point here.
    package var isDisabled: Bool
    /// When it was made.
    package let createdAt: Timestamp
    /// When it last changed.
    package var modifiedAt: Timestamp
    /// 1 on create, one more with each change.
    package var version: Int64

    /// An entry as it was stored.
    package init(
        id: Fields.ID, fields: Fields, isDisabled: Bool, createdAt: Timestamp,
        modifiedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.fields = fields
        self.isDisabled = isDisabled
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.version = version
    }
}

extension DirectoryEntry {
    /// A new entry.
    package init(_ fields: Fields, isDisabled: Bool = false, id: Fields.ID, at now: Timestamp) {
        self.init(
            id: id, fields: fields, isDisabled: isDisabled, createdAt: now, modifiedAt: now,
            version: 1)
    }

    /// The entry with a draft laid over it: what a client may write is replaced, an absent member
    /// is unset; but for `Disabled`, which stays when it is absent. A draft that changes nothing
    /// gives back the same entry.
    ///
    /// - Throws: `InvalidDraft` with every fault at once.
    package func updated(
        with draft: DirectoryDraft<Fields>, at now: Timestamp
    ) throws(InvalidDraft) -> DirectoryEntry {
        var faults = draft.faultsWithID
        if let sent = draft.id, sent != id {
            faults.append(.mismatchedID(Fields.Member.id.pointer))
        }
        guard faults.isEmpty else { throw InvalidDraft(faults) }
        var next = self
        next.fields = draft.fields
        next.isDisabled = draft.isDisabled ?? isDisabled
        return next.changed(from: self, at: now)
    }

    /// The entry as one that no new order may point at.
    package func disabled(at now: Timestamp) -> DirectoryEntry {
        var next = self
        next.isDisabled = true
        return next.changed(from: self, at: now)
    }

    private func changed(from before: DirectoryEntry, at now: Timestamp) -> DirectoryEntry {
        guard self != before else { return before }
        var next = self
        next.modifiedAt = now
        next.version = before.version + 1
        return next
    }
}
