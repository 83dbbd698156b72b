import Crypto
package import DocketCore

/// The hashes that chain an order's history: each covers its event and the hash before, so that
/// nothing in it can be changed, taken away or put in later without all hashes behind it being
/// wrong (contract, section 10).
///
/// An event's hash is `SHA-256(digest + sequence)`, the Sequence as eight bytes, big-endian; its
/// digest is the SHA-256 of the hash before (32 zero bytes before the first) and of the event's
/// parts, each behind its length as eight bytes: company, order (16 bytes), version, type, instant
/// in microseconds, actor, changes.
package enum EventSeal {
    /// The digest of an event.
    ///
    /// - Parameter previous: the hash of the order's event before; `nil` for the first.
    package static func digest(
        _ event: OrderEvent, of company: CompanyID, after previous: [UInt8]?
    ) -> [UInt8] {
        var bytes = previous ?? [UInt8](repeating: 0, count: SHA256.byteCount)
        bytes.reserveCapacity(256 + (event.changes?.utf8.count ?? 0))
        append(number(Int64(company.number)), to: &bytes)
        append(number(event.orderID.high) + number(event.orderID.low), to: &bytes)
        append(number(event.version), to: &bytes)
        append(event.type.rawValue.utf8, to: &bytes)
        append(number(event.at.microseconds), to: &bytes)
        append(event.actor.utf8, to: &bytes)
        if let changes = event.changes { append(changes.utf8, to: &bytes) }
        return Array(SHA256.hash(data: bytes))
    }

    /// The hash of an event with its Sequence.
    package static func hash(_ digest: [UInt8], sequence: Int64) -> [UInt8] {
        Array(SHA256.hash(data: digest + number(sequence)))
    }

    private static func append(_ part: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes += number(Int64(part.count))
        bytes += part
    }

    private static func number(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
