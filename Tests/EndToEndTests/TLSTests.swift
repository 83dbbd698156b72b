import AsyncHTTPClient
import DocketTestKit
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

/// TLS as an operator sets it up, and as clients find it.
@Suite(.timeLimit(.minutes(30))) struct TLSTests {
    /// A server with TLS, and the files of its certificate.
    private struct Host {
        let server: ServerProcess
        let certificate: TestCertificate
        let folder: TemporaryFolder
    }

    private static func run(
        arguments: [String] = [], algorithm: TestCertificate.Algorithm = .p256,
        _ body: (Host) async throws -> Void
    ) async throws {
        try await EndToEnd.run { folder in
            let certificate = try await TestCertificate.make(
                in: folder.folder, named: "server", of: algorithm)
            let server = try await ServerProcess(
                database: folder.database,
                arguments: ["--sandbox", "--port", "0"] + certificate.arguments + arguments)
            defer { server.signal(SIGKILL) }
            try await body(
                Host(server: server, certificate: certificate, folder: folder.folder))
        }
    }

    private static let answered = "HTTP/1.1 200 OK"

    // MARK: - What clients find

    @Test(arguments: [HTTPClient.Configuration.HTTPVersion.automatic, .http1Only])
    func `clients get HTTP/2, or HTTP/1.1 where they know no other`(
        version: HTTPClient.Configuration.HTTPVersion
    ) async throws {
        try await Self.run { host in
            #expect(host.server.address == "https://127.0.0.1:\(host.server.port)")
            var configuration = HTTPClient.Configuration(
                tlsConfiguration: try host.certificate.trusted())
            configuration.httpVersion = version
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton, configuration: configuration)
            let result: Result<HTTPClientResponse, any Error>
            do {
                let request = HTTPClientRequest(url: "\(host.server.address)/health/live")
                result = .success(try await client.execute(request, timeout: .seconds(300)))
            } catch {
                result = .failure(error)
            }
            try await client.shutdown()
            let response = try result.get()
            #expect(response.status == .ok)
            #expect(response.version == (version == .http1Only ? .http1_1 : .http2))
            #expect(
                response.headers["Strict-Transport-Security"]
                    == ["max-age=31536000; includeSubDomains"])
        }
    }

    @Test func `over TLS every answer has HSTS, refusals too`() async throws {
        try await Self.run(arguments: ["--hsts", "host"]) { host in
            let requests = [
                "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v1/Companies(1)/Orders HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "NO HTTP\r\n\r\n",
                "GET / HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 200))\r\n",
            ]
            for request in requests {
                try await TLSPeer.talk(
                    to: host.server.port, try host.certificate.trusted(), protocols: []
                ) { peer in
                    try await peer.send(Array(request.utf8))
                    var header = ""
                    while !header.hasSuffix("\r\n\r\n") {
                        header += String(decoding: try await peer.read(1), as: UTF8.self)
                    }
                    #expect(
                        header.contains("Strict-Transport-Security: max-age=31536000\r\n"),
                        "\(request.prefix(40))")
                }
            }
        }
    }

    @Test func `TLS 1.1 is refused, and 1.3 is taken where the client has it`() async throws {
        try await Self.run { host in
            for (version, isTaken) in [
                (TLSVersion.tlsv1, false), (.tlsv11, false), (.tlsv12, true), (.tlsv13, true),
            ] {
                var configuration = try host.certificate.trusted()
                configuration.minimumTLSVersion = version
                configuration.maximumTLSVersion = version
                let line = try? await TLSPeer.askOnce(to: host.server.port, configuration)
                #expect(line == (isTaken ? Self.answered : nil), "\(version)")
            }
        }
    }

    @Test func `only suites with forward secrecy and AEAD are taken`() async throws {
        let suites = [
            ("ECDHE-RSA-AES128-GCM-SHA256", true), ("ECDHE-RSA-AES256-GCM-SHA384", true),
            ("ECDHE-RSA-CHACHA20-POLY1305", true), ("ECDHE-RSA-AES128-SHA", false),
            ("ECDHE-RSA-AES256-SHA", false), ("AES128-GCM-SHA256", false),
            ("AES256-GCM-SHA384", false), ("AES128-SHA", false),
        ]
        try await Self.run(algorithm: .rsa) { host in
            for (suite, isTaken) in suites {
                var configuration = try host.certificate.trusted()
                configuration.maximumTLSVersion = .tlsv12
                configuration.cipherSuites = suite
                let line = try? await TLSPeer.askOnce(to: host.server.port, configuration)
                #expect(line == (isTaken ? Self.answered : nil), "\(suite)")
            }
        }
    }

    @Test func `plain HTTP on the TLS port is refused, not redirected`() async throws {
        try await Self.run { host in
            try await RawConnection.talk(to: host.server.port) { connection throws in
                connection.send(EndToEnd.request("GET", "/health/live"))
                #expect(throws: RawConnection.Failure.closed) { try connection.answer() }
                #expect(!String(decoding: connection.rest, as: UTF8.self).contains("HTTP"))
            }
        }
    }

    @Test func `a handshake that does not come is given up`() async throws {
        try await Self.run { host in
            try await RawConnection.talk(to: host.server.port) { connection throws in
                // The head of a record, and nothing behind it.
                connection.send([0x16, 0x03, 0x01, 0x02, 0x00])
                #expect(!connection.isClosedAtOnce, "a client has some time")
                #expect(throws: RawConnection.Failure.closed) { try connection.answer() }
            }
        }
    }

    // MARK: - A new certificate

    /// Asks again and again, since a signal takes its time, until a certificate is shown.
    private static func wait(
        for certificate: TestCertificate, of host: Host,
        meanwhile body: () async throws -> Void = {}
    ) async throws {
        while (try? await TLSPeer.askOnce(to: host.server.port, certificate.trusted())) == nil {
            try await body()
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test(arguments: [true, false])
    func `a certificate is exchanged without a connection lost`(isTold: Bool) async throws {
        try await Self.run { host in
            let next = try await TestCertificate.make(in: host.folder, named: "next")
            let old = try host.certificate.trusted()
            try await TLSPeer.talk(to: host.server.port, old, protocols: []) { peer in
                #expect(try await peer.ask("/health/live") == Self.answered)
                try next.copyKey(to: host.certificate)
                try next.copyCertificate(to: host.certificate)
                if isTold { host.server.signal(SIGHUP) }
                // By itself it looks every ten seconds.
                try await Self.wait(for: next, of: host) {
                    let line = try await peer.ask("/health/live")
                    #expect(line == Self.answered)
                }
                #expect(try await peer.ask("/health/live") == Self.answered)
            }
            await #expect(throws: (any Error).self) {
                try await TLSPeer.askOnce(to: host.server.port, old)
            }
            #expect(host.server.log.contains(#""message":"new certificate""#))
        }
    }

    @Test func `a certificate without its key is told by the log, and the old one stays`()
        async throws
    {
        try await Self.run { host in
            let next = try await TestCertificate.make(in: host.folder, named: "next")
            let old = try host.certificate.trusted()
            try next.copyCertificate(to: host.certificate)
            host.server.signal(SIGHUP)
            while !host.server.log.contains(#""message":"the old certificate stays""#) {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(host.server.log.contains("is not that of the first certificate in"))
            #expect(try await TLSPeer.askOnce(to: host.server.port, old) == Self.answered)
            // As soon as the key is there, too, both are taken.
            try next.copyKey(to: host.certificate)
            host.server.signal(SIGHUP)
            try await Self.wait(for: next, of: host)
        }
    }

    // MARK: - The start

    /// What an operator may get wrong, and words of the refusal.
    enum Mistake: String, CaseIterable {
        case noKey = "one of them is missing"
        case noCertificate = "go together"
        case absent = "can't read /nonexistent/server.pem"
        case nonsense = "has no certificate in PEM"
        case swapped = "has no private key in PEM"
        case passphrase = "has a passphrase"
        case otherKey = "is not that of the first certificate"
        case badScope = "hsts must be one of subdomains, host"
    }

    @Test(arguments: Mistake.allCases)
    func `a certificate that can't be used is refused at the start`(
        mistake: Mistake
    ) async throws {
        try await EndToEnd.run { folder in
            let one = try await TestCertificate.make(in: folder.folder, named: "one")
            let other = try await TestCertificate.make(in: folder.folder, named: "other")
            let locked = folder.folder.path("locked.key")
            try await TestCertificate.openssl([
                "pkey", "-in", one.keyPath, "-aes256", "-passout", "pass:secret", "-out", locked,
            ])
            let (certificate, key) = (one.certificatePath, one.keyPath)
            let arguments =
                switch mistake {
                case .noKey: ["--tls-certificate", certificate]
                case .noCertificate: ["--tls-key", key]
                case .absent:
                    ["--tls-certificate", "/nonexistent/server.pem", "--tls-key", key]
                case .nonsense: ["--tls-certificate", key, "--tls-key", key]
                case .swapped: ["--tls-certificate", certificate, "--tls-key", certificate]
                case .passphrase: ["--tls-certificate", certificate, "--tls-key", locked]
                case .otherKey: ["--tls-certificate", certificate, "--tls-key", other.keyPath]
                case .badScope: one.arguments + ["--hsts", "world"]
                }
            let outcome = try await DocketProcess.run(
                ["serve", "--port", "0", "--database", "sqlite:\(folder.database)"] + arguments)
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardOutput == "")
            #expect(outcome.standardError.hasPrefix("Error: "), "\(outcome.standardError)")
            #expect(outcome.standardError.contains(mistake.rawValue), "\(outcome.standardError)")
        }
    }

    @Test func `plain HTTP beyond this machine is told by the log`() async throws {
        try await EndToEnd.run { folder in
            for (host, isTold) in [("0.0.0.0", true), ("127.0.0.1", false)] {
                let server = try await ServerProcess(
                    database: folder.database, arguments: ["--port", "0", "--host", host])
                #expect(server.log.contains("plain HTTP") == isTold, "\(server.log)")
                server.signal(SIGTERM)
                #expect(await server.wait() == 0)
            }
        }
    }
}
