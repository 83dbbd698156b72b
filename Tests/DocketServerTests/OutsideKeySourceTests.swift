import DocketCore
import DocketService
import DocketTestKit
import Foundation
import Logging
import NIOSSL
import Testing

/// Where keys come from, and for how long.
@Suite struct OutsideKeyFileTests {
    private static let now = OutsideParty.now

    @Test func `a file that was exchanged is read within a minute, and old keys end`()
        async throws
    {
        try await OutsideDesk.run { desk in
            let (old, new) = (OutsideParty(keyID: "old"), OutsideParty(keyID: "new"))
            let issuers = try desk.trust(old)
            let (first, second) = try (old.token(), new.token())
            await issuers.refresh(at: Self.now)
            try desk.write(OutsideParty.keySet(new.jwk()))
            let later = Self.now.adding(seconds: 59)
            #expect(await issuers.principal(forToken: first, at: later) != nil)
            #expect(await issuers.principal(forToken: second, at: later) == nil)
            await issuers.refresh(at: Self.now.adding(seconds: 60))
            // Though it was checked two seconds ago.
            let end = Self.now.adding(seconds: 61)
            #expect(await issuers.principal(forToken: first, at: end) == nil)
            #expect(await issuers.principal(forToken: second, at: end) != nil)
        }
    }

    @Test(arguments: [nil, "{"])
    func `a file that is lost or broken ends its keys after a day`(content: String?)
        async throws
    {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let issuers = try desk.trust(party)
            let day = Self.now.adding(seconds: 86_400)
            let token = try party.token(at: day.adding(seconds: -100))
            await issuers.refresh(at: Self.now)
            if let content { try desk.write(Array(content.utf8)) } else { try desk.remove() }
            await issuers.refresh(at: Self.now.adding(seconds: 3600))
            let warnings = desk.log.lines.filter { $0.level == .warning }
            #expect(warnings.map { $0.metadata["issuer"] } == ["corp"])
            let before = day.adding(seconds: -1)
            #expect(await issuers.principal(forToken: token, at: before) != nil)
            #expect(await issuers.principal(forToken: token, at: day) == nil)
            try desk.write(OutsideParty.keySet(party.jwk()))
            let after = day.adding(seconds: 60)
            #expect(await issuers.principal(forToken: token, at: after) != nil)
        }
    }

    @Test func `a link that leads elsewhere is another file`() async throws {
        try await OutsideDesk.run { desk in
            let (old, new) = (OutsideParty(keyID: "old"), OutsideParty(keyID: "new"))
            let first = try desk.write(OutsideParty.keySet(old.jwk()), to: "1")
            let place = try desk.link("keys", to: first)
            let issuers = desk.trust(try old.trusted(keys: place))
            #expect(try await issuers.principal(forToken: old.token(), at: Self.now) != nil)
            try desk.link("keys", to: desk.write(OutsideParty.keySet(new.jwk()), to: "2"))
            let later = Self.now.adding(seconds: 60)
            #expect(try await issuers.principal(forToken: new.token(), at: later) != nil)
        }
    }
}

/// Keys from an address: a receiver on loopback is asked for them.
@Suite struct OutsideKeyAddressTests {
    private static let now = OutsideParty.now

    /// Somebody whose keys are at an address.
    private struct Place: Sendable {
        let party = OutsideParty()
        let log = LogBook()
        let issuers: OutsideIssuers
        let receiver: WebhookReceiver

        /// - Parameter waitSeconds: more than a busy machine takes, where it is not the matter.
        init(
            _ receiver: WebhookReceiver, address: String? = nil, waitSeconds: Int64 = 300
        ) throws {
            self.receiver = receiver
            let keys = try OutsideKeyPlace(address ?? receiver.url)
            issuers = OutsideIssuers(
                [try party.trusted(keys: keys)], waitSeconds: waitSeconds, logger: log.logger)
            receiver.answers(.content(OutsideParty.keySet(party.jwk())))
        }

        /// Whether a token is taken so many seconds later.
        func takes(_ token: String, after seconds: Int64 = 0) async -> Bool {
            let instant = OutsideParty.now.adding(seconds: seconds)
            return await issuers.principal(forToken: token, at: instant) != nil
        }
    }

