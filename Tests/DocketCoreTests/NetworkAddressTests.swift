import DocketCore
import Testing

@Suite struct NetworkAddressTests {
    /// A range of IANA's registries, with the addresses before and behind it; `nil` where these
    /// are in another.
    struct Range: Sendable, CustomTestStringConvertible {
        let before: String?
        let first: String
        let last: String
        let after: String?

        init(_ before: String?, _ first: String, _ last: String, _ after: String?) {
            self.before = before
            self.first = first
            self.last = last
            self.after = after
        }

        var testDescription: String { "\(first) to \(last)" }
    }

    private static let f = "ffff:ffff:ffff:ffff:ffff:ffff"

    static let special = [
        Range(nil, "0.0.0.0", "0.255.255.255", "1.0.0.0"),
        Range("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
        Range("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"),
        Range("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"),
        Range("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"),
        Range("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
        Range("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
        Range("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
        Range("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"),
        Range("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"),
        Range("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"),
        Range("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"),
        Range("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"),
        Range("223.255.255.255", "224.0.0.0", "239.255.255.255", nil),
        Range(nil, "240.0.0.0", "255.255.255.255", nil),
        // All that is not given out, from both ends.
        Range(nil, "::", "1fff:ffff:\(f)", "2000::"),
        Range("3fff:ffff:\(f)", "4000::", "ffff:ffff:\(f)", nil),
        Range("2000:ffff:\(f)", "2001::", "2001:1ff:\(f)", "2001:200::"),
        Range("2001:db7:\(f)", "2001:db8::", "2001:db8:\(f)", "2001:db9::"),
        Range("3ffe:ffff:\(f)", "3fff::", "3fff:fff:\(f)", "3fff:1000::"),
    ]

    @Test(arguments: special)
    func `a special range is not public, its neighbours are`(range: Range) throws {
        for text in [range.first, range.last] {
            #expect(try Self.address(text).isPublic == false, "\(text)")
        }
        for text in [range.before, range.after].compactMap(\.self) {
            #expect(try Self.address(text).isPublic, "\(text)")
        }
    }

    @Test(arguments: [
        "::1", "::8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b:1::808:808", "100::1", "5f00::1",
        "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::127.0.0.1",
        "64:ff9b::10.1.2.3", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1",
        "2002:c0a8:101::", "2002:e000:1::", "2001:0:808:808::",
    ])
    func `no way round leads to what is not public`(text: String) throws {
        #expect(try Self.address(text).isPublic == false)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8", "2002:808:808::1", "2a00::",
    ])
    func `an address of the internet is public`(text: String) throws {
        #expect(try Self.address(text).isPublic)
    }

    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("1.20.3.40", "1.20.3.40"),
        ("::", "0:0:0:0:0:0:0:0"), ("::1", "0:0:0:0:0:0:0:1"), ("1::", "1:0:0:0:0:0:0:0"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("2001:DB8::aBcD", "2001:db8:0:0:0:0:0:abcd"),
        ("1:2:3::8", "1:2:3:0:0:0:0:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("0001:0::00ff", "1:0:0:0:0:0:0:ff"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ("64:ff9b::1.2.3.4", "64:ff9b:0:0:0:0:102:304"),
        ("::ffff:1.2.3.4", "1.2.3.4"), ("::FFFF:102:304", "1.2.3.4"),
        ("0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"), ("::fffe:1.2.3.4", "0:0:0:0:0:fffe:102:304"),
    ])
    func `every usual form is read`(text: String, written: String) throws {
        #expect(try Self.address(text).description == written)
    }

    @Test(arguments: [
        "", " ", ".", "1", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.5", "1.2.3.256",
        "1.2.3.1000", "01.2.3.4", "1.2.3.00", "+1.2.3.4", "1.2.3.-4", "-0.2.3.4", "1.2.3.4 ",
        " 1.2.3.4", "0x1.2.3.4", "1.2.3.a", "\u{661}.2.3.4", "1.2.3.4/32", "1,2,3,4",
        ":", ":::", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8",
        "1::2::3", "::1::", "12345::", "::00001", "g::", "+1::", "::+1", "1 ::", "::1 ",
        "::1.2.3", "::1.2.3.4.5", "::1.2.3.4:5", "::01.2.3.4", "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%1", "[::1]", "::1/128", "\u{661}::",
    ])
    func `anything else is no address`(text: String) {
        #expect(NetworkAddress(text: text[...]) == nil)
    }

    @Test(arguments: ["::-0", "-0::1", "2606::-00", "1.2.3.4::", "1.2.3.4::1", "2600:1.2.3.4::"])
    func `a sign, or four numbers that are not the end, make no address`(text: String) {
        #expect(NetworkAddress(text: text[...]) == nil)
    }

    @Test func `an address has four bytes or sixteen`() {
        for count in 0...20 {
            let address = NetworkAddress([UInt8](repeating: 1, count: count))
            #expect((address != nil) == (count == 4 || count == 16))
        }
    }

    fileprivate static func address(_ text: String) throws -> NetworkAddress {
        try #require(NetworkAddress(text: text[...]), "\(text)")
    }
}

@Suite struct NetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
        ("10.1.2.3/8", "10.0.0.0", "10.255.255.255", "9.255.255.255"),
        ("192.168.4.0/22", "192.168.4.0", "192.168.7.255", "192.168.8.0"),
        ("172.16.0.0/12", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.2"),
        ("127.0.0.1/32", "127.0.0.1", "127.0.0.1", "127.0.0.0"),
        ("127.0.0.0/31", "127.0.0.0", "127.0.0.1", "127.0.0.2"),
        ("0.0.0.0/0", "0.0.0.0", "255.255.255.255", "::"),
        ("fd00::/8", "fd00::", "fdff:ffff::1", "fc00::"),
        ("fe80::/10", "fe80::", "febf::1", "fec0::"),
        ("::1", "::1", "::1", "::2"), ("::1/128", "::1", "::1", "::"),
        ("::/0", "::", "ffff::", "10.0.0.1"),
    ])
    func `a network has its addresses and no others`(
        text: String, first: String, last: String, other: String
    ) throws {
        let network = try #require(Network(text))
        #expect(network.contains(try NetworkAddressTests.address(first)))
        #expect(network.contains(try NetworkAddressTests.address(last)))
        #expect(!network.contains(try NetworkAddressTests.address(other)))
    }

    @Test func `an address of version 4 that is written as one of version 6 is in its network`()
        throws
    {
        let network = try #require(Network("10.0.0.0/8"))
        #expect(network.contains(try NetworkAddressTests.address("::ffff:10.1.2.3")))
        #expect(!network.contains(try NetworkAddressTests.address("::10.1.2.3")))
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/8/8",
        "10.0.0.0 /8", "10.0.0.0/ 8", "10.0.0/8", "10/8", "010.0.0.0/8", "+10.0.0.0/8",
        "+1.0.0.0", "10.0.0.256/8", "10.0.0.0/255.0.0.0", "::/129", "::/-1", "fd00:/8", "::g/8",
        "localhost", "h.example/8", "*",
    ])
    func `anything else is no network`(text: String) {
        #expect(Network(text) == nil)
    }

    @Test(arguments: ["10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/-0", "::/+1", "::/000"])
    func `a length is plain digits`(text: String) {
        #expect(Network(text) == nil)
    }
}
