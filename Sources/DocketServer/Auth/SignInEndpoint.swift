import DocketCore
import DocketService
import HTTPTypes

/// Where people sign in with a browser, and out again.
///
/// Source: contract, section 7.
struct SignInEndpoint: Sendable {
    let signIn: SignIn
    let sessions: Sessions
    /// Where it is told who signed in.
    let log: SecurityLog

    /// Where people sign in.
    static let path = "auth/sign-in"
    private static let bodyBytesMax = 16 << 10

    /// All of it, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, "auth/sign-in", .anyone, .showSignIn, get, choosesForm: true),
            Route(.post, "auth/sign-in", .anyone, .signIn, post, choosesForm: true),
            Route(.post, "auth/sign-out", .anyone, .signOut, signOut, choosesForm: true),
        ]
    }

    /// The way to the page and back.
    ///
    /// - Parameter target: path and query of a page of this server.
    static func redirect(backTo target: String) -> Answer {
        Answer.empty(.seeOther)
            .adding(.location, "/\(path)?return=\(PercentEncoding.encode(target))")
            .adding(.cacheControl, "no-store")
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        let browser = Browser(call)
        let target = Self.target(call)
        if target == nil, let text = browser.session,
            let session = try await sessions.session(text, at: call.now)
        {
            return browser.keeping(
                Page(
                    title: "Signed in", body: .signedIn,
                    values: [
                        "user": session.userName, "csrf": browser.csrf,
                        "account": "/\(OwnAccountEndpoint.path)",
                    ]
                ).answer(.ok))
        }
        return page(browser, target, status: .ok)
    }

    @Sendable private func post(_ call: Call) async throws -> Answer {
        let browser = Browser(call)
        let target = Self.target(call)
        let form: FormBody
        do {
            form = try FormBody(try await call.body(limit: Self.bodyBytesMax))
        } catch is TokenError {
            return page(browser, target, error: Browser.staleWords, status: .badRequest)
        }
        guard browser.sent(form, call.headers) else {
            return page(browser, target, error: Browser.staleWords, status: .forbidden)
        }
        let name = form["name"] ?? ""
        do {
            let user = try await signIn.user(
                name, password: form["password"] ?? "", from: call.address, at: call.now)
            let session = try await sessions.begin(
                of: user, instead: browser.session, at: call.now)
            log.note(.signInTaken(user: user.name, .page), of: call)
            return Browser.keeping(
                session,
                in: Answer.empty(.seeOther).adding(.location, target ?? "/\(Self.path)")
                    .adding(.cacheControl, "no-store"))
        } catch {
            guard let event = SecurityEvent(refused: error) else { throw error }
            log.note(event, of: call)
            if case TokenError.signInDelayed(let seconds, _) = error {
                return page(
                    browser, target, name: name,
                    error: "Too many wrong passwords. Try again in \(seconds) seconds.",
                    status: .tooManyRequests
                ).adding(.retryAfter, "\(seconds)")
            }
            return page(
                browser, target, name: name, error: "The name or the password is wrong.",
                status: .unauthorized)
        }
    }

    @Sendable private func signOut(_ call: Call) async throws -> Answer {
        let browser = Browser(call)
        let body = try await call.body(limit: Self.bodyBytesMax)
        guard let form = try? FormBody(body), browser.sent(form, call.headers) else {
            return page(browser, nil, error: Browser.staleWords, status: .forbidden)
        }
        if let session = browser.session { try await sessions.end(session) }
        return Browser.forgetting(
            Page(title: "Signed out", body: .message, values: ["text": "You are signed out."])
                .answer(.ok))
    }

    private func page(
        _ browser: Browser, _ target: String?, name: String = "", error: String? = nil,
        status: HTTPResponse.Status
    ) -> Answer {
        let action =
            target.map { "/\(Self.path)?return=\(PercentEncoding.encode($0))" } ?? "/\(Self.path)"
        var values: [String: any Sendable] = [
            "action": action, "csrf": browser.csrf, "name": name,
        ]
        if let error { values["error"] = error }
        return browser.keeping(
            Page(title: "Sign in", body: .signIn, values: values).answer(status))
    }

    /// Where the person wants to go: a page of this server, and nowhere else.
    private static func target(_ call: Call) -> String? {
        guard let query = try? call.query(),
            let target = query.first(where: { $0.name == "return" })?.value,
            target.hasPrefix("/"), !target.hasPrefix("//"),
            target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return target
    }
}