    private static func run(_ body: (Place) async throws -> Void) async throws {
        try await WebhookReceiver.run { receiver in try await body(Place(receiver)) }
    }

    @Test func `an address is asked once for many tokens, and again each hour`() async throws {
        try await Self.run { place in
            for _ in 0..<3 {
                let token = try place.party.token()
                #expect(await place.takes(token))
            }
            #expect(place.receiver.calls.map(\.line) == ["GET /hook?x=1"])
            await place.issuers.refresh(at: Self.now.adding(seconds: 3599))
            #expect(place.receiver.calls.count == 1)
            await place.issuers.refresh(at: Self.now.adding(seconds: 3600))
            #expect(place.receiver.calls.count == 2)
        }
    }

    @Test func `unknown key ids make it fetch once a minute at most`() async throws {
        try await Self.run { place in
            for (seconds, calls) in [(0, 1), (1, 1), (59, 1), (60, 2), (61, 2), (120, 3)] {
                for number in 0..<3 {
                    let token = try OutsideParty(keyID: "made-up-\(number)").token()
                    #expect(await !place.takes(token, after: Int64(seconds)))
                }
                #expect(place.receiver.calls.count == calls, "after \(seconds) s")
            }
        }
    }

    @Test func `a new key is known at once where the last look was a minute ago`()
        async throws
    {
        try await Self.run { place in
            let new = OutsideParty(keyID: "k2")
            let (first, second) = try (place.party.token(), new.token())
            #expect(await place.takes(first))
            place.receiver.answers(.content(OutsideParty.keySet(new.jwk())))
            #expect(await place.takes(second, after: 60))
            // Its key was withdrawn.
            #expect(await !place.takes(first, after: 61))
        }
    }

