import DocketCore
import Testing

@Suite struct GUIDTests {
    @Test(arguments: [
        "cdd26b8f-4ed1-409d-9984-982e081c425e", "CDD26B8F-4ED1-409D-9984-982E081C425E",
        "cdd26B8F-4Ed1-409D-9984-982e081C425e",
    ])
    func `either case is read, and lower case is written`(text: String) {
        #expect(GUID(text)?.description == "cdd26b8f-4ed1-409d-9984-982e081c425e")
        #expect(GUID(text)?.high == 0xCDD2_6B8F_4ED1_409D)
        #expect(GUID(text)?.low == 0x9984_982E_081C_425E)
    }

    @Test(arguments: [
        "", "1", "cdd26b8f4ed1409d9984982e081c425e", "{cdd26b8f-4ed1-409d-9984-982e081c425e}",
        "'cdd26b8f-4ed1-409d-9984-982e081c425e'", "cdd26b8f-4ed1-409d-9984-982e081c425",
        "cdd26b8f-4ed1-409d-9984-982e081c425e0", "gdd26b8f-4ed1-409d-9984-982e081c425e",
        "cdd26b8-f4ed1-409d-9984-982e081c425e0", "cdd26b8f_4ed1_409d_9984_982e081c425e",
        "cdd26b8f-4ed1-409d-9984-982e081c42-e", "cdd26b8f04ed1-409d-9984-982e081c425e",
        "-dd26b8f-4ed1-409d-9984-982e081c425e", " cdd26b8f-4ed1-409d-9984-982e081c425",
        "cdd26b8f-4ed1-409d-9984-982e081c42é", "00000000000000000000000000000000----",
        "urn:uuid:cdd26b8f-4ed1-409d-9984-982e081c425e",
    ])
    func `any other form is refused`(text: String) {
        #expect(GUID(text) == nil)
    }

    @Test func `what is written is read again`() {
        var random = SeededRandom(seed: 2)
        for _ in 0..<1_000 {
            let id = GUID(high: random.next(), low: random.next())
            #expect(GUID(id.description) == id)
            #expect(GUID(id.description.uppercased()) == id)
            #expect(id.description.utf8.count == GUID.textLength)
        }
    }

    @Test func `only the one of zeros is zero`() {
        #expect(GUID("00000000-0000-0000-0000-000000000000") == .zero)
        #expect(GUID.zero.isZero)
        #expect(GUID("00000000-0000-0000-0000-000000000001")?.isZero == false)
        #expect(GUID("10000000-0000-0000-0000-000000000000")?.isZero == false)
    }

    @Test func `a version 7 identifier has its time, version and variant`() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<1_000 {
            let milliseconds = Int64.random(in: 0..<(1 << 47), using: &random)
            let time = Timestamp(microseconds: milliseconds * 1_000 + 999)
            let id = GUID.version7(at: time, using: &random)
            #expect(id.high >> 16 == UInt64(milliseconds))
            #expect(id.time == time.wholeMilliseconds)
            #expect(id.high >> 12 & 0xF == 7)
            #expect(id.low >> 62 == 0b10)
        }
    }

    @Test func `identifiers sort by the time they were made at`() {
        var random = SeededRandom(seed: 4)
        var last: GUID?
        for millisecond in 0..<1_000 {
            let time = Timestamp(microseconds: 1_427_482_049_901_000 + Int64(millisecond) * 1_000)
            let id = GUID.version7(at: time, using: &random)
            if let last {
                #expect(last < id)
                #expect(last.description < id.description)
            }
            last = id
        }
    }

    @Test func `identifiers of the same instant differ`() {
        var random = SeededRandom(seed: 5)
        let time = Timestamp(microseconds: 1_427_482_049_901_000)
        let ids = (0..<10_000).map { _ in GUID.version7(at: time, using: &random) }
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids.map(\.low)).count == ids.count)
    }
}
