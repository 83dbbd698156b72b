import Foundation
package import NIOSSL

/// A certificate for `localhost` and 127.0.0.1 that is signed by its own key, and that key, in
/// files.
package struct TestCertificate: Sendable {
    /// The file with the certificate.
    package let certificatePath: String
    /// The file with its key.
    package let keyPath: String

    /// Why there is none.
    package struct Failure: Error {
        /// What openssl said.
        package let words: String
    }

    /// Where a certificate of that name is in a folder, or is to be.
    package init(in folder: TemporaryFolder, named name: String) {
        certificatePath = folder.path("\(name).pem")
        keyPath = folder.path("\(name).key")
    }

    /// What a key is of.
    package enum Algorithm: Sendable {
        /// NIST's curve P-256.
        case p256
        /// RSA with 2,048 bits.
        case rsa
    }

    /// Makes a new one.
    package static func make(
        in folder: TemporaryFolder, named name: String, of algorithm: Algorithm = .p256
    ) async throws -> TestCertificate {
        let made = TestCertificate(in: folder, named: name)
        let key =
            switch algorithm {
            case .p256: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
            case .rsa: ["rsa:2048"]
            }
        try await openssl(
            ["req", "-x509", "-newkey"] + key + [
                "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", made.keyPath, "-out",
                made.certificatePath,
            ])
        return made
    }

    /// Runs a command of openssl's.
    package static func openssl(_ arguments: [String]) async throws {
        let outcome = try await ChildProcess.run(
            "/usr/bin/env", ["openssl"] + arguments,
            environment: ProcessInfo.processInfo.environment)
        guard outcome.exitCode == 0 else { throw Failure(words: outcome.standardError) }
    }

    /// The arguments by which a server shows it.
    package var arguments: [String] {
        ["--tls-certificate", certificatePath, "--tls-key", keyPath]
    }

    /// Writes the certificate to a place, at one stroke.
    package func copyCertificate(to other: TestCertificate) throws {
        try Self.copy(certificatePath, to: other.certificatePath)
    }

    /// Writes the key to a place, at one stroke.
    package func copyKey(to other: TestCertificate) throws {
        try Self.copy(keyPath, to: other.keyPath)
    }

    private static func copy(_ path: String, to place: String) throws {
        try Data(contentsOf: URL(fileURLWithPath: path))
            .write(to: URL(fileURLWithPath: place), options: .atomic)
    }

    /// What a client must be made of that trusts this certificate and no other.
    package func trusted() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMFile(certificatePath))
        return configuration
    }
}
