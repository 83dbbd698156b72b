import DocketCore
import HTTPTypes
import Hummingbird
import NIOCore

extension Call {
    /// The largest body of `/v1` (contract, section 1).
    static let bodyBytesMax = 4 << 20

    /// The body, which must be JSON by its `Content-Type`.
    ///
    /// - Throws: `RequestError.unsupportedMediaType`, `.bodyTooLarge`.
    func jsonBody() async throws -> [UInt8] {
        try requireJSON()
        return try await body(limit: Self.bodyBytesMax)
    }

    /// The body.
    ///
    /// - Throws: `RequestError.bodyTooLarge` as soon as it is larger than `limit` bytes;
    ///   `.badRequest` where the client broke it off.
    func body(limit: Int) async throws -> [UInt8] {
        let announced = headers[.contentLength].flatMap { Int($0) } ?? 0
        guard announced <= limit else { throw RequestError.bodyTooLarge(limit: limit) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced)
        do {
            for try await chunk in requestBody {
                guard bytes.count + chunk.readableBytes <= limit else {
                    throw RequestError.bodyTooLarge(limit: limit)
                }
                bytes.append(contentsOf: chunk.readableBytesView)
            }
        } catch let error as RequestError {
            throw error
        } catch {
            throw RequestError.badRequest("The body did not arrive whole", position: nil)
        }
        return bytes
    }

    /// Refuses a body that says it is something else than JSON in UTF-8.
    private func requireJSON() throws {
        if let coding = headers[.contentEncoding], coding.lowercased() != "identity" {
            throw RequestError.unsupportedMediaType("\(coding.prefix(64)) encoded")
        }
        guard let type = headers[.contentType], type != "application/json" else { return }
        let parts = type.lowercased().split(separator: ";").map {
            $0.trimmingSpaces
        }
        let media = parts.first ?? ""
        let isJSON =
            media == "application/json" || media == "text/json"
            || (media.hasPrefix("application/") && media.hasSuffix("+json"))
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst(8)
        let isUTF8 =
            charset.map { ["utf-8", "\"utf-8\"", "utf8", "us-ascii"].contains(String($0)) } ?? true
        guard isJSON, isUTF8 else {
            throw RequestError.unsupportedMediaType(String(type.prefix(64)))
        }
    }

    /// How `Prefer: handling=…` wants invalid parts treated (RFC 7240, section 4.4).
    enum Handling: String, Sendable { case strict, lenient }

    /// The handling that the request prefers, where it says so.
    var preferredHandling: Handling? {
        preference("handling").flatMap { Handling(rawValue: $0.lowercased()) }
    }

    /// The value of a preference, without quotes; `nil` where there is none of that name, or it
    /// has no value.
    func preference(_ wanted: String) -> String? {
        preferences.first { $0.name == wanted && $0.value != nil }?.value
    }

    /// Whether there is a preference of that name, with a value or without.
    func hasPreference(_ wanted: String) -> Bool {
        preferences.contains { $0.name == wanted }
    }

    private var preferences: [(name: String, value: String?)] {
        headers[values: .prefer].flatMap { $0.split(separator: ",") }.compactMap { preference in
            let parts = preference.split(separator: ";").first?.split(separator: "=") ?? []
            guard let name = parts.first else { return nil }
            let value = parts.count == 2 ? parts[1].trimmingSpaces.filter { $0 != "\"" } : nil
            return (name.trimmingSpaces.lowercased(), value)
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at the ends.
    var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var rest = drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
