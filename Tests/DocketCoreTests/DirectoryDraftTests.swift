import DocketCore
import Testing

private let now = Timestamp(microseconds: 1_400_000_000_000_000)

extension SentValue {
    fileprivate static func sent(_ text: String) -> SentValue { .string(Text(text).utf8) }
    fileprivate static func digits(_ text: String) -> SentValue { .number(Text(text).utf8) }
}

extension DirectoryDraft {
    /// A draft out of some members.
    fileprivate init(members: [(Fields.Member, SentValue)]) {
        self.init()
        for (member, value) in members { read(member, value) }
    }
}

@Suite struct DirectoryDraftTests {
    @Test func `every fault is told at once, with its pointer`() {
        let draft = CustomerDraft(members: [
            (.customerTypeID, .digits("9")), (.notes, .boolean(true)),
            (.title, .sent("a\u{7}b")), (.dateOfBirth, .sent("yesterday")),
        ])
        #expect(
            draft.faults == [
                Fault(
                    "/CustomerTypeId",
                    "CustomerTypeId must be one of 1 (None), 2 (Person), 3 (Company)"),
                Fault("/Notes", "Notes must be a string"),
                Fault("/Title", "Title has a control character other than tab and line ends"),
                Fault("/DateOfBirth", "DateOfBirth must be a time as RFC 3339 writes it"),
                Fault("/PrimaryName", "The PrimaryName field is required"),
            ])
    }

    @Test func `what is required is missing when it is absent, null or empty`() {
        let texts = ["The Name field is required"]
        #expect(LocationDraft().faults.map(\.detail) == texts)
        #expect(LocationDraft(members: [(.name, .null)]).faults.map(\.detail) == texts)
        #expect(LocationDraft(members: [(.name, .sent(""))]).faults.map(\.detail) == texts)
        #expect(LocationDraft(members: [(.name, .sent("A"))]).faults.isEmpty)
        #expect(CompanyDraft().faults.map(\.pointer) == ["/Name"])
        #expect(AddressDraft().faults.map(\.pointer) == ["/AddressTypeId"])
        #expect(
            EmployeeDraft().faults.map(\.pointer) == ["/FirstName", "/LastName", "/UserName"])
        #expect(CustomerDraft().faults.map(\.pointer) == ["/CustomerTypeId", "/PrimaryName"])
    }

    @Test(arguments: [CustomerFields.Member.primaryName, .familyName])
    func `one name is enough for a customer`(member: CustomerFields.Member) {
        let draft = CustomerDraft(members: [
            (.customerTypeID, .sent("2")), (member, .sent("Ada")),
        ])
        #expect(draft.faults.isEmpty)
        #expect(draft.fields.type == .person)
    }

    @Test func `strings come from numbers, as they were written`() {
        #expect(LocationDraft(members: [(.name, .digits("1.50"))]).fields.name == "1.50")
    }

    @Test(arguments: [
        (DirectoryLimits.textScalarsMax, LocationFields.Member.sortName),
        (DirectoryLimits.longTextScalarsMax, .description),
    ])
    func `a string has a limit, counted in scalars`(limit: Int, member: LocationFields.Member) {
        let fitting = String(repeating: "\u{1F600}", count: limit)
        var draft = LocationDraft(members: [(.name, .sent("A")), (member, .sent(fitting))])
        #expect(draft.faults.isEmpty)
        draft.read(member, .sent(fitting + "x"))
        #expect(
            draft.faults.map(\.detail) == ["\(member.name) has more than \(limit) characters"])
    }

    @Test func `a nested object has a limit and must be one`() {
        let long = Text("{\"a\":\"\(String(repeating: "x", count: 4000))\"}")
        let draft = LocationDraft(members: [
            (.name, .sent("A")), (.address, .array("[]")), (.roles, .object("{}")),
            (.timeZone, .object(long)), (.area, .object("{}")),
        ])
        #expect(
            draft.faults.map(\.detail) == [
                "Address must be an object", "Roles must be an array",
                "TimeZone has more than 4000 characters",
            ])
        #expect(draft.fields.area == "{}")
    }

    @Test(arguments: ["0", "null"])
    func `an Id of 0 or null is unset`(text: String) {
        let draft = LocationDraft(members: [(.id, text == "null" ? .null : .digits(text))])
        #expect(draft.id == nil)
        #expect(draft.faultsWithID == draft.faults)
    }

    @Test func `an Id that can't be read is a fault only for who may choose one`() {
        let draft = LocationDraft(members: [(.id, .digits("-1")), (.name, .sent("A"))])
        #expect(draft.faults.isEmpty)
        #expect(
            draft.faultsWithID == [
                Fault("/Id", "Id must be a whole number from 1 to 2147483647")
            ])
    }

    @Test func `IsActive says the opposite of Disabled where that is absent`() {
        #expect(EmployeeDraft(members: [(.isActive, .boolean(false))]).isDisabled == true)
        #expect(
            EmployeeDraft(members: [(.disabled, .boolean(false)), (.isActive, .boolean(false))])
                .isDisabled == false)
        #expect(EmployeeDraft().isDisabled == nil)
    }

    @Test func `a date is its midnight`() {
        let draft = CustomerDraft(members: [(.dateOfBirth, .sent("1973-03-12"))])
        #expect(draft.fields.dateOfBirth?.description == "1973-03-12T00:00:00.000Z")
    }
}

@Suite struct DirectoryEntryTests {
    private let location = Location(LocationFields(name: "A"), id: 5, at: now)

    @Test func `a change counts the version up and notes when`() throws {
        let later = now.adding(seconds: 1)
        let changed = try location.updated(
            with: LocationDraft(LocationFields(name: "B")), at: later)
        #expect(changed.version == 2)
        #expect(changed.modifiedAt == later)
        #expect(changed.createdAt == now)
        #expect(changed.fields.name == "B")
    }

    @Test func `what changes nothing leaves the version`() throws {
        let same = try location.updated(
            with: LocationDraft(LocationFields(name: "A"), id: 5), at: now.adding(seconds: 1))
        #expect(same == location)
    }

    @Test func `another Id than its own is refused`() {
        #expect(throws: InvalidDraft.self) {
            try location.updated(with: LocationDraft(LocationFields(name: "A"), id: 6), at: now)
        }
    }

    @Test func `an update without Disabled leaves it, one with false enables`() throws {
        let disabled = location.disabled(at: now)
        #expect(disabled.isDisabled)
        #expect(disabled.disabled(at: now) == disabled)
        var draft = LocationDraft(LocationFields(name: "B"))
        #expect(try disabled.updated(with: draft, at: now).isDisabled)
        draft.read(.disabled, .boolean(false))
        #expect(try disabled.updated(with: draft, at: now).isDisabled == false)
    }

    @Test func `ids follow the largest, up to the end`() throws {
        var random = SystemRandomNumberGenerator()
        #expect(Int32.next(at: now, using: &random) { nil } == 1)
        #expect(Int32.next(at: now, using: &random) { 41 } == 42)
        #expect(Int32.next(at: now, using: &random) { .max } == nil)
    }
}
