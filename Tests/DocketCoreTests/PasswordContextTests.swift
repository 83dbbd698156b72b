import DocketCore
import Testing

@Suite struct PasswordContextTests {
    private static let context = PasswordContext(
        userName: "Ann.Smith@example.test", companyNames: ["Acme Ltd", "Zoë & Co"])

    @Test(arguments: [
        "Ann.Smith@example.test", "annsmithexampletest", "ANN.SMITH@EXAMPLE.TEST", "smithsmith",
        "Smith-2026", "example1", "12example", "acme-ltd", "AcmeLtd!", "acme2026", "Zoë & Co 1",
        "docket12", "Docket-Docket", "docket acme", "acmedocketsmith", "!!!!docket", "t e s t 1234",
    ])
    func `names that go with the user are no password, whatever stands between`(
        password: String
    ) {
        #expect(Self.context.isAll(of: password))
    }

    @Test(arguments: [
        "correct horse", "docketeer1", "mydocket12", "acme is my employer", "smith & wesson",
        "ann12345", "zoëzoë12", "ltdltd12", "12345678", "!!!!!!!!", "dock et acmi",
    ])
    func `a password that is more than these names is taken`(password: String) {
        #expect(!Self.context.isAll(of: password))
    }

    @Test func `a short name counts as a whole`() {
        let context = PasswordContext(userName: "ann", companyNames: [])
        #expect(context.isAll(of: "ann12345"))
        #expect(context.isAll(of: "annannann"))
    }

    @Test func `a name without letters means nothing`() {
        let context = PasswordContext(userName: "4711", companyNames: ["", "24/7"])
        #expect(!context.isAll(of: "47114711"))
        #expect(context.isAll(of: "docket4711"))
    }

    @Test(
        arguments: [
            (7, .passwordTooShort(charactersMin: 8)), (8, nil), (64, nil), (1024, nil),
            (1025, .passwordTooLong(bytesMax: 1024)),
        ] as [(Int, AccessError?)])
    func `a password has 8 characters at least, and 64 are no trouble`(
        length: Int, refusal: AccessError?
    ) {
        let password = String(repeating: "x", count: length)
        var found: AccessError?
        do throws(AccessError) {
            try User.check(password: password, in: Self.context)
        } catch {
            found = error
        }
        #expect(found == refusal)
    }
}
