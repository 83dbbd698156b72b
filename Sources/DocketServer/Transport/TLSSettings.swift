/// How a server speaks TLS.
package struct TLSSettings: Sendable {
    /// What it shows to clients.
    package var certificate: ServerCertificate
    /// Whether browsers are to come by TLS to all hosts below this one, too (RFC 6797).
    package var coversSubdomains: Bool

    /// The settings of a server that shows `certificate`.
    package init(certificate: ServerCertificate, coversSubdomains: Bool = true) {
        self.certificate = certificate
        self.coversSubdomains = coversSubdomains
    }
}
