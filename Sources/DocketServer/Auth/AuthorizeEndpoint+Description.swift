import DocketCore
import DocketJSON
import HTTPTypes

// The pages, in the words of docs/api/tokens.md.

extension OperationDescription {
    static let askOrdersConsent = question("askOrdersConsent")
    static let askParcelsConsent = question("askParcelsConsent")
    static let giveOrdersConsent = consent("giveOrdersConsent")
    static let giveParcelsConsent = consent("giveParcelsConsent")

    private static func question(_ id: String) -> OperationDescription {
        OperationDescription(
            id, .pages, "Asks a person to allow a client something",
            "The person signs in first. The answer goes to the client by the browser, as `code`, "
                + "`access_token` or `error`.",
            parameters: ParameterDescription.authorization(needsClient: true),
            answers: [
                .redirect("The way to the sign-in, or back to the client."),
                .page(.ok, "The question.", headers: [.setCookie]),
                .page(.badRequest, "The client or the redirect is not known."),
            ])
    }

    private static func consent(_ id: String) -> OperationDescription {
        OperationDescription(
            id, .pages, "Takes the person's answer",
            "Of the page's form. A request that a client sends as a form is asked as all others.",
            parameters: ParameterDescription.authorization(needsClient: false),
            body: .pageForm(.consentForm),
            answers: [
                .page(.forbidden, "The page was too old, or not of this site."),
                .redirect("The way back to the client, or to the question."),
                .page(.badRequest, "The client or the redirect is not known."),
            ])
    }
}

extension OperationDescription {
    static let showSignIn = OperationDescription(
        "showSignIn", .pages, "Asks for name and password", "Or shows who is signed in.",
        parameters: [.returnTo],
        answers: [.page(.ok, "The page.", headers: [.setCookie])])

    static let signIn = OperationDescription(
        "signIn", .pages, "Signs in", "With the form of the page.",
        parameters: [.returnTo],
        body: .pageForm(
            .pageForm(
                "SignInForm", .field("name", "The name.", "sandbox@example.test"),
                .field("password", "The password.", "sandbox-password"))),
        answers: [
            .page(.forbidden, "The page was too old, or not of this site.", headers: [.setCookie]),
            .redirect("The way to where the person wanted to go.", headers: [.setCookie]),
            .page(.badRequest, "The form is not well formed.", headers: [.setCookie]),
            .page(.unauthorized, "The name or the password is wrong.", headers: [.setCookie]),
            .page(
                .tooManyRequests, "Too many wrong passwords came before.",
                headers: [.setCookie]),
        ])

    static let signOut = OperationDescription(
        "signOut", .pages, "Signs out", "The browser forgets all that it keeps of the site.",
        body: .pageForm(.pageForm("SignOutForm")),
        answers: [
            .page(.forbidden, "The page was too old, or not of this site.", headers: [.setCookie]),
            .page(.ok, "Signed out.", headers: [.setCookie, .clearSiteData]),
        ])

    static let showStyle = OperationDescription(
        "showStyle", .pages, "Says how the pages look",
        answers: [
            AnswerDescription(
                status: .ok, words: "The style.",
                contents: [.text("text/css", "body { margin: 0 }\n")])
        ])
}

extension OperationDescription {
    static let showAccount = OperationDescription(
        "showAccount", .pages, "Shows who is signed in their account",
        "Others sign in first.",
        answers: [
            .redirect("The way to the sign-in."),
            .page(.ok, "The page.", headers: [.setCookie]),
        ])

    static let changePassword = account(
        "changePassword", "Changes the password",
        "All other sign-ins end, and all tokens of the person.",
        .pageForm(
            "PasswordForm", .field("password", "The current one.", "sandbox-password"),
            .field("new-password", "The new one.", "correct horse battery")),
        and: [
            .page(.ok, "It is changed.", headers: [.setCookie]),
            .page(.badRequest, "The new password is not taken.", headers: [.setCookie]),
            .page(.unauthorized, "The current password is wrong.", headers: [.setCookie]),
            .page(
                .tooManyRequests, "Too many wrong passwords came before.",
                headers: [.setCookie]),
        ])

