import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// `/docs` and its files, one by one. What people see of them, `ExplorerBrowserTests` see.
@Suite(.enabled(if: Explorer.isThere, "\(Explorer.absence)"))
struct ExplorerTests {
    static let scripts = ["swagger-ui-bundle.js", "oauth2-redirect.js", "explorer.js"]
    static let styles = ["swagger-ui.css", "index.css"]

    /// What there is, each with its type.
    static let files: [(path: String, type: String)] =
        [
            ("/docs", "text/html; charset=utf-8"), ("/docs/", "text/html; charset=utf-8"),
            ("/docs/oauth2-redirect.html", "text/html; charset=utf-8"),
            ("/docs/favicon-32x32.png", "image/png"),
            ("/docs/license", "text/plain; charset=utf-8"),
        ] + scripts.map { ("/docs/\($0)", "text/javascript; charset=utf-8") }
        + styles.map { ("/docs/\($0)", "text/css; charset=utf-8") }

    @Test(arguments: files)
    func `everybody gets each file, with its type`(path: String, type: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, path, token: nil)
            #expect(reply.status == 200)
            #expect(reply.headers["Content-Type"] == type)
            #expect(reply.headers["X-Content-Type-Options"] == "nosniff")
            #expect(reply.headers["X-RateLimit-Limit"] != nil)
            #expect(!reply.bytes.isEmpty)
            let head = try await server.send(.head, path, token: nil)
            #expect(head.status == 200)
            #expect(head.bytes.isEmpty)
            #expect(head.headers["Content-Length"] == "\(reply.bytes.count)")
        }
    }

    @Test func `the files are those of the package, to the byte`() async throws {
        try await TestServer.run { server in
            for name in ["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"] {
                let reply = try await server.send(.get, "/docs/\(name)", token: nil)
                let file = try Data(contentsOf: Explorer.folder.appendingPathComponent(name))
                #expect(reply.bytes == Array(file), "\(name)")
            }
        }
    }

    @Test(arguments: [
        "/docs/nothing.js", "/docs/version", "/docs/swagger-ui.css/x", "/docs/..%2FPackage.swift",
        "/docs/../Package.swift",
    ])
    func `a file that is not there is a 404`(path: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, path, token: nil)
            #expect(reply.status == 404)
        }
    }

    @Test(arguments: ["/docs", "/docs/oauth2-redirect.html"])
    func `a page runs scripts of the server's own, asks nobody else, and stands in no frame`(
        path: String
    ) async throws {
        try await TestServer.run { server in
            let page = try await server.send(.get, path, token: nil)
            let rules = (page.headers["Content-Security-Policy"] ?? "")
                .components(separatedBy: "; ")
            #expect(
                rules == [
                    "default-src 'none'", "script-src 'self'", "style-src 'self'",
                    "img-src 'self' data:", "connect-src 'self'", "form-action 'none'",
                    "base-uri 'none'", "frame-ancestors 'none'",
                ])
            #expect(page.headers["X-Frame-Options"] == "DENY")
            #expect(page.headers["Referrer-Policy"] == "no-referrer")
            // The address of one of them has a code in it.
            #expect(page.headers["Cache-Control"] == "no-store")
            #expect(!page.text.contains("<script>") && !page.text.contains(" style="))
        }
    }

    @Test func `no file of ours names another origin, and no style asks one`() async throws {
        try await TestServer.run { server in
            for path in ["", "/explorer.js", "/index.css", "/oauth2-redirect.html"] {
                let text = try await server.send(.get, "/docs\(path)", token: nil).text
                #expect(!text.contains("://") && !text.contains("\"//"), "\(path)")
            }
            for name in Self.styles {
                let text = try await server.send(.get, "/docs/\(name)", token: nil).text
                #expect(!text.contains("@import"), "\(name)")
                let places = text.components(separatedBy: "url(").dropFirst()
                #expect(places.allSatisfy { $0.hasPrefix("data:") || $0.hasPrefix("\"data:") })
            }
        }
    }

    @Test func `what a browser has it is not sent again`() async throws {
        try await TestServer.run { server in
            for name in Self.styles + Self.scripts.filter({ $0 != "explorer.js" }) {
                let path = "/docs/\(name)"
                let first = try await server.send(.get, path, token: nil)
                #expect(first.headers["Cache-Control"] == "no-cache")
                let tag = try #require(first.headers["ETag"])
                let again = try await server.send(
                    .get, path, headers: ["If-None-Match": tag], token: nil)
                #expect(again.status == 304)
                #expect(again.bytes.isEmpty)
                #expect(again.headers["Cache-Control"] == "no-cache")
                let other = try await server.send(
                    .get, path, headers: ["If-None-Match": "\"v1\""], token: nil)
                #expect(other.status == 200)
            }
        }
    }

    @Test func `the sandbox says with what to authorize`() async throws {
        try await TestServer.run { server in
            let text = try await server.send(.get, "/docs", token: nil).text
            for word in ["sandbox-token", "sandbox-secret", "sandbox@example.test"] {
                #expect(text.contains("<code>\(word)</code>"))
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `the sandbox's client may come back to the page, on any port`(host: String) async throws {
        try await TestServer.run { server in
            let uri = "http://\(host):18080/docs/oauth2-redirect.html"
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let visit = try await browser.decide(
                "allow", at: AuthorizationURL.text(["redirect_uri": uri]))
            #expect(visit.location.hasPrefix("\(uri)?code="))
            let code = visit.parameters["code"] ?? ""
            #expect(try await server.exchange(code, ["redirect_uri": uri]).status == 200)
        }
    }
}
