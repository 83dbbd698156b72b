import DocketCore
import Testing

@Suite struct RedirectURITests {
    static let same: [(registered: String, asked: String)] = [
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("http://127.0.0.1/callback", "http://127.0.0.1:1/callback"),
        ("http://127.0.0.1:8080/callback", "http://127.0.0.1/callback"),
        ("http://[::1]/callback", "http://[::1]:65535/callback"),
        ("http://localhost/", "http://localhost:3000/"),
        ("com.example.app:/back", "com.example.app:/back"),
    ]

    @Test(arguments: same)
    func `a redirect is the registered one, but for the port of a loopback`(
        registered: String, asked: String
    ) {
        #expect(RedirectURI(asked, of: ["https://other.example", registered])?.text == asked)
    }

    static let others: [(registered: String, asked: String)] = [
        ("https://a.example/x", "https://a.example/x/"),
        ("https://a.example/x", "https://a.example"),
        ("https://a.example/x", "https://A.example/x"),
        ("https://a.example/x", "http://a.example/x"),
        ("https://a.example/x", "https://a.example:444/x"),
        ("https://a.example/x", "https://a.example/x?z"), ("https://a.example/x", ""),
        ("https://127.0.0.1/x", "https://127.0.0.1:1/x"),
        ("http://127.0.0.1/x", "http://localhost/x"), ("http://127.0.0.1/x", "http://[::1]/x"),
        ("http://127.0.0.1/x", "http://127.0.0.1:/x"),
        ("http://127.0.0.1/x", "http://127.0.0.1:0/x"),
        ("http://127.0.0.1/x", "http://127.0.0.1:65536/x"),
        ("http://127.0.0.1/x", "http://127.0.0.1:1@b.example/x"),
        ("http://127.0.0.1/x", "http://127.0.0.1.b.example/x"),
        ("http://127.0.0.1/x", "http://127.0.0.12/x"),
        ("http://127.0.0.1/x", "http://127.0.0.1:1/y"),
        ("http://localhost/x", "http://localhost.b.example/x"),
    ]

    @Test(arguments: others)
    func `anything else is another`(registered: String, asked: String) {
        #expect(RedirectURI(asked, of: [registered]) == nil)
    }

    @Test func `without one it is the only one there is`() {
        #expect(RedirectURI(nil, of: ["https://a.example"])?.text == "https://a.example")
        #expect(RedirectURI(nil, of: []) == nil)
        #expect(RedirectURI(nil, of: ["https://a.example", "https://b.example"]) == nil)
    }

    @Test(arguments: [
        ("https://a.example:8/x?y", "https://a.example:8"),
        ("https://a.example", "https://a.example"),
        ("com.example.app:/back", "com.example.app:"), ("https://a.example?x", "https://a.example"),
    ])
    func `its origin is what a page's forms may lead to`(uri: String, origin: String) {
        #expect(RedirectURI(uri, of: [uri])?.origin == origin)
    }
}