    @Test func `who comes while keys are fetched waits for the same answer`() async throws {
        try await Self.run { place in
            let gate = Gate()
            place.receiver.answers(.held(gate, OutsideParty.keySet(place.party.jwk())))
            let token = try place.party.token()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { await place.takes(token) } }
                while place.receiver.calls.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
                gate.open()
                for try await isTaken in group { #expect(isTaken) }
            }
            #expect(place.receiver.calls.count == 1)
        }
    }

    @Test func `a caller who hangs up ends no look that others wait for`() async throws {
        try await Self.run { place in
            let gate = Gate()
            place.receiver.answers(.held(gate, OutsideParty.keySet(place.party.jwk())))
            let token = try place.party.token()
            let caller = Task { await place.takes(token) }
            while place.receiver.calls.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            caller.cancel()
            gate.open()
            #expect(await caller.value)
            #expect(await place.takes(token))
            #expect(place.receiver.calls.count == 1)
        }
    }

    @Test func `while an issuer's keys can't be fetched, known ones go on for a day`()
        async throws
    {
        try await Self.run { place in
            let late = Self.now.adding(seconds: 86_300)
            let token = try place.party.token(at: late)
            #expect(await place.takes(try place.party.token()))
            place.receiver.answers(.status(503))
            await place.issuers.refresh(at: Self.now.adding(seconds: 3600))
            #expect(place.receiver.calls.count == 2)
            let warning = try #require(place.log.lines.last { $0.level == .warning })
            #expect(warning.metadata["error"] == "the address answers 503")
            #expect(await place.takes(token, after: 86_399))
            #expect(await !place.takes(token, after: 86_400))
            place.receiver.answers(.content(OutsideParty.keySet(place.party.jwk())))
            #expect(await place.takes(token, after: 86_460))
        }
    }

    @Test func `keys come from nowhere that an address redirects to`() async throws {
        try await Self.run { place in
            try await WebhookReceiver.run { other in
                for status in [301, 302, 307, 308] {
                    let fresh = try Place(place.receiver)
                    other.answers(.content(OutsideParty.keySet(fresh.party.jwk())))
                    place.receiver.answers(.status(status, ["Location": other.url]))
                    #expect(await !fresh.takes(try fresh.party.token()))
                }
                #expect(other.connections == 0)
            }
        }
    }

    @Test func `what is no answer, too large or no set of keys is not taken`() async throws {
        try await Self.run { place in
            let good = OutsideParty.keySet(place.party.jwk())
            let large = good + [UInt8](repeating: 0x20, count: OutsideKeySet.bytesMax)
            let answers: [WebhookReceiver.Answer] = [
                .content(large), .endless, .reset, .status(204), .status(404),
                .content(Array("{}".utf8)), .content(good),
            ]
            for (number, answer) in answers.enumerated() {
                place.receiver.answers(answer)
                let seconds = Int64(number) * 60
                let token = try place.party.token(at: Self.now.adding(seconds: seconds))
                let isTaken = await place.takes(token, after: seconds)
                #expect(isTaken == (number == answers.count - 1), "\(number)")
            }
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `what is too slow is not waited for`(isSilent: Bool) async throws {
        try await WebhookReceiver.run { receiver in
            let place = try Place(receiver, waitSeconds: 1)
            receiver.answers(isSilent ? .silence : .headOnly)
            let token = try place.party.token()
            #expect(await !place.takes(token))
            #expect(place.log.lines.contains { $0.level == .warning })
        }
    }

    @Test func `where TLS is wanted, nobody is believed without it`() async throws {
        try await WebhookReceiver.run { receiver in
            let place = try Place(receiver, address: "https://127.0.0.1:\(receiver.port)/")
            #expect(await !place.takes(try place.party.token()))
            #expect(receiver.calls.isEmpty)
            while receiver.connections == 0 { try await Task.sleep(for: .milliseconds(2)) }
        }
    }

    @Test func `keys come from a server with a right certificate`() async throws {
        try await WebhookReceiver.run(tls: StrangeCertificate.context()) { receiver in
            let place = try Place(receiver, address: "https://127.0.0.1:\(receiver.port)/")
            #expect(await !place.takes(try place.party.token()))
            #expect(receiver.calls.isEmpty)
            let error = place.log.lines.last { $0.level == .warning }?.metadata["error"] ?? ""
            #expect(error.contains("CERTIFICATE_VERIFY_FAILED"), "\(error)")
        }
    }

    @Test func `a secret from an address is no key`() async throws {
        try await Self.run { place in
            let secret = Base64.encodeURL([UInt8](repeating: 7, count: 32))
            place.receiver.answers(
                .content(OutsideParty.keySet(#"{"kty": "oct", "kid": "k1", "k": "\#(secret)"}"#)))
            #expect(await !place.takes(try place.party.token(header: ["alg": #""HS256""#])))
            #expect(await !place.takes(try place.party.token()))
            #expect(place.log.reason == "unknownKey")
            let keys = try OutsideKeyPlace(place.receiver.url)
            #expect(throws: OutsideIssuerError.secretFromAddress(.hs256)) {
                try place.party.trusted(keys: keys, algorithms: [.es256, .hs256])
            }
        }
    }
}

/// A certificate for 127.0.0.1 that signs for itself, until 2126; nobody has a reason to trust it.
private enum StrangeCertificate {
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgk4QFl71rVinhgJw4
        VScamtUuNyRcJMpVqpAIEpWhMxKhRANCAARWd7dsRju4gJZjk+cZEMWkBoYlTVsN
        jikZQg3VUgQsmyQVWYx7jlZnruyEIxkbCARKvAoUwUG7ID2uoo04dVQ/
        -----END PRIVATE KEY-----
        """
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBjzCCATagAwIBAgIUToAj6Mqz+1fQoEPngnV5AXjnQh0wCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMjAyMTk0OVoYDzIxMjYxMDI5
        MDIxOTQ5WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAARWd7dsRju4gJZjk+cZEMWkBoYlTVsNjikZQg3VUgQsmyQVWYx7jlZn
        ruyEIxkbCARKvAoUwUG7ID2uoo04dVQ/o2QwYjAdBgNVHQ4EFgQUK3xrwslaSRFO
        ReT2aiQHacG3rp8wHwYDVR0jBBgwFoAUK3xrwslaSRFOReT2aiQHacG3rp8wDwYD
        VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
        IDnbgwe7nJptqDYc4EGaMkT+3Sjn5SyV7m5uHp6kvIp1AiAg0yaiUmGkR7q3SUUM
        p/cLA9gg/FS0htC1GWSBsSB9kg==
        -----END CERTIFICATE-----
        """

    /// How a server speaks TLS by it.
    static func context() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))))
    }
}
