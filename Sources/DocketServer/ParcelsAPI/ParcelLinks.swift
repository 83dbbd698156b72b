import DocketCore
import DocketService

/// Addresses of orders and lines, with the proofs that let who has them see what they lead to.
struct ParcelLinks: Sendable {
    /// Where orders are paid.
    static let paymentPath = "order/payment"
    /// Where money is paid in.
    static let topUpPath = "prepay/payment"

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
            isHash(text, of: "\(number.ofOrder)")
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
        func payment(of number: ParcelNumber) -> String { server + paymentPage(of: number) }

        /// Path and query of the page on which an order is paid.
        func paymentPage(of number: ParcelNumber) -> String {
            "/\(ParcelLinks.paymentPath)?id=\(number)&hash=\(hash(of: number))"
        }

        /// Path and query of the page on which money is paid in.
        func paymentPage(of topUp: TopUpLink) -> String {
            let hash = Array(
                keys.proof(topUp.query, for: .payment).prefix(Self.hashBytes)
            ).hexadecimal
            return "/\(ParcelLinks.topUpPath)?\(topUp.query)&hash=\(hash)"
        }

        /// Whether it is the hash of money that is to be paid in.
        func isHash(_ text: String, of topUp: TopUpLink) -> Bool {
            isHash(text, of: topUp.query)
        }

        private func isHash(_ text: String, of proven: String) -> Bool {
            guard let bytes = [UInt8](hexadecimal: text), bytes.count == Self.hashBytes else {
                return false
            }
            return keys.isProof(bytes, of: proven, for: .payment)
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

/// Money that is to be paid in, as the address of its page has it: nothing else keeps it until it
/// is paid.
struct TopUpLink: Sendable {
    /// Into whose prepay.
    let company: CompanyID
    /// The id of the transfer that it becomes.
    let id: GUID
    /// How much.
    let amount: Money

    /// Money that is to be paid in.
    init(company: CompanyID, id: GUID, amount: Money) {
        self.company = company
        self.id = id
        self.amount = amount
    }

    /// Reads an address's options; `nil` where one is missing.
    ///
    /// - Parameter option: the value of the option of that name.
    init?(_ option: (String) -> String?) {
        guard let company = option("company").flatMap({ CompanyID($0) }),
            let id = option("id").flatMap({ GUID($0) }),
            let amount = option("pence").flatMap({ Int64($0) }).flatMap({ Money(pence: $0) })
        else { return nil }
        self.init(company: company, id: id, amount: amount)
    }

    /// The options of the address, but for the hash.
    var query: String { "company=\(company)&id=\(id)&pence=\(amount.pence ?? 0)" }
}
