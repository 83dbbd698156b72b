package import DocketCore
import Foundation
import NIOCore
import NIOSSL
import Synchronization

/// The certificate and the key that the server shows to clients, which may be exchanged while it
/// runs: new connections get the new ones, those that are open keep what they have.
///
/// A class, since all connections share it.
package final class ServerCertificate: Sendable {
    private let certificatePath: String
    private let keyPath: String
    private let state: Mutex<State>

    /// The largest file that is read.
    private static let fileBytesMax = 1 << 20

    /// What was found in the files.
    private struct Files: Equatable {
        let certificate: [UInt8]
        let key: [UInt8]
    }

    private struct State {
        var context: NIOSSLContext
        var expiresAt: Timestamp
        /// What was found at the last look, good or bad, so that the same is not tried again.
        var lastLook: Result<Files, CertificateRefusal>
    }

    /// Reads a certificate and its key.
    ///
    /// - Parameters:
    ///   - certificatePath: a file in PEM: the server's own certificate first, then those by which
    ///     it is signed.
    ///   - keyPath: a file in PEM with its private key, without a passphrase.
    /// - Throws: `CertificateRefusal`.
    package init(certificatePath: String, keyPath: String) throws(CertificateRefusal) {
        let files = try Self.read(certificatePath, keyPath)
        let (context, expiresAt) = try Self.context(of: files, certificatePath, keyPath)
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        state = Mutex(State(context: context, expiresAt: expiresAt, lastLook: .success(files)))
    }

    /// From when on clients refuse it.
    package var expiresAt: Timestamp { state.withLock { $0.expiresAt } }

    /// What a new connection is made of.
    var context: NIOSSLContext { state.withLock { $0.context } }

    /// Looks at the files, and takes what they hold where that is not what they held at the last
    /// look. A pair that does not fit, since only one file was exchanged yet, leaves the old one in
    /// its place.
    ///
    /// What is read are the files' contents, not their times: of some file systems, and of links
    /// to links, these tell little.
    ///
    /// - Returns: whether there is a new certificate.
    /// - Throws: `CertificateRefusal`, once for each state of the files.
    package func reload() throws(CertificateRefusal) -> Bool {
        let look: Result<Files, CertificateRefusal>
        do throws(CertificateRefusal) {
            look = .success(try Self.read(certificatePath, keyPath))
        } catch {
            look = .failure(error)
        }
        let isNew = state.withLock { state in
            defer { state.lastLook = look }
            return state.lastLook != look
        }
        guard isNew else { return false }
        let (context, expiresAt) = try Self.context(of: try look.get(), certificatePath, keyPath)
        state.withLock { state in
            state.context = context
            state.expiresAt = expiresAt
        }
        return true
    }

    private static func read(
        _ certificatePath: String, _ keyPath: String
    ) throws(CertificateRefusal) -> Files {
        Files(certificate: try read(certificatePath), key: try read(keyPath))
    }

    private static func read(_ path: String) throws(CertificateRefusal) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw .unreadable(path: path) }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: fileBytesMax + 1) ?? Data() else {
            throw .unreadable(path: path)
        }
        guard bytes.count <= fileBytesMax else { throw .tooLarge(path: path, limit: fileBytesMax) }
        return Array(bytes)
    }

    private static func context(
        of files: Files, _ certificatePath: String, _ keyPath: String
    ) throws(CertificateRefusal) -> (NIOSSLContext, expiresAt: Timestamp) {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(files.certificate),
            let own = chain.first
        else { throw .noCertificate(path: certificatePath) }
        // BoringSSL would say no more than that it can't read it.
        let keyText = String(decoding: files.key, as: UTF8.self)
        guard !keyText.contains("ENCRYPTED PRIVATE KEY"), !keyText.contains(",ENCRYPTED") else {
            throw .encryptedKey(path: keyPath)
        }
        guard let key = try? NIOSSLPrivateKey(bytes: files.key, format: .pem) else {
            throw .noKey(path: keyPath)
        }
        do {
            let context = try NIOSSLContext(configuration: configuration(chain, key))
            return (context, Timestamp(microseconds: Int64(own.notValidAfter) * 1_000_000))
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw .mismatch(certificatePath: certificatePath, keyPath: keyPath)
        } catch {
            throw .unfit(path: certificatePath, detail: "\(error)")
        }
    }

    /// TLS 1.2 and 1.3, forward secrecy and authenticated encryption only (RFC 9325, sections 3.1
    /// and 4.2). The suites are those of 1.2; 1.3 has no others.
    private static func configuration(
        _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
        // For a client that takes no more to say good-bye: one that is cut off is gone soon.
        configuration.shutdownTimeout = .seconds(2)
        configuration.applicationProtocols = ["h2", "http/1.1"]
        return configuration
    }
}

/// Why a certificate or its key is not taken.
package enum CertificateRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file is not there, or may not be read.
    case unreadable(path: String)
    /// The file has more than `limit` bytes.
    case tooLarge(path: String, limit: Int)
    /// The file has no certificate in PEM.
    case noCertificate(path: String)
    /// The file has no private key in PEM.
    case noKey(path: String)
    /// The key wants a passphrase.
    case encryptedKey(path: String)
    /// The key is another certificate's.
    case mismatch(certificatePath: String, keyPath: String)
    /// The certificate can't be used for TLS.
    case unfit(path: String, detail: String)

    /// One line for the person at the terminal.
    package var description: String {
        switch self {
        case .unreadable(let path): "can't read \(path)"
        case .tooLarge(let path, let limit):
            "\(path) is larger than \(limit) bytes, and no certificate or key"
        case .noCertificate(let path): "\(path) has no certificate in PEM"
        case .noKey(let path): "\(path) has no private key in PEM"
        case .encryptedKey(let path):
            "the key in \(path) has a passphrase; Docket takes one without"
        case .mismatch(let certificatePath, let keyPath):
            "the key in \(keyPath) is not that of the first certificate in \(certificatePath)"
        case .unfit(let path, let detail):
            "the certificate in \(path) can't be used: \(detail)"
        }
    }
}
