import DocketCore
import DocketService

/// Addresses of orders and lines, with the proofs that let who has them see what they lead to.
struct ParcelLinks: Sendable {
    let capabilities: Capabilities
    let server: Issuer

    /// The links of an answer.
    func at(_ call: Call) async throws -> Moment {
        Moment(server: server.name(for: call), keys: try await capabilities.keys(at: call.now))
    }

    /// Links at one moment, by one server's name.
    struct Moment: Sendable {
        let server: String
        let keys: CapabilityKeys

        /// Bytes of the hash of an order: as many as 32 hexadecimal digits have.
        private static let hashBytes = 16

        /// The hash of an order: 32 hexadecimal digits.
        ///
        /// Source: seed 004.
        func hash(of number: ParcelNumber) -> String {
            Array(keys.proof("\(number.ofOrder)", for: .payment).prefix(Self.hashBytes))
                .hexadecimal
        }

        /// Whether it is the hash of an order.
        func isHash(_ text: String, of number: ParcelNumber) -> Bool {
            let digits = Array(text.utf8)
            guard digits.count == 2 * Self.hashBytes else { return false }
            var bytes: [UInt8] = []
            for place in stride(from: 0, to: digits.count, by: 2) {
                let pair = String(decoding: digits[place..<place + 2], as: UTF8.self)
                guard !pair.hasPrefix("+"), let byte = UInt8(pair, radix: 16) else { return false }
                bytes.append(byte)
            }
            return keys.isProof(bytes, of: "\(number.ofOrder)", for: .payment)
        }

        /// The number of a line with its proof: `{lineId}|{base64}`.
        func reference(to line: ParcelNumber) -> String {
            "\(line)|\(Base64.encode(keys.proof("\(line)", for: .line)))"
        }

        /// The line that a reference proves; `nil` where it proves nothing.
        func line(provenBy reference: String) -> ParcelNumber? {
            let parts = reference.split(separator: "|", omittingEmptySubsequences: false)
            guard parts.count == 2, let line = ParcelNumber(line: parts[0]),
                let proof = Base64.decode(parts[1]), proof.count == 32,
                keys.isProof(proof, of: "\(line)", for: .line)
            else { return nil }
            return line
        }

        /// The page on which an order is paid.
        func payment(of number: ParcelNumber) -> String {
            "\(server)/order/payment?id=\(number)&hash=\(hash(of: number))"
        }

        /// Where an order is paid by prepay.
        func prepay(of number: ParcelNumber) -> String {
            "\(server)/api/orders/\(number)/paywithprepay"
        }

        /// The labels of an order.
        func labels(of number: ParcelNumber, media: String) -> String {
            "\(server)/api/labels/\(number)?referenceType=OrderId&labelMedia=\(media)"
                + "&hash=\(hash(of: number))"
        }

        /// The labels of a line.
        func labels(ofLine line: ParcelNumber, media: String) -> String {
            "\(server)/api/labels/\(PercentEncoding.encode(reference(to: line)))"
                + "?labelMedia=\(media)"
        }

        /// Where people see how far a line is.
        func tracking(of line: ParcelNumber) -> String {
            "\(server)/tracking/\(PercentEncoding.encode(reference(to: line)))"
        }
    }
}
