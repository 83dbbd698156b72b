import Crypto
import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import Logging
import Testing

/// Somebody outside who makes tokens by ES256, and what an operator says of them.
struct OutsideParty: Sendable {
    /// What the operator calls them.
    let name: String
    /// What they call their key.
    let keyID: String
    private let key = P256.Signing.PrivateKey()

    /// The instant at which most tests are.
    static let now = Timestamp(microseconds: 1_800_000_000_000_000)
    /// Whom the tokens are for.
    static let audience = "https://docket.example"

    /// Somebody with a new key.
    init(_ name: String = "corp", keyID: String = "k1") {
        self.name = name
        self.keyID = keyID
    }

    /// What they call themselves.
    var issuer: String { "https://\(name).example/" }

    // MARK: - Keys

    /// Their key as a JWK.
    ///
    /// - Parameter more: more members, between commas.
    func jwk(_ more: String = #""use": "sig""#) -> String {
        let point = key.publicKey.rawRepresentation
        return """
            {"kty": "EC", "crv": "P-256", "kid": "\(keyID)",
             "x": "\(Base64.encodeURL(point.prefix(32)))",
             "y": "\(Base64.encodeURL(point.suffix(32)))", \(more)}
            """
    }

    /// A set of keys.
    static func keySet(_ keys: String...) -> [UInt8] {
        Array("{\"keys\": [\(keys.joined(separator: ", "))]}".utf8)
    }

    // MARK: - Tokens

    /// A token that is good for five minutes.
    ///
    /// - Parameters:
    ///   - claims: members of the payload that are otherwise, as JSON; `nil` for those left out.
    ///   - header: the same of the header.
    func token(
        _ claims: [String: String?] = [:], header: [String: String?] = [:],
        at now: Timestamp = now
    ) throws -> String {
        let seconds = now.microseconds / 1_000_000
        return try signed(
            header: Self.object(
                ["alg": #""ES256""#, "kid": "\"\(keyID)\"", "typ": #""at+jwt""#], header),
            payload: Self.object(
                [
                    "iss": "\"\(issuer)\"", "sub": #""ann""#, "aud": "\"\(Self.audience)\"",
                    "iat": "\(seconds)", "exp": "\(seconds + 300)",
                    "scope": #""orders.write profile""#, "companies": "[14146]",
                ], claims))
    }

    /// A token of just these texts.
    func signed(header: String, payload: String) throws -> String {
        try Self.compact(header, payload) { message in
            Array(try key.signature(for: message).rawRepresentation)
        }
    }

    /// A token of these texts, signed in any way.
    static func compact(
        _ header: String, _ payload: String, _ sign: ([UInt8]) throws -> [UInt8]
    ) rethrows -> String {
        let signed = [header, payload].map { Base64.encodeURL(Array($0.utf8)) }
            .joined(separator: ".")
        return signed + "." + Base64.encodeURL(try sign(Array(signed.utf8)))
    }

    private static func object(
        _ members: [String: String], _ changes: [String: String?]
    ) -> String {
        let all = members.mapValues(Optional.some).merging(changes) { $1 }
        let texts = all.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\"\(name)\": \($0)" }
        }
        return "{\(texts.joined(separator: ", "))}"
    }

    // MARK: - Trust

    /// What an operator says of them: scopes and companies by claims, orders and the directory at
    /// most, two companies at most.
    func trusted(
        keys: OutsideKeyPlace, algorithms: Set<SignatureAlgorithm> = [.es256],
        mapping: ClaimMapping? = nil, tokenType: String? = nil, takesIDTokens: Bool = false
    ) throws -> OutsideIssuer {
        let usual = try ClaimMapping(
            most: TokenAllowance(
                scopes: [.ordersWrite, .ordersProcess, .directoryWrite],
                companies: try #require(CompanySet("14146 1"))),
            scopesClaim: "scope", companiesClaim: "companies")
        return try OutsideIssuer(
            name: name, issuer: issuer, audience: Self.audience, algorithms: algorithms,
            keys: keys, mapping: mapping ?? usual, tokenType: tokenType,
            takesIDTokens: takesIDTokens)
    }
}

/// Keeps what is logged.
///
/// A class, since loggers are copied.
final class LogBook: Sendable {
    /// A line.
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]

        /// All of it.
        var text: String { "\(level) \(message) \(metadata)" }
    }

    private let shared = Shared<[Line]>([])

    /// What was logged, the oldest first.
    var lines: [Line] { shared.value }

    /// The reason of the last refusal.
    var reason: String? { lines.last { $0.message.contains("refused") }?.metadata["reason"] }

    /// A logger that writes into it, at every level.
    var logger: Logger {
        var logger = Logger(label: "docket-test") { _ in Handler(book: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let book: LogBook
        var logLevel: Logger.Level = .trace
        var metadata: Logger.Metadata = [:]

        init(book: LogBook) { self.book = book }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            book.shared.change { lines in
                lines.append(
                    Line(
                        level: event.level, message: event.message.description,
                        metadata: all.mapValues(\.description)))
            }
        }
    }
}

/// A folder with files of keys, and who goes by them.
struct OutsideDesk: Sendable {
    /// What is logged.
    let log = LogBook()
    private let folder: TemporaryFolder

    /// Runs `body` with a new desk.
    static func run(_ body: (OutsideDesk) async throws -> Void) async throws {
        let desk = OutsideDesk(folder: try TemporaryFolder())
        defer { desk.folder.remove() }
        try await body(desk)
    }

    /// Writes a file of keys, or another in its place.
    @discardableResult
    func write(_ keys: [UInt8], to name: String = "keys.json") throws -> OutsideKeyPlace {
        let path = folder.path(name)
        try Data(keys).write(to: URL(fileURLWithPath: path), options: .atomic)
        return .file(path: path)
    }

    /// Makes a link to a file, or has it lead to another.
    @discardableResult
    func link(_ name: String, to place: OutsideKeyPlace) throws -> OutsideKeyPlace {
        guard case .file(let path) = place else { return place }
        try? remove(name)
        let link = folder.path(name)
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: path)
        return .file(path: link)
    }

    /// Takes a file away.
    func remove(_ name: String = "keys.json") throws {
        try FileManager.default.removeItem(atPath: folder.path(name))
    }

    /// Trusts somebody whose key is in a file.
    func trust(_ party: OutsideParty) throws -> OutsideIssuers {
        try trust(party.trusted(keys: write(OutsideParty.keySet(party.jwk()))))
    }

    /// Trusts these.
    func trust(_ issuers: OutsideIssuer...) -> OutsideIssuers {
        OutsideIssuers(issuers, logger: log.logger)
    }
}
