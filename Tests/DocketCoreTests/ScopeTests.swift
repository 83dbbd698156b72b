import DocketCore
import Testing

@Suite struct ScopeTests {
    @Test(arguments: [
        (Scope.ordersWrite, [Scope.ordersRead]),
        (.directoryWrite, [.directoryRead]),
        (.admin, Scope.allCases),
        (.ordersProcess, []),
        (.payment, []),
    ])
    func `a scope brings those that it implies and no others`(scope: Scope, implied: [Scope]) {
        let set: ScopeSet = [scope]
        for other in Scope.allCases {
            #expect(set.allows(other) == (other == scope || implied.contains(other)))
        }
    }

    @Test func `names are read in any order and written in the order of the contract`() {
        let set = ScopeSet("payment  orders.read openid")
        #expect(set?.description == "orders.read payment openid")
    }

    @Test(arguments: ["orders", "ORDERS.READ", "orders.read,payment", "orders.read\tpayment"])
    func `a set with an unknown name is none`(text: String) {
        #expect(ScopeSet(text) == nil)
    }

    @Test(arguments: [
        ("admin", "orders.write", "orders.write"),
        ("orders.write", "orders.read", "orders.read"),
        ("orders.write payment", "orders.write openid", "orders.write"),
        ("admin", "admin", "admin"),
        ("payment", "openid", ""),
    ])
    func `an intersection has what both allow`(left: String, right: String, both: String) {
        let one = ScopeSet(left)
        let other = ScopeSet(right)
        #expect(other.flatMap { one?.intersection($0) }?.description == both)
        #expect(one.flatMap { other?.intersection($0) }?.description == both)
    }
}

@Suite struct CompanySetTests {
    @Test(arguments: ["*", "", "1", "1 2 14146"])
    func `a set is written as it was read`(text: String) {
        #expect(CompanySet(text)?.text == text)
    }

    @Test(arguments: ["0", "-1", "a", "1,2", "99999999999", "* 1"])
    func `what is no set of companies is refused`(text: String) {
        #expect(CompanySet(text) == nil)
    }

    @Test func `all with some are those`() {
        let some = CompanySet("1 2")
        #expect(some?.intersection(.all) == some)
        #expect(some.map { CompanySet.all.intersection($0) } == some)
    }
}

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{FF}?>", "w78_Pg"),
    ])
    func `bytes are written and read as in RFC 4648`(plain: String, coded: String) {
        #expect(Base64.encodeURL(Array(plain.utf8)) == coded)
        #expect(Base64.decode(coded) == Array(plain.utf8))
    }

    @Test(arguments: [("Zg==", [UInt8(0x66)]), ("w78/Pg==", [0xC3, 0xBF, 0x3F, 0x3E])])
    func `padding and the other alphabet are read too`(coded: String, bytes: [UInt8]) {
        #expect(Base64.decode(coded) == bytes)
    }

    @Test(arguments: ["Z", "Zg=a", "Z g", "Zm9vY", "é", "===="])
    func `what is not base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
