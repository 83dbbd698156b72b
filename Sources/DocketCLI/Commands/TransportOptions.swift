import ArgumentParser
import DocketCore
import DocketServer

/// How a server is reached: by which name, by TLS or without, and by whose scripts.
struct TransportOptions: ParsableArguments {
    @Option(
        name: .customLong("public-url"),
        help: ArgumentHelp(
            "The address under which clients know the server, such as https://orders.example. "
                + "(default: the one that each request names)",
            valueName: "url"))
    var publicURL: String?

    @Option(
        help: ArgumentHelp(
            "A PEM file with the server's certificate, then those by which it is signed. With it "
                + "and a key the server speaks TLS, and nothing else.",
            valueName: "file"))
    var tlsCertificate: String?

    @Option(
        help: ArgumentHelp(
            "A PEM file with the certificate's private key, without a passphrase.",
            valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "subdomains or host: for which hosts browsers are told to come by TLS only, this one "
                + "with all below it or this one alone. (default: subdomains)"))
    var hsts: String?

    @Option(
        name: .customLong("cors-origin"),
        help: ArgumentHelp(
            "An origin whose scripts may use the API in a browser, such as https://app.example; "
                + "may be given again, and with commas between.",
            valueName: "origin"))
    var corsOrigin: [String] = []

    private enum HSTS: String, CaseIterable { case subdomains, host }

    /// TLS, where a certificate and a key are given.
    ///
    /// - Throws: `ValidationError`, `CertificateRefusal`.
    func tls(_ settings: Settings) throws -> TLSSettings? {
        let scope = try settings.choice("hsts", flag: hsts, default: HSTS.subdomains)
        let certificate = settings.string("tls-certificate", flag: tlsCertificate, default: "")
        let key = settings.string("tls-key", flag: tlsKey, default: "")
        if certificate.isEmpty, key.isEmpty { return nil }
        guard !certificate.isEmpty, !key.isEmpty else {
            throw ValidationError("tls-certificate and tls-key go together: one of them is missing")
        }
        return TLSSettings(
            certificate: try ServerCertificate(certificatePath: certificate, keyPath: key),
            coversSubdomains: scope == .subdomains)
    }

    /// The address under which clients know the server, without a slash at its end; `nil` where it
    /// is not said.
    ///
    /// - Throws: `ValidationError`.
    func publicURL(_ settings: Settings) throws -> String? {
        let text = settings.string("public-url", flag: publicURL, default: "")
        guard !text.isEmpty else { return nil }
        let url = text.hasSuffix("/") ? String(text.dropLast()) : text
        let parts = url.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, ["https", "http"].contains(parts[0]),
            parts[1].utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !parts[1].contains(where: { "/?#@\"".contains($0) })
        else {
            throw ValidationError(
                "public-url must be such as https://orders.example, not '\(text)'")
        }
        return url
    }

    /// Whose scripts may use the API.
    ///
    /// - Throws: `ValidationError`.
    func origins(_ settings: Settings) throws -> [WebOrigin] {
        let text = settings.string(
            "cors-origin", flag: corsOrigin.isEmpty ? nil : corsOrigin.joined(separator: ","),
            default: "")
        return try text.split(separator: ",").map { part in
            guard let origin = WebOrigin(part.filter { $0 != " " }) else {
                throw ValidationError(
                    "cors-origin must be such as https://app.example or http://localhost:3000, "
                        + "not '\(part)'")
            }
            return origin
        }
    }
}
