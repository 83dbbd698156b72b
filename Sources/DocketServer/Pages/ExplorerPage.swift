import DocketService
import HTTPTypes
import Hummingbird
import NIOCore

/// `/docs`: Swagger UI, which shows what `/openapi.json` describes, and tries it out on this
/// server.
struct ExplorerPage: Sendable {
    /// Whether people are told the token that everybody knows.
    let isSandbox: Bool

    /// The page and its files, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, "docs", .anyone, .showExplorer, { _ in answer }, choosesForm: true),
            Route(
                .get, "docs/explorer.js", .anyone, .showExplorerSettings, { _ in Self.script },
                choosesForm: true),
        ]
            + SwaggerUIFile.all.map { file in
                Route(
                    .get, "docs/\(file.name)", .anyone, .showExplorerFile,
                    { file.answer(to: $0) }, choosesForm: true)
            }
    }

    private var answer: Answer {
        guard !SwaggerUIFile.all.isEmpty else { return Self.absence.answer(.notFound) }
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        SecurityHeaders.explorer.complete(&headers)
        return Answer(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// What there is instead in a program that was compiled without the files.
    private static var absence: Page {
        Page(
            title: "No explorer", body: .message,
            values: [
                "text": "This program was compiled without Swagger UI. Run scripts/setup, then "
                    + "compile it again. The API is described at /openapi.json all the same."
            ])
    }

    private var text: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>API explorer – Docket</title>
        <link rel="icon" href="/docs/favicon-32x32.png">
        <link rel="stylesheet" href="/docs/swagger-ui.css">
        <link rel="stylesheet" href="/docs/index.css">
        </head>
        <body>
        <header class="swagger-ui"><div class="wrapper markdown">
        <noscript><p>The explorer needs JavaScript. The API is described at
        <a href="/openapi.json">/openapi.json</a>.</p></noscript>
        \(isSandbox ? Self.sandboxWords : Self.words)
        </div></header>
        <main id="explorer"\(isSandbox ? Self.sandboxClient : "")></main>
        <script src="/docs/swagger-ui-bundle.js"></script>
        <script src="/docs/explorer.js"></script>
        </body>
        </html>

        """
    }

    private static let words = """
        <p>What you try here is done on this server, with the token that you give to
        <strong>Authorize</strong>.</p>
        """

    private static let sandboxWords = """
        <p>This is the sandbox: try what you like. <strong>Authorize</strong> with the token
        <code>\(Sandbox.accessToken)</code>; or as the client <code>\(Sandbox.clientID)</code>,
        whose secret is <code>\(Sandbox.clientSecret)</code>; or as the user
        <code>\(Sandbox.userName)</code>, whose password is <code>\(Sandbox.password)</code>.</p>
        """

    private static let sandboxClient =
        #" data-client="\#(Sandbox.clientID)" data-secret="\#(Sandbox.clientSecret)""#

    private static var script: Answer {
        Answer(
            status: .ok,
            headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: scriptText)))
    }

    /// No validator, which is elsewhere; no token is kept for the next visit; nothing is taken from
    /// the page's address.
    private static let scriptText = """
        "use strict";
        const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
        document.documentElement.classList.toggle("dark-mode", isDark);
        const place = document.getElementById("explorer");
        const explorer = SwaggerUIBundle({
          domNode: place,
          url: "/openapi.json",
          oauth2RedirectUrl: location.origin + "/docs/oauth2-redirect.html",
          validatorUrl: null,
          persistAuthorization: false,
          queryConfigEnabled: false,
          deepLinking: true,
          docExpansion: "none",
          defaultModelsExpandDepth: 0,
          displayRequestDuration: true,
          filter: true,
          tryItOutEnabled: true,
        });
        explorer.initOAuth({
          clientId: place.dataset.client,
          clientSecret: place.dataset.secret,
          usePkceWithAuthorizationCodeGrant: true,
        });

        """
}
