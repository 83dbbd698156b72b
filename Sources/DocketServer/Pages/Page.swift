import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// A page for people: written on the server, without a script.
struct Page: Sendable {
    /// What the window is called, and the page's heading.
    let title: String
    /// What stands below it.
    let body: PageTemplate
    /// What the template names: texts, flags, and lists of texts.
    let values: [String: any Sendable]
    /// Origins beside this one to which a form of the page may lead, in the end.
    var formTargets: [String] = []
    /// Whether it is read rather than filled in, and may be as wide as is good for that.
    var isWide = false

    /// Where the pages' style is.
    static let stylePath = "auth/docket.css"

    /// The answer.
    func answer(_ status: HTTPResponse.Status) -> Answer {
        var values: [String: Any] = values
        values["title"] = title
        values["style"] = "/\(Self.stylePath)"
        values["wide"] = isWide
        let text = PageTemplate.library.render(values, withTemplate: body.rawValue) ?? ""
        return Answer(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private var headers: HTTPFields {
        var fields: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        SecurityHeaders.page(formTargets: formTargets).complete(&fields)
        return fields
    }
}

/// The pages' texts. What is put in is escaped.
enum PageTemplate: String, CaseIterable {
    case signIn, signedIn, account, consent, message, problem, problems
    case payment, tracking, gateway

    /// All of them, read once.
    static let library: MustacheLibrary = {
        MustacheContentTypes.register(EscapedText(), named: EscapedText.name)
        var templates: [String: MustacheTemplate] = [:]
        for template in allCases {
            let text = "{{% CONTENT_TYPE: \(EscapedText.name)}}\n" + top + template.text + bottom
            guard let parsed = try? MustacheTemplate(string: text) else {
                preconditionFailure("the template \(template) can't be read")
            }
            templates[template.rawValue] = parsed
        }
        return MustacheLibrary(templates: templates)
    }()

    private static let top = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{{title}} – Docket</title>
        <link rel="stylesheet" href="{{style}}">
        </head>
        <body>
        <main{{#wide}} class="wide"{{/wide}}>
        <h1>{{title}}</h1>

        """

    private static let bottom = """

        </main>
        </body>
        </html>

        """

    private var text: String {
        switch self {
        case .signIn:
            """
            {{#error}}<p class="error" role="alert">{{error}}</p>{{/error}}
            <form method="post" action="{{action}}">
            <input type="hidden" name="csrf" value="{{csrf}}">
            <label for="name">Name</label>
            <input id="name" name="name" value="{{name}}" autocomplete="username"
              autocapitalize="none" spellcheck="false" required maxlength="255" autofocus>
            <label for="password">Password</label>
            <input id="password" name="password" type="password"
              autocomplete="current-password" required maxlength="1024">
            <button type="submit">Sign in</button>
            </form>
            """
        case .signedIn:
            """
            <p>You are signed in as <strong>{{user}}</strong>.</p>
            <p><a href="{{account}}">Your account</a></p>
            <form method="post" action="/auth/sign-out">
            <input type="hidden" name="csrf" value="{{csrf}}">
            <button type="submit">Sign out</button>
            </form>
            """
        case .account: Self.accountText
        case .payment: Self.paymentText
        case .tracking: Self.trackingText
        case .gateway: Self.gatewayText
        case .consent:
            """
            <p><strong>{{client}}</strong> asks to act for you, <strong>{{user}}</strong>.</p>
            <h2>It could</h2>
            <ul>
            {{#scopes}}<li>{{.}}</li>
            {{/scopes}}</ul>
            <h2>{{#all}}For all companies{{/all}}{{^all}}For{{/all}}</h2>
            <ul>
            {{#companies}}<li>{{.}}</li>
            {{/companies}}{{#more}}<li>and {{more}} more</li>
            {{/more}}</ul>
            <p>It goes on to <code>{{target}}</code>,
            until you or an administrator take it back.</p>
            <form method="post" action="{{action}}">
            <input type="hidden" name="csrf" value="{{csrf}}">
            <button type="submit" name="decision" value="allow">Allow</button>
            <button type="submit" name="decision" value="deny" class="other">Deny</button>
            </form>
            """
        case .message:
            """
            <p>{{text}}</p>
            {{#account}}<p><a href="{{account}}">Your account</a></p>{{/account}}
            """
        case .problem:
            """
            <p>{{status}}</p>
            <h2>What it means</h2>
            <p>{{#meaning}}{{words}}{{#code}}<code>{{.}}</code>{{/code}}{{/meaning}}</p>
            <h2>What to do</h2>
            <p>{{#remedy}}{{words}}{{#code}}<code>{{.}}</code>{{/code}}{{/remedy}}</p>
            <h2>An example</h2>
            <pre><code>{{example}}</code></pre>
            <p><a href="/problems">All problems</a></p>
            """
        case .problems:
            """
            <p>Every refusal names one of these in its <code>type</code>.</p>
            <dl>
            {{#types}}<dt><a href="{{uri}}">{{type}}</a> {{status}}</dt>
            <dd>{{#meaning}}{{words}}{{#code}}<code>{{.}}</code>{{/code}}{{/meaning}}</dd>
            {{/types}}</dl>
            """
        }
    }

    private static let accountText = """
        {{#error}}<p class="error" role="alert">{{error}}</p>{{/error}}
        <p>You are signed in as <strong>{{user}}</strong>.</p>
        <form method="post" action="/auth/sign-out">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <button type="submit">Sign out</button>
        </form>
        <h2>Change your password</h2>
        <form method="post" action="/auth/account/password">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <input value="{{user}}" autocomplete="username" readonly hidden>
        <label for="password">Current password</label>
        <input id="password" name="password" type="password"
          autocomplete="current-password" required maxlength="{{longest}}">
        <label for="new-password">New password</label>
        <input id="new-password" name="new-password" type="password"
          autocomplete="new-password" required
          minlength="{{shortest}}" maxlength="{{longest}}">
        <p>A new password signs you out everywhere else, and ends what clients may do for you.</p>
        <button type="submit">Change password</button>
        </form>
        <h2>Where you are signed in</h2>
        <ul>
        <li><strong>This browser</strong>, since {{since}}</li>
        {{#sessions}}<li>Since {{since}}, last used {{seen}}
        <form method="post" action="/auth/account/end-session">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <input type="hidden" name="session" value="{{id}}">
        <button type="submit" class="other">Sign out there</button>
        </form></li>
        {{/sessions}}</ul>
        {{#hasOthers}}<form method="post" action="/auth/account/end-other-sessions">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <button type="submit" class="other">Sign out everywhere else</button>
        </form>{{/hasOthers}}
        <h2>Clients that act for you</h2>
        {{^hasFamilies}}<p>None.</p>{{/hasFamilies}}
        {{#hasFamilies}}<ul>
        {{#families}}<li><strong>{{client}}</strong>, since {{since}}, may
        <ul>
        {{#scopes}}<li>{{.}}</li>
        {{/scopes}}{{^scopes}}<li>do nothing any more</li>
        {{/scopes}}</ul>
        <form method="post" action="/auth/account/revoke-tokens">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <input type="hidden" name="family" value="{{id}}">
        <button type="submit" class="other">Take it back</button>
        </form></li>
        {{/families}}</ul>{{/hasFamilies}}
        """
}

/// What is put into a page, as text or within quotes. Mustache's own rule looks at what a reader
/// takes for one character, so that a `<` hides from it behind a mark that joins it.
private struct EscapedText: MustacheContentType {
    /// What the templates call it.
    static let name = "ESCAPED"

    func escapeText(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// How the pages look.
struct PageStyle: Sendable {
    /// The style's address, for the table of routes.
    var routes: [Route] {
        [
            Route(
                .get, "auth/docket.css", .anyone, .showStyle, { _ in Self.answer },
                choosesForm: true)
        ]
    }

    private static var answer: Answer {
        Answer(
            status: .ok,
            headers: [
                .contentType: "text/css; charset=utf-8", .cacheControl: "max-age=3600",
                .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text + PageTemplate.customerStyle))
        )
    }

    private static let text = """
        :root { color-scheme: light dark; --ink: #1c1c1e; --paper: #fff; --line: #767680;
          --accent: #0a5ad6; --error: #b00020; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #f2f2f7; --paper: #1c1c1e; --line: #8e8e93; --accent: #8ab4ff;
            --error: #ff8a9b; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 26rem; margin: 0 auto; padding: 2rem 1rem; overflow-wrap: anywhere; }
        main.wide { max-width: 44rem; }
        h1 { font-size: 1.5rem; margin: 0 0 1rem; }
        h2 { font-size: 1rem; margin: 1rem 0 0; }
        form + h2, ul + h2 { margin-top: 2.5rem; }
        a { color: var(--accent); }
        [hidden] { display: none; }
        ul { margin: .25rem 0 1rem; padding-left: 1.25rem; }
        p + h2 { margin-top: 1.5rem; }
        h2 + p { margin-top: .25rem; }
        dt { font-weight: 600; }
        dd { margin: 0 0 1rem; }
        code { font: .9em/1.5 ui-monospace, monospace; }
        pre { margin: .5rem 0 1.5rem; padding: .75rem; white-space: pre-wrap;
          border: 1px solid var(--line); border-radius: .4rem; }
        label { display: block; margin-top: 1rem; font-weight: 600; }
        input { display: block; width: 100%; margin-top: .25rem; padding: .6rem; font: inherit;
          color: inherit; background: transparent; border: 1px solid var(--line);
          border-radius: .4rem; }
        button { width: 100%; margin-top: 1rem; padding: .7rem; font: inherit; font-weight: 600;
          color: var(--paper); background: var(--accent); border: 1px solid var(--accent);
          border-radius: .4rem; cursor: pointer; }
        button.other { color: var(--accent); background: transparent; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .error { color: var(--error); font-weight: 600; }

        """
}
