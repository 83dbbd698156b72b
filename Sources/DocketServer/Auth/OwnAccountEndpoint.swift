import DocketCore
import DocketService
import HTTPTypes

/// Where people who have signed in change their password, and see and end what else they have by
/// it.
///
/// Source: ASVS 5.0, 6.2.2, 6.2.3 and 7.4.3.
struct OwnAccountEndpoint: Sendable {
    let account: OwnAccount
    let sessions: Sessions
    let log: SecurityLog

    /// Where the page is.
    static let path = "auth/account"
    private static let bodyBytesMax = 16 << 10

    /// All of it, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, "auth/account", .anyone, .showAccount, get, choosesForm: true),
            Route(
                .post, "auth/account/password", .anyone, .changePassword, changePassword,
                choosesForm: true),
            Route(
                .post, "auth/account/end-session", .anyone, .endSession, endSession,
                choosesForm: true),
            Route(
                .post, "auth/account/end-other-sessions", .anyone, .endOtherSessions,
                endOtherSessions,
                choosesForm: true),
            Route(
                .post, "auth/account/revoke-tokens", .anyone, .revokeClientTokens, revokeTokens,
                choosesForm: true),
        ]
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        guard let visit = try await visit(call) else { return Self.toSignIn }
        return try await page(visit)
    }

    @Sendable private func changePassword(_ call: Call) async throws -> Answer {
        try await answering(call) { visit, form in
            let session: Secret
            do {
                session = try await account.changePassword(
                    form["password"] ?? "", to: form["new-password"] ?? "", of: visit.session,
                    from: call.address, at: call.now)
            } catch {
                guard let refusal = Refusal(error) else { throw error }
                if let event = SecurityEvent(refused: error) { log.note(event, of: call) }
                return try await page(visit, refusal)
            }
            log.note(.passwordChanged(user: visit.session.userName), of: call)
            return Browser.keeping(session, in: Self.passwordChanged)
        }
    }

    @Sendable private func endSession(_ call: Call) async throws -> Answer {
        try await answering(call) { visit, form in
            if let id = form["session"].flatMap({ GUID($0) }) {
                try await account.endSession(id, of: visit.session)
            }
            return Self.toPage
        }
    }

    @Sendable private func endOtherSessions(_ call: Call) async throws -> Answer {
        try await answering(call) { visit, _ in
            try await account.endOtherSessions(of: visit.session)
            return Self.toPage
        }
    }

    @Sendable private func revokeTokens(_ call: Call) async throws -> Answer {
        try await answering(call) { visit, form in
            if let family = form["family"].flatMap({ GUID($0) }) {
                try await account.revokeTokens(family: family, of: visit.session, at: call.now)
            }
            return Self.toPage
        }
    }

    // MARK: - Who is there

    /// Somebody who has signed in looks at the page, or sends a form of it.
    private struct Visit {
        let browser: Browser
        let session: Session
        let now: Timestamp
    }

    private func visit(_ call: Call) async throws -> Visit? {
        let browser = Browser(call)
        guard let text = browser.session,
            let session = try await sessions.session(text, at: call.now)
        else { return nil }
        return Visit(browser: browser, session: session, now: call.now)
    }

    /// Has a form do what it is for, if it comes from the page of who has signed in.
    private func answering(
        _ call: Call, _ change: (Visit, FormBody) async throws -> Answer
    ) async throws -> Answer {
        let body = try await call.body(limit: Self.bodyBytesMax)
        guard let visit = try await visit(call) else { return Self.toSignIn }
        guard let form = try? FormBody(body), visit.browser.sent(form, call.headers) else {
            return try await page(visit, .stale)
        }
        return try await change(visit, form)
    }

    // MARK: - Answers

    private static var toSignIn: Answer { SignInEndpoint.redirect(backTo: "/\(path)") }

    private static var toPage: Answer {
        Answer.empty(.seeOther).adding(.location, "/\(path)").adding(.cacheControl, "no-store")
    }

    private static var passwordChanged: Answer {
        let text = """
            Your new password holds from now on. Wherever else you were signed in, you are signed \
            out, and no client acts for you any more.
            """
        return Page(
            title: "Password changed", body: .message,
            values: ["text": text, "account": "/\(path)"]
        ).answer(.ok)
    }

    /// The page, and above it why a form did nothing.
    private func page(_ visit: Visit, _ refusal: Refusal? = nil) async throws -> Answer {
        let overview = try await account.overview(of: visit.session, at: visit.now)
        var values: [String: any Sendable] = [
            "user": visit.session.userName, "csrf": visit.browser.csrf,
            "shortest": User.passwordCharactersMin, "longest": User.passwordBytesMax,
            "since": visit.session.signedInAt.minuteWords,
            "hasOthers": !overview.otherSessions.isEmpty,
            "sessions": overview.otherSessions.map { Self.values(of: $0) },
            "hasFamilies": !overview.families.isEmpty,
            "families": overview.families.map { Self.values(of: $0) },
        ]
        if let refusal { values["error"] = refusal.words }
        let page = Page(title: "Your account", body: .account, values: values)
        let answer = visit.browser.keeping(page.answer(refusal?.status ?? .ok))
        return refusal?.seconds.map { answer.adding(.retryAfter, "\($0)") } ?? answer
    }

    private static func values(of session: Session) -> [String: any Sendable] {
        [
            "id": "\(session.id)", "since": session.signedInAt.minuteWords,
            "seen": session.seenAt.minuteWords,
        ]
    }

    private static func values(of family: TokenFamily) -> [String: any Sendable] {
        [
            "id": "\(family.id)", "client": family.clientName,
            "since": family.since.minuteWords,
            "scopes": family.scopes.scopes.map(\.words),
        ]
    }

    /// Why a form did nothing, as the person reads it.
    fileprivate struct Refusal {
        let status: HTTPResponse.Status
        let words: String
        /// After how many seconds to try again.
        var seconds: Int64?

        static let stale = Refusal(
            status: .forbidden, words: Browser.staleWords)
    }
}

extension OwnAccountEndpoint.Refusal {
    /// Why a password was not changed; `nil` for what is no fault of who typed it.
    fileprivate init?(_ error: any Error) {
        switch error {
        case TokenError.signInDelayed(let seconds, _):
            self.init(
                status: .tooManyRequests,
                words: "Too many wrong passwords. Try again in \(seconds) seconds.",
                seconds: seconds)
        case TokenError.signInRefused:
            self.init(status: .unauthorized, words: "The current password is wrong.")
        case AccessError.passwordTooShort(let characters):
            self.init(
                status: .badRequest,
                words: "The new password is too short. It needs at least \(characters) characters.")
        case AccessError.passwordTooLong(let bytes):
            self.init(
                status: .badRequest,
                words: "The new password is too long. It may have at most \(bytes) bytes.")
        case AccessError.passwordUsual:
            self.init(
                status: .badRequest,
                words: "The new password is one of those that many people take, and that others "
                    + "try first. Choose another.")
        case AccessError.passwordOfNames:
            self.init(
                status: .badRequest,
                words: "The new password is made of names that go with you: your own, your "
                    + "company's or Docket's. Choose another.")
        default:
            return nil
        }
    }
}
