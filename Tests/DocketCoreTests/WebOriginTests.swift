import DocketCore
import Testing

@Suite struct WebOriginTests {
    @Test(arguments: [
        ("https://app.example", "https://app.example"),
        ("https://app.example:8443", "https://app.example:8443"),
        ("HTTPS://App.Example:443", "https://app.example"),
        ("https://192.0.2.1", "https://192.0.2.1"),
        ("https://[2001:DB8::1]:444", "https://[2001:db8::1]:444"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("http://localhost", "http://localhost"),
        ("http://localhost:5173", "http://localhost:5173"),
        ("http://127.0.0.1:80", "http://127.0.0.1"), ("http://[::1]:3000", "http://[::1]:3000"),
    ])
    func `an origin is written as browsers write it`(text: String, expected: String) {
        #expect(WebOrigin(text)?.text == expected)
    }

    @Test(arguments: [
        "", "*", "null", "https://", "https://*", "https://*.example", "https://app.example/",
        "https://app.example/path", "https://app.example?x", "https://app.example#x",
        "https://user@app.example", "https://app.example:", "https://app.example:0",
        "https://app.example:65536", "https://app.example:+1", "https://app.example:80:80",
        "https://bücher.example", "https://a b", "https://[::1", "https://::1", "https://[]",
        "http://app.example", "http://localhost.example", "http://127.0.0.2", "http://10.0.0.1",
        "ftp://app.example", "app.example", "//app.example", "https:app.example",
    ])
    func `what is no origin, or one that others can speak for, is refused`(text: String) {
        #expect(WebOrigin(text) == nil)
    }
}