    static let endSession = account(
        "endSession", "Ends another sign-in", "",
        .pageForm(
            "EndSessionForm",
            .field("session", "Its Id, as the page has it.", PathKey.user.example)))

    static let endOtherSessions = account(
        "endOtherSessions", "Ends all other sign-ins", "",
        .pageForm("EndOtherSessionsForm"))

    static let revokeClientTokens = account(
        "revokeClientTokens", "Takes back what a client got", "",
        .pageForm(
            "RevokeTokensForm",
            .field("family", "Of which sign-in, as the page has it.", PathKey.user.example)))

    private static func account(
        _ id: String, _ summary: String, _ words: String, _ form: NamedSchema,
        and more: [AnswerDescription] = []
    ) -> OperationDescription {
        OperationDescription(
            id, .pages, summary, words, body: .pageForm(form),
            answers: [
                .redirect("The way to the account, or to the sign-in."),
                .page(
                    .forbidden, "The page was too old, or not of this site.",
                    headers: [.setCookie]),
            ] + more)
    }
}

extension NamedSchema {
    fileprivate static let consentForm = pageForm(
        "ConsentForm", .field("decision", "`allow`, or anything else for no.", "allow"))

    /// A form of a page, which has in it what shows that it comes from there.
    fileprivate static func pageForm(
        _ name: String, _ fields: Schema.Property...
    ) -> NamedSchema {
        NamedSchema(name, .object([.field("csrf", "What the page has in it.", "…")] + fields))
    }
}

extension Schema.Property {
    fileprivate static func field(_ name: String, _ words: String, _ example: JSONValue) -> Self {
        formText(name, words, example, isRequired: false)
    }
}

extension BodyDescription {
    /// A form of a page.
    fileprivate static func pageForm(_ form: NamedSchema) -> BodyDescription {
        .form(form, form.schema.sample ?? [:], isRequired: false)
    }
}

extension ParameterDescription {
    /// What a client asks for.
    ///
    /// - Parameter needsClient: whether it must say here which it is; a form may say it, too.
    fileprivate static func authorization(needsClient: Bool) -> [ParameterDescription] {
        let client = ParameterDescription(
            needsClient ? "client_id" : "client_id-or-none", name: "client_id", .query,
            "Which client asks.", Schema("string").example("sandbox"), isRequired: needsClient,
            isProposed: true)
        return [client] + wishes
    }

    private static let wishes = [
        parameter(
            "response_type", "`code`, or `token` for clients that are registered for it.",
            "code"),
        ParameterDescription(
            name: "redirect_uri", .query,
            "Where the answer goes, as registered; it may be left out where one is.",
            Schema("string").example("http://127.0.0.1/callback"), isProposed: true),
        parameter("scope", "What is asked for, with spaces between.", "orders.read"),
        ParameterDescription(
            name: "company", .query, "For which Companies.",
            Schema.array(of: Schema("string")).example(["14146"])),
        parameter(
            "code_challenge", "Needed for a code (RFC 7636).",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        parameter("code_challenge_method", "Only `S256`.", "S256"),
        parameter("state", "Comes back in the redirect; 2,000 bytes at most.", "af0ifjsldkj"),
        parameter("nonce", "Comes back in the `id_token`; 2,000 bytes at most.", "n-0S6_WzA2Mj"),
        parameter("prompt", "`none`: an error instead of a page; `login`: a new sign-in.", "login"),
        parameter("max_age", "How old the sign-in may be, in seconds.", "3600"),
    ]

    fileprivate static let returnTo = parameter(
        "return", "The page of this server where the person wants to go.", "/auth/account")

    private static func parameter(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> ParameterDescription {
        ParameterDescription(name: name, .query, words, Schema("string").example(example))
    }
}
