import DocketCore
import DocketService
import HTTPTypes

/// What a browser keeps for the pages: who signed in, and a secret by which a form is known to
/// come from a page of ours.
///
/// Source: RFC 6265bis, section 4.1.3.2 (`__Host-`: only over a secure connection, only to this
/// host); OWASP, "Cross-Site Request Forgery Prevention".
struct Browser: Sendable {
    /// The cookie of a session.
    static let sessionName = "__Host-docket-session"
    private static let formName = "__Host-docket-form"

    /// What a page says to a form that did not come from it, or too late.
    static let staleWords = "The page was too old, or not of this site. Try again."

    /// What it keeps of a session; `nil` where it has none.
    let session: String?
    /// The secret of its forms.
    private let form: String
    /// Whether the secret is new, and has to be given to it.
    private let isNew: Bool

    /// The browser of a request.
    init(_ call: Call) {
        let cookies = Self.cookies(call.headers)
        session = cookies[Self.sessionName]
        if let known = cookies[Self.formName] {
            (form, isNew) = (known, false)
        } else {
            (form, isNew) = (Secret.random().text, true)
        }
    }

    /// What a form of a page has in it, so that only that page can have sent it: nobody else can
    /// read the cookies that it is made of.
    var csrf: String {
        let text = "form \(form) \(session ?? "")"
        return Base64.encodeURL(SecretHash(of: text).bytes)
    }

    /// Whether a form comes from a page of ours.
    func sent(_ form: FormBody, _ headers: HTTPFields) -> Bool {
        // Browsers say where a form was; it must not be another site's, whatever is in it.
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = headers[name],
            site != "same-origin", site != "none"
        {
            return false
        }
        guard !isNew, let sent = form["csrf"] else { return false }
        return ConstantTime.equal(Array(sent.utf8), Array(csrf.utf8))
    }

    /// The answer, with what the browser is to keep for its forms.
    func keeping(_ answer: Answer) -> Answer {
        isNew ? Self.setting(Self.formName, to: form, in: answer) : answer
    }

    /// The answer, with the session that the browser is to keep; no script can read it, and no
    /// other site's form sends it.
    static func keeping(_ session: Secret, in answer: Answer) -> Answer {
        setting(sessionName, to: session.text, in: answer)
    }

    /// The answer, with an end of what the browser has kept.
    static func forgetting(_ answer: Answer) -> Answer {
        var answer = setting(sessionName, to: "", in: answer, "; Max-Age=0")
        if let name = HTTPField.Name("Clear-Site-Data") {
            answer.headers[name] = #""cache", "storage""#
        }
        return answer
    }

    private static func setting(
        _ name: String, to value: String, in answer: Answer, _ more: String = ""
    ) -> Answer {
        var answer = answer
        answer.headers.append(
            HTTPField(
                name: .setCookie,
                value: "\(name)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax\(more)"))
        return answer
    }

    /// The cookies that are ours: 43 characters of base64url, each once.
    private static func cookies(_ headers: HTTPFields) -> [String: String] {
        var cookies: [String: String] = [:]
        for field in headers[values: .cookie] {
            for part in field.split(separator: ";") {
                let pair = part.trimmingSpaces.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, [sessionName, formName].contains(String(pair[0])),
                    pair[1].utf8.count == 43
                else { continue }
                cookies[String(pair[0])] = String(pair[1])
            }
        }
        return cookies
    }
}
