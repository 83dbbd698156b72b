import DocketCore
import Testing

@Suite struct TrustedProxiesTests {
    /// Who connects, what is said, and for whom the request comes; `10/8` and `fd00::/8` are
    /// trusted.
    static let cases: [(peer: String, forwardedFor: String?, client: String)] = [
        ("192.0.2.1", nil, "192.0.2.1"),
        ("10.0.0.1", nil, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", " 192.0.2.7 ", "192.0.2.7"),
        ("::ffff:10.0.0.1", "192.0.2.7", "192.0.2.7"),
        // Who is not trusted says nothing.
        ("192.0.2.1", "192.0.2.7", "192.0.2.1"),
        ("192.0.2.1", "10.0.0.9", "192.0.2.1"),
        // What stands before the last one that is not trusted may be made up.
        ("10.0.0.1", "127.0.0.1, 192.0.2.7", "192.0.2.7"),
        ("10.0.0.1", "10.9.9.9,192.0.2.7", "192.0.2.7"),
        // Proxies behind one another.
        ("10.0.0.1", "192.0.2.7, 10.0.0.3,\t10.0.0.2", "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1, 192.0.2.7, fd00::2", "192.0.2.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        // With ports.
        ("10.0.0.1", "192.0.2.7:4711", "192.0.2.7"),
        ("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("10.0.0.1", "[2001:db8::7]", "2001:db8::7"),
        // What is no address: the proxy that handed it on is the last one known.
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.7, unknown", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.7, _hidden, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "192.0.2.7,", "192.0.2.7"),
        ("10.0.0.1", "192.0.2.7, ,10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "[2001:db8::7", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.700", "10.0.0.1"),
    ]

    @Test(arguments: cases)
    func `the last address that is no trusted proxy is the client's`(
        peer: String, forwardedFor: String?, client: String
    ) throws {
        let proxies = TrustedProxies(["10.0.0.0/8", "fd00::/8"].compactMap { Network($0) })
        let found = proxies.client(
            behind: try Self.address(peer), forwardedFor: forwardedFor)
        #expect(found == (try Self.address(client)))
    }

    @Test func `without trusted proxies only the connection counts`() throws {
        let peer = try Self.address("10.0.0.1")
        #expect(TrustedProxies().isEmpty)
        #expect(TrustedProxies().client(behind: peer, forwardedFor: "192.0.2.7") == peer)
    }

    private static func address(_ text: String) throws -> NetworkAddress {
        try #require(NetworkAddress(text: Substring(text)))
    }
}
