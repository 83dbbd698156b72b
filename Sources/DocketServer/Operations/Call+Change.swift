import DocketCore
import DocketService
import HTTPTypes
import RawStructuredFieldValues

extension Call {
    /// The change that the request asks for.
    var change: ChangeRequest {
        ChangeRequest(
            company: try? company(), actor: actor, now: now, isDryRun: prefersDryRun, key: key)
    }

    /// Whether the change is only to be tried (contract, section 10).
    var prefersDryRun: Bool { hasPreference("dry-run") }

    /// The longest `Idempotency-Key`, in characters.
    static let keyLengthMax = 255

    /// What `Idempotency-Key` says; `nil` where there is none.
    ///
    /// A structured field string, or the bare text that many clients send (contract, section 10;
    /// RFC 8941, section 3.3.3).
    ///
    /// - Throws: `RequestError.badRequest`.
    static func idempotencyKey(_ headers: HTTPFields) throws -> String? {
        let fields = headers[values: .idempotencyKey]
        guard let field = fields.first else { return nil }
        guard fields.count == 1, let key = parse(field) else {
            throw RequestError.badRequest(
                "Idempotency-Key must be one string, such as \"8e03978e\"", position: nil)
        }
        guard (1...keyLengthMax).contains(key.utf8.count) else {
            throw RequestError.badRequest(
                "Idempotency-Key must have 1 to \(keyLengthMax) characters", position: nil)
        }
        return key
    }

    private static func parse(_ field: String) -> String? {
        let text = field.trimmingSpaces
        guard text.hasPrefix("\"") else {
            // Bare: what is visible in ASCII, but for what would separate or quote.
            let isBare = text.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !"\"\\,;".utf8.contains(byte)
            }
            return isBare ? text : nil
        }
        var parser = StructuredFieldValueParser(Array(text.utf8))
        guard case .string(let key)? = try? parser.parseItemFieldValue().rfc9651BareItem else {
            return nil
        }
        return key
    }
}
