import DocketCore
import DocketService
import HTTPTypes

/// Where a client sends a person's browser, to be allowed something; and where the person answers.
///
/// Source: contract, section 7; RFC 6749, sections 4.1.1 and 4.2.1; RFC 9700, section 2.1.
struct AuthorizeEndpoint: Sendable {
    let authorizations: Authorizations
    let sessions: Sessions
    let issuer: Issuer
    /// Where it is told who allowed what.
    let log: SecurityLog

    private static let bodyBytesMax = 64 << 10

    /// Both paths, for the table of routes; they differ in how long a token in the redirect is
    /// good for.
    var routes: [Route] {
        [
            Route(
                .get, "auth/connect/authorize", .anyone, .askParcelsConsent, parcels(get),
                choosesForm: true),
            Route(
                .post, "auth/connect/authorize", .anyone, .giveParcelsConsent, parcels(post),
                choosesForm: true),
            Route(
                .get, "v1/oauth2/authorize", .anyone, .askOrdersConsent, orders(get),
                choosesForm: true),
            Route(
                .post, "v1/oauth2/authorize", .anyone, .giveOrdersConsent, orders(post),
                choosesForm: true),
        ]
    }

    private typealias Handler = @Sendable (Call, Int64) async throws -> Answer

    private func parcels(_ handler: @escaping Handler) -> @Sendable (Call) async throws -> Answer {
        { call in try await handler(call, TokenEndpoint.Life.parcels) }
    }

    private func orders(_ handler: @escaping Handler) -> @Sendable (Call) async throws -> Answer {
        { call in try await handler(call, TokenEndpoint.Life.orders) }
    }

    // MARK: - The question

    /// Asks the person, who has to sign in first.
    @Sendable private func get(_ call: Call, _: Int64) async throws -> Answer {
        try await answer(call) { dialogue in
            let browser = Browser(call)
            let request = dialogue.request
            guard let session = try await session(browser, request, call) else {
                guard !request.prompts.contains(.none) else {
                    throw AuthorizationError.signInNeeded
                }
                return SignInEndpoint.redirect(backTo: Self.withoutPrompt(call))
            }
            let question = try await authorizations.question(
                request, of: dialogue.client, to: session.userName)
            guard !request.prompts.contains(.none) else {
                throw AuthorizationError.consentNeeded
            }
            return browser.keeping(
                page(question, dialogue, session, csrf: browser.csrf, call).answer(.ok))
        }
    }

    /// Takes the person's answer. A request that a client sends as a form is asked as all others.
    @Sendable private func post(_ call: Call, _ lifeSeconds: Int64) async throws -> Answer {
        let body = try await call.body(limit: Self.bodyBytesMax)
        guard let form = try? FormBody(body) else { return Self.message(.badRequest, .malformed) }
        guard let decision = form["decision"] else {
            let query = String(decoding: body, as: UTF8.self)
            guard query.utf8.count <= 8192, query.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { return Self.message(.badRequest, .malformed) }
            return Answer.empty(.seeOther).adding(.location, "\(call.rawPath)?\(query)")
        }
        return try await answer(call) { dialogue in
            let browser = Browser(call)
            guard browser.sent(form, call.headers),
                let session = try await session(browser, dialogue.request, call)
            else { return Self.message(.forbidden, .stale) }
            let client = dialogue.client.id
            guard decision == "allow" else {
                log.note(
                    .authorizationDenied(client: client, user: session.userName), of: call)
                throw AuthorizationError.denied
            }
            let grant = try await authorizations.grant(
                dialogue.request, to: dialogue.client, redirectURI: dialogue.askedRedirect,
                by: session, lifeSeconds: lifeSeconds, at: call.now)
            log.note(.authorizationAllowed(client: client, user: session.userName), of: call)
            if case .token(let token) = grant {
                log.note(
                    .tokenGiven(
                        .implicit, client: client, user: token.userName,
                        scopes: token.allowance.scopes),
                    of: call)
            }
            return sendBack(dialogue.place, Self.parameters(of: grant), call)
        }
    }

    /// Who has signed in, and not too long ago for the client.
    private func session(
        _ browser: Browser, _ request: AuthorizationRequest, _ call: Call
    ) async throws -> Session? {
        guard let text = browser.session,
            let session = try await sessions.session(text, at: call.now),
            !request.needsSignIn(since: session.signedInAt, at: call.now),
            !request.prompts.contains(.login)
        else { return nil }
        return session
    }

    private func page(
        _ question: Authorizations.Question, _ dialogue: Dialogue, _ session: Session,
        csrf: String, _ call: Call
    ) -> Page {
        let redirect = dialogue.place.redirect
        var values: [String: any Sendable] = [
            "client": dialogue.client.name, "user": session.userName, "csrf": csrf,
            "scopes": question.allowance.scopes.scopes.map(\.words),
            "companies": question.companies, "target": redirect.origin,
            "action": "\(call.rawPath)?\(call.rawQuery)",
        ]
        if case .some(let companies) = question.allowance.companies {
            let more = companies.count - question.companies.count
            if more > 0 { values["more"] = "\(more)" }
        } else {
            values["all"] = true
        }
        return Page(
            title: "Allow access?", body: .consent, values: values,
            formTargets: [redirect.origin])
    }

