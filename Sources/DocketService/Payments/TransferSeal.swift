import Crypto
package import DocketCore

/// The hashes that chain a company's transfers: each covers its transfer and the hash before, so
/// that none can be changed, taken away or put in later without all hashes behind it being wrong
/// (contract, section 9).
///
/// A transfer's hash is the SHA-256 of the hash before (32 zero bytes before the first) and of the
/// transfer's parts, each behind its length as eight bytes, big-endian: company, Sequence, id (16
/// bytes), kind, debit, credit, amount in ten-thousandths, order (16 bytes, or none), line (or
/// none), reference, instant in microseconds, actor.
package enum TransferSeal {
    /// The hash of a transfer with its Sequence.
    package static func hash(
        _ transfer: Transfer, sequence: Int64, of company: CompanyID, after previous: [UInt8]
    ) -> [UInt8] {
        var bytes = previous
        bytes.reserveCapacity(320)
        append(number(Int64(company.number)), to: &bytes)
        append(number(sequence), to: &bytes)
        append(number(transfer.id.high) + number(transfer.id.low), to: &bytes)
        append(transfer.kind.rawValue.utf8, to: &bytes)
        append(transfer.debit.rawValue.utf8, to: &bytes)
        append(transfer.credit.rawValue.utf8, to: &bytes)
        append(number(transfer.amount.tenThousandths), to: &bytes)
        append(transfer.orderID.map { number($0.high) + number($0.low) } ?? [], to: &bytes)
        append(transfer.line.map { number(Int64($0)) } ?? [], to: &bytes)
        append(transfer.reference.utf8, to: &bytes)
        append(number(transfer.at.microseconds), to: &bytes)
        append(transfer.actor.utf8, to: &bytes)
        return Array(SHA256.hash(data: bytes))
    }

    private static func append(_ part: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes += number(Int64(part.count))
        bytes += part
    }

    private static func number(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
