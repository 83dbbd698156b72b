import DocketCore
import HTTPTypes

/// Who says to ask for a token, and the proof of it (RFC 6749, section 2.3.1).
struct ClientCredentials {
    /// The client's id.
    let id: String
    /// Its secret; public clients have none.
    let secret: String?

    /// Reads them from the header or the body.
    ///
    /// A `client_id` beside the header is no second proof, so it is allowed if it says the same.
    /// A header of another scheme proves no client: programs that send their old access token
    /// with everything are not refused for it.
    ///
    /// - Throws: `.twoCredentials`; `.clientRefused` where there are none, or a header that
    ///   can't be read.
    init(_ headers: HTTPFields, _ form: FormBody) throws(TokenError) {
        guard let parameter = Self.basicParameter(headers) else {
            guard let id = form["client_id"] else { throw .clientRefused(clientID: nil) }
            self.id = id
            secret = form["client_secret"]
            return
        }
        guard let basic = Self.basic(parameter) else { throw .clientRefused(clientID: nil) }
        guard form["client_secret"] == nil, form["client_id"].map({ $0 == basic.id }) ?? true
        else { throw .twoCredentials }
        self = basic
    }

    private init(id: String, secret: String?) {
        self.id = id
        self.secret = secret
    }

    /// What stands behind `Basic` in the header; `nil` where the client did not come by it.
    static func basicParameter(_ headers: HTTPFields) -> Substring? {
        headers[.authorization].flatMap { Authorization.parameter(of: $0, scheme: "basic") }
    }

    /// Reads `id:secret` in base64, each encoded as in a form.
    private static func basic(_ parameter: Substring) -> ClientCredentials? {
        guard let bytes = Base64.decode(parameter),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let id = decode(bytes[..<colon]), !id.isEmpty,
            let secret = decode(bytes[(colon + 1)...])
        else { return nil }
        return ClientCredentials(id: id, secret: secret.isEmpty ? nil : secret)
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)
            .flatMap { PercentEncoding.decode(Substring($0), form: true) }
    }
}