    /// The request without its wish for a new sign-in, which has been met when it comes back.
    private static func withoutPrompt(_ call: Call) -> String {
        let query = call.rawQuery.split(separator: "&").filter { !$0.hasPrefix("prompt=") }
        return "\(call.rawPath)?\(query.joined(separator: "&"))"
    }

    // MARK: - The way back

    /// Where the answer goes, and in which part of the address.
    private struct Place {
        let redirect: RedirectURI
        let isInFragment: Bool
        let state: String?
    }

    /// A request that is known to be a client's.
    private struct Dialogue {
        let client: Client
        let place: Place
        /// The parameter `redirect_uri`; `nil` where it is absent.
        let askedRedirect: String?
        let request: AuthorizationRequest
    }

    /// Reads the request and answers it; a refusal goes to the client by the browser, but only
    /// once it is sure where the client is.
    private func answer(
        _ call: Call, _ body: (Dialogue) async throws -> Answer
    ) async throws -> Answer {
        guard let form = try? FormBody(Array(call.rawQuery.utf8)) else {
            return Self.message(.badRequest, .malformed)
        }
        let client: Client
        let redirect: RedirectURI
        do {
            (client, redirect) = try await authorizations.client(
                form["client_id"], redirectURI: form["redirect_uri"])
        } catch let refusal as Authorizations.Refusal {
            return Self.message(.badRequest, refusal == .clientUnknown ? .client : .redirect)
        }
        let state = form["state"].flatMap {
            $0.utf8.count <= AuthorizationRequest.echoBytesMax ? $0 : nil
        }
        let place = Place(
            redirect: redirect, isInFragment: form["response_type"] == "token", state: state)
        do {
            guard state != nil || form["state"] == nil else {
                throw AuthorizationError.invalid(parameter: "state")
            }
            let request = try AuthorizationRequest(
                { form[$0] }, companies: form.companies, state: state)
            return try await body(
                Dialogue(
                    client: client, place: place, askedRedirect: form["redirect_uri"],
                    request: request))
        } catch let error as AuthorizationError {
            return sendBack(
                place, [("error", error.code), ("error_description", "\(error)")], call)
        } catch let error as TokenError {
            let code = error.code.rawValue
            return sendBack(place, [("error", code), ("error_description", "\(error)")], call)
        } catch is Authorizations.Refusal {
            return Self.message(.badRequest, .client)
        }
    }

    private static func parameters(
        of grant: Authorizations.Grant
    ) -> [(name: String, value: String)] {
        switch grant {
        case .code(let code):
            [("code", code)]
        case .token(let token):
            [
                ("access_token", token.accessToken), ("token_type", "Bearer"),
                ("expires_in", "\(token.lifeSeconds ?? 0)"),
                ("scope", token.allowance.scopes.description),
            ]
        }
    }

    /// Sends the browser back, with the client's `state` and with our name, by which a client of
    /// several servers knows whose answer it is (RFC 9207).
    private func sendBack(
        _ place: Place, _ parameters: [(name: String, value: String)], _ call: Call
    ) -> Answer {
        let all =
            parameters + (place.state.map { [("state", $0)] } ?? [])
            + [("iss", issuer.name(for: call))]
        let query = all.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let uri = place.redirect.text
        let separator = place.isInFragment ? "#" : uri.contains("?") ? "&" : "?"
        var answer = Answer.empty(.seeOther).adding(.location, uri + separator + query)
            .adding(.cacheControl, "no-store")
        if let name = HTTPField.Name("Referrer-Policy") { answer.headers[name] = "no-referrer" }
        return answer
    }

    // MARK: - What leads nowhere

    private enum Trouble: String {
        case malformed = "The address that led here is not well formed."
        case client = "The program that led here is not known."
        case redirect = "The program that led here is not registered for the address it gave."
        case stale = "The page was too old, or not of this site. Go back and try again."
    }

    private static func message(_ status: HTTPResponse.Status, _ trouble: Trouble) -> Answer {
        Page(title: "That did not work", body: .message, values: ["text": trouble.rawValue])
            .answer(status)
    }
}

extension Scope {
    /// What a person is asked to allow, and has allowed.
    var words: String {
        switch self {
        case .ordersRead: "read orders"
        case .ordersWrite: "make, change and cancel orders"
        case .ordersProcess: "process and ship orders"
        case .directoryRead: "read customers, locations and employees"
        case .directoryWrite: "change customers, locations and employees"
        case .publicAPI: "quote and order parcels"
        case .payment: "pay, and see the balance"
        case .admin: "do everything, and manage clients, users and webhooks"
        case .openID: "know who you are"
        }
    }
}
