import DocketTestKit
import Foundation
import HTTPTypes

/// A browser of a person: keeps cookies, reads forms, and follows no redirect by itself.
final class TestBrowser {
    private let server: TestServer
    private(set) var cookies: [String: String] = [:]

    init(_ server: TestServer) { self.server = server }

    /// What came of going somewhere.
    struct Visit {
        let reply: TestServer.Reply

        var status: Int { reply.status }
        var text: String { reply.text }
        var location: String { reply.headers["Location"] ?? "" }
        /// What the page's form has in it, so that it is known to come from there.
        var csrf: String { value(behind: "name=\"csrf\" value=\"") }
        /// Where the page's form goes.
        var action: String {
            value(behind: "action=\"").replacingOccurrences(of: "&amp;", with: "&")
        }
        /// The parameters of the address that the browser is sent to, behind `?` or `#`.
        var parameters: [String: String] {
            let query = location.split(whereSeparator: { "?#".contains($0) }).dropFirst()
            let items = URLComponents(string: "?\(query.joined(separator: "&"))")?.queryItems ?? []
            return Dictionary(
                items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { "\($0) \($1)" })
        }

        private func value(behind start: String) -> String {
            guard let range = text.range(of: start) else { return "" }
            return String(text[range.upperBound...].prefix { $0 != "\"" })
        }
    }

    /// Goes somewhere.
    func get(_ target: String) async throws -> Visit {
        try await visit(.get, target, [:], nil)
    }

    /// Sends a form.
    func post(
        _ target: String, _ fields: [(String, String)], headers: [String: String] = [:]
    ) async throws -> Visit {
        let body = fields.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
        let all = headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 }
        return try await visit(.post, target, all, body)
    }

    /// Signs in on the page that is there, as the sandbox's user unless told otherwise.
    func signIn(
        at target: String = "/auth/sign-in", name: String = "sandbox@example.test",
        password: String = "sandbox-password"
    ) async throws -> Visit {
        let page = try await get(target)
        return try await post(
            page.action, [("csrf", page.csrf), ("name", name), ("password", password)])
    }

    /// Allows, or denies, what a request for authorization asks.
    func decide(_ decision: String, at target: String) async throws -> Visit {
        let page = try await get(target)
        return try await post(page.action, [("csrf", page.csrf), ("decision", decision)])
    }

    /// What the page for signing in is headed.
    func heading() async throws -> String {
        let text = try await get("/auth/sign-in").text
        let parts = text.components(separatedBy: "<h1>")
        return parts.count > 1 ? String(parts[1].prefix { $0 != "<" }) : ""
    }

    /// Replaces a cookie, as somebody could who got at the browser's files.
    func setCookie(_ name: String, to value: String?) { cookies[name] = value }

    private func visit(
        _ method: HTTPRequest.Method, _ target: String, _ headers: [String: String],
        _ body: String?
    ) async throws -> Visit {
        var headers = headers
        if !cookies.isEmpty {
            headers["Cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        let reply = try await server.send(
            method, target, headers: headers, body: body, token: nil)
        for field in reply.headers.all("Set-Cookie") {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            cookies[String(pair[0])] = pair.count > 1 ? String(pair[1]) : nil
        }
        return Visit(reply: reply)
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

/// A client's request for authorization, as the sandbox's client unless told otherwise.
struct AuthorizationURL {
    /// RFC 7636, appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let redirect = "http://127.0.0.1/callback"

    /// The address, with some parameters other than usual; `nil` leaves one out.
    static func text(
        _ changes: [String: String?] = [:], path: String = "/auth/connect/authorize"
    ) -> String {
        var parameters: [String: String?] = [
            "client_id": "sandbox", "redirect_uri": redirect, "response_type": "code",
            "scope": "orders.read", "state": "a b&c", "code_challenge": challenge,
            "code_challenge_method": "S256",
        ]
        for (name, value) in changes { parameters[name] = value }
        let query = parameters.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\(name)=\(TestBrowser.encoded($0))" }
        }
        return "\(path)?\(query.joined(separator: "&"))"
    }
}

extension TestServer {
    /// Exchanges a code, as the sandbox's client unless told otherwise.
    func exchange(
        _ code: String, _ changes: [String: String?] = [:]
    ) async throws -> Reply {
        var fields: [String: String?] = [
            "grant_type": "authorization_code", "code": code, "client_id": "sandbox",
            "client_secret": "sandbox-secret", "redirect_uri": AuthorizationURL.redirect,
            "code_verifier": AuthorizationURL.verifier,
        ]
        for (name, value) in changes { fields[name] = value }
        return try await form("/auth/connect/token", fields)
    }

    /// Sends a form of a client.
    func form(_ path: String, _ fields: [String: String?]) async throws -> Reply {
        let body = fields.compactMap { name, value in
            value.map { "\(name)=\(TestBrowser.encoded($0))" }
        }.joined(separator: "&")
        return try await send(
            .post, path, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: body, token: nil)
    }

    /// A code for the sandbox's client, as its user allows it.
    func code(_ changes: [String: String?] = [:]) async throws -> String {
        let browser = TestBrowser(self)
        _ = try await browser.signIn()
        let visit = try await browser.decide("allow", at: AuthorizationURL.text(changes))
        return visit.parameters["code"] ?? ""
    }
}
