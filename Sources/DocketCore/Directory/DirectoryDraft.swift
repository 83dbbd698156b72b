/// What a client sent as an entry of the directory: every member that could be read, and a fault
/// for each that could not.
package struct DirectoryDraft<Fields: DirectoryFields>: Sendable {
    /// `Id` as sent, where it was.
    package private(set) var id: Fields.ID?
    /// What the client may write.
    package internal(set) var fields = Fields()
    private var sentDisabled: Bool?
    private var sentEnabled: Bool?
    /// What could not be read, `Id` aside.
    private var unreadable: [Fault] = []
    private var unreadableMembers: Set<Fields.Member> = []
    private var idFault: Fault?
    /// Why nothing could be read at all: what was sent is not JSON, or no object.
    private var malformed: Fault?

    /// An empty draft.
    package init() {}

    /// A draft out of what is no object at all.
    package init(malformed: Fault) {
        self.malformed = malformed
    }

    /// A draft of these members, such as the sandbox's.
    package init(_ fields: Fields, id: Fields.ID? = nil) {
        self.fields = fields
        self.id = id
    }

    /// Takes what was sent for a member.
    package mutating func read(_ member: Fields.Member, _ value: SentValue) {
        do {
            if member == .id {
                id = try Fields.ID.read(value)
            } else if member == .disabled {
                sentDisabled = try value.boolean()
            } else if member == Fields.Member.enabled {
                sentEnabled = try value.boolean()
            } else {
                try fields.set(member, to: value)
            }
        } catch {
            refuse(member, error)
        }
    }

    /// Notes that what was sent for a member can't be read.
    package mutating func refuse(_ member: Fields.Member, _ error: SentValueError) {
        let fault = Fault(member.pointer, error.detail(member.name))
        if member == .id {
            idFault = fault
        } else {
            unreadable.append(fault)
            unreadableMembers.insert(member)
        }
    }

    /// `Disabled` as sent, or else the opposite of `IsActive`; `nil` where neither was.
    package var isDisabled: Bool? { sentDisabled ?? sentEnabled.map { !$0 } }

    /// Notes a fault that is none of a member's value.
    package mutating func add(_ fault: Fault) {
        unreadable.append(fault)
    }

    /// Everything that is wrong, but for an `Id`: who may not choose one may send anything.
    package var faults: [Fault] {
        if let malformed { return [malformed] }
        let missing = fields.missing.filter { !unreadableMembers.contains($0) }
        return unreadable
            + missing.map { Fault($0.pointer, "The \($0.name) field is required") }
    }

    /// Everything that is wrong.
    package var faultsWithID: [Fault] {
        guard malformed == nil, let idFault else { return faults }
        return [idFault] + faults
    }

    /// The draft as a new entry.
    ///
    /// - Throws: `InvalidDraft` with every fault, but for one of the draft's own `Id`.
    package func entry(
        id: Fields.ID, at now: Timestamp
    ) throws(InvalidDraft) -> DirectoryEntry<Fields> {
        let faults = faults
        guard faults.isEmpty else { throw InvalidDraft(faults) }
        return DirectoryEntry(fields, isDisabled: isDisabled ?? false, id: id, at: now)
    }
}

/// What was sent can't become an entry of the directory.
package struct InvalidDraft: Error, Sendable, Equatable {
    /// What is wrong, place by place.
    package let faults: [Fault]

    /// The refusal for these faults.
    package init(_ faults: [Fault]) {
        self.faults = faults
    }
}
