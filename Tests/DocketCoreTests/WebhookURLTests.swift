import DocketCore
import Testing

@Suite struct WebhookURLTests {
    /// An address, what is called, and the host that is looked up.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let target: String
        let host: String
        var bytes: [UInt8]?

        init(_ text: String, _ target: String, _ host: String, bytes: [UInt8]? = nil) {
            self.text = text
            self.target = target
            self.host = host
            self.bytes = bytes
        }

        var testDescription: String { text }
    }

    static let accepted = [
        Case("https://h.example", "https://h.example", "h.example"),
        Case("http://h.example/", "http://h.example/", "h.example"),
        Case("HTTPS://H.EXAMPLE/A?B=C", "https://h.example/A?B=C", "h.example"),
        Case("hTTp://H.example?Q", "http://h.example?Q", "h.example"),
        Case("http://h.example:1/", "http://h.example:1/", "h.example"),
        Case("http://h.example:65535", "http://h.example:65535", "h.example"),
        Case("http://a_b.h-1.example/a@b:c", "http://a_b.h-1.example/a@b:c", "a_b.h-1.example"),
        Case("http://h.example/%41?x=//y", "http://h.example/%41?x=//y", "h.example"),
        Case("http://8.8.8.8:80/x", "http://8.8.8.8:80/x", "8.8.8.8", bytes: [8, 8, 8, 8]),
        Case(
            "https://[2606:4700::1111]:8443/x", "https://[2606:4700::1111]:8443/x",
            "2606:4700::1111",
            bytes: [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11]),
        Case(
            "http://[::FFFF:8.8.4.4]", "http://[::ffff:8.8.4.4]", "::ffff:8.8.4.4",
            bytes: [8, 8, 4, 4]),
    ]

    @Test(arguments: accepted)
    func `an address is split into what is called and the host`(item: Case) throws {
        let url = try WebhookURL(item.text)
        #expect(url.target == item.target)
        #expect(url.host == item.host)
        #expect(url.literal?.bytes == item.bytes)
    }

    @Test(arguments: [
        "", "h.example", "//h.example/", "http:h.example", "http:/h.example", "ftp://h.example",
        "file:///etc/passwd", "javascript://h.example/", " http://h.example", "http://",
        "https:///x",
        "http://?x", "http://:80/",
    ])
    func `only http and https with a host are taken`(text: String) {
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL(text) }
    }

    @Test(arguments: [
        "http://user@h.example/", "http://user:word@h.example/", "http://@h.example/",
        "http://h.example@g.example/", "http://h.example:80@g.example/",
        "http://h.example%40g.example/", "http://h.example:80:80/",
    ])
    func `no user is taken`(text: String) {
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL(text) }
    }

    @Test(arguments: [
        "http://h.example#f", "http://h.example/#", "http://h.example\\@g.example/",
        "http://h.example/a\\b", "http://h.example/a b", "http://h.example/ ",
        "http://h.example/\t", "http://h.exam\nple/", "http://h.example/\r\nX: y",
        "http://h.example/\u{0}", "http://h.example/\u{7F}", "http://h.example/\u{85}",
        "http://h.example/<x>", "http://h.example/{x}", "http://h.example/^", "http://h.example/`",
        "http://h.example/|", "http://h.example/\"", "http://h.example/é", "http://é.example/",
        "http://h\u{3002}example/", "http://\u{FF11}27.0.0.1/", "http://\u{24D7}.example/",
        "http://h%2Eexample/", "http://h.example%00/", "http://h!.example/", "http://h,.example/",
    ])
    func `what programs read differently is refused`(text: String) {
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL(text) }
    }

    @Test(arguments: ["0", "00", "65536", "99999999999999999999", "", "+80", "-1", "8o", "0x50"])
    func `a port is a number from 1 to 65535`(port: String) {
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL("http://h.example:\(port)/") }
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL("http://8.8.8.8:\(port)") }
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL("http://[2606::1]:\(port)") }
    }

    @Test(arguments: [
        "0", "1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0X7F.0.0.1",
        "0177.0.0.1", "08.8.8.8", "8.8.8.08", "8.8.8.256", "256.8.8.8", "8.8.8.8.8", "8.8.8.8.",
        "127.0.0.1.", "8.8.8.8..", ".", "..", "h.example.1", "h.example.0x1", "8.8.8.0x8",
    ])
    func `a host that ends in a number is four plain numbers`(host: String) {
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL("http://\(host)/") }
    }

    @Test(arguments: [
        "[", "[]", "[::1", "::1", "[8.8.8.8]", "[h.example]", "[::1]x", "[::1]]", "[[::1]]",
        "[fe80::1%25eth0]", "[v1.x]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[:::]",
        "[1::2::3]", "[12345::]", "[::127.0.1]", "[::ffff:0177.0.0.1]", "[+1::]",
    ])
    func `an address of version 6 stands whole in brackets`(host: String) {
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL("http://\(host)/") }
    }

    @Test(arguments: ["[2606:4700::-0]", "[38.0.1.1::]", "[38.0.1.1::1]", "[2600:1.2.3.4::]"])
    func `an address of version 6 has one reading`(host: String) {
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL("http://\(host)/") }
    }

    @Test func `each length can be reached and not passed`() throws {
        let start = "http://h.example/"
        let path = String(repeating: "x", count: WebhookURL.lengthMax - start.count)
        #expect(try WebhookURL(start + path).target == start + path)
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL(start + path + "x") }
        let host = String(repeating: "a.", count: 126) + "a"
        #expect(try WebhookURL("http://\(host)").host == host)
        #expect(throws: WebhookURL.Refusal.self) { try WebhookURL("http://a\(host)") }
    }

    @Test(arguments: [
        ("http://intranet/", true), ("http://LOCALHOST:80", true), ("http://h.example/", false),
        ("http://8.8.8.8/", false), ("http://[::1]/", false), ("http://localhost./", true),
    ])
    func `a name of one part is a local one`(text: String, isLocal: Bool) throws {
        #expect(try WebhookURL(text).isLocalName == isLocal)
    }

    @Test func `a refusal says what is wrong`() {
        for (text, word) in [
            ("ftp://h.example", "https://"), ("http://h.example#", "fragment"),
            ("http://u@h.example:0", "user"), ("http://127.1", "four numbers"),
            (String(repeating: "x", count: 3000), "2048"),
        ] {
            let refusal = #expect(throws: WebhookURL.Refusal.self) { try WebhookURL(text) }
            #expect(refusal?.reason.contains(word) == true, "\(text)")
        }
    }
}
