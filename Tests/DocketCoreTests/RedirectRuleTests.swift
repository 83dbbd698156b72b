import DocketCore
import Testing

@Suite struct RedirectRuleTests {
    @Test(arguments: [
        "https://shop.example", "https://shop.example/back", "https://shop.example:8443/a?b=c",
        "https://[2001:db8::1]/back", "https://localhost/back", "http://127.0.0.1/callback",
        "http://127.0.0.1:8000/callback", "http://[::1]/callback", "http://[::1]:8000",
        "http://localhost:3000/callback?a=b", "com.example.app:/oauth2redirect",
        "com.example.app://oauth2redirect/x", "a.b:c", "com.example.app-2+x:/%20",
    ])
    func `a redirect is https, http to a loopback, or a scheme of the app's own with a dot`(
        uri: String
    ) {
        #expect(RedirectRule.allows(uri))
    }

    @Test(arguments: [
        // Browsers act upon these themselves.
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "javascript://shop.example/%0aalert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://a.example/1",
        "about:blank", "view-source:https://a.example/",
        // Others may listen on the way.
        "http://shop.example/back", "http://127.0.0.2/", "http://0.0.0.0/", "http://[::]/",
        "http://10.0.0.1/", "http://localhost.shop.example/", "http://127.0.0.1.shop.example/",
        "http://127.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/", "ftp://a.example/",
        "ws://localhost/", "app:/back", "custom://back",
        // Programs read these differently.
        "https://user@shop.example/", "https://user:word@shop.example/",
        "http://localhost@shop.example/", "https://shop.example#part", "https://shop.example/#",
        "com.example.app://user@host/", "com.example.app:/a#b", "https:/shop.example/",
        "https:shop.example", "https://", "https:///back", "http://localhost:0/",
        "http://localhost:65536/", "https://shop.example:port/", "https://shop.example\\@a.b/",
        "https://shop.example/a b", "https://shop.example/\"", "https://shop.example/<a>",
        "https://shop.example/\n", "https://shöp.example/", "HTTPS://shop.example/",
        // No URI at all.
        "", "/back", "shop.example/back", ":", ":x", "com.example.app:", "com..app:/x", ".app:/x",
        "com.:/x", "1com.app:/x", "com.example_app:/x", "COM.EXAMPLE:/x", " https://a.example/",
    ])
    func `every other address is none`(uri: String) {
        #expect(!RedirectRule.allows(uri))
    }

    @Test func `an address may be long, not too long`() {
        let start = "https://shop.example/"
        let most = start + String(repeating: "a", count: RedirectRule.lengthMax - start.count)
        #expect(RedirectRule.allows(most))
        #expect(!RedirectRule.allows(most + "a"))
    }
}
