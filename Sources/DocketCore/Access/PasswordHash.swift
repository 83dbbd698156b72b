/// A password as it is kept: stretched by scrypt (RFC 7914), with the parameters and the salt, so
/// that they can be raised later without losing anybody.
package struct PasswordHash: Sendable, Equatable {
    /// What scrypt costs; memory is `128 * r * 2^ln` bytes.
    package struct Cost: Sendable, Equatable {
        /// The binary logarithm of N.
        package let logRounds: Int
        /// The block size r.
        package let blockSize: Int
        /// The parallelism p.
        package let parallelism: Int

        /// N = 2^15, r = 8, p = 3: 32 MiB and about 300 ms (ASVS 5.0, appendix C).
        package static let current = Cost(logRounds: 15, blockSize: 8, parallelism: 3)

        /// Whether another costs more.
        package func isLower(than other: Cost) -> Bool { work < other.work }

        private var work: Int { blockSize * parallelism << logRounds }

        /// What it takes beside this to cost as much as another: for a wrong password not to tell
        /// by its time that it was held against an old hash. `nil` where nothing is missing, or
        /// where not only the parallelism is another.
        package func missing(to other: Cost) -> Cost? {
            guard logRounds == other.logRounds, blockSize == other.blockSize,
                parallelism < other.parallelism
            else { return nil }
            return Cost(
                logRounds: logRounds, blockSize: blockSize,
                parallelism: other.parallelism - parallelism)
        }
    }

    /// What it cost.
    package let cost: Cost
    /// The random bytes that make equal passwords different.
    package let salt: [UInt8]
    /// What came of it.
    package let key: [UInt8]

    /// A hash by its parts, made elsewhere.
    package init(cost: Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Reads `scrypt$ln=15,r=8,p=1$salt$key`, both in base64; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "scrypt", let cost = Cost(parts[1]),
            let salt = Base64.decode(parts[2]), let key = Base64.decode(parts[3]), !key.isEmpty
        else { return nil }
        self.init(cost: cost, salt: salt, key: key)
    }

    /// `scrypt$ln=15,r=8,p=1$salt$key`.
    package var text: String {
        "scrypt$\(cost.text)$\(Base64.encodeURL(salt))$\(Base64.encodeURL(key))"
    }

    /// The hash of no password, for users that are not there: looking them up takes the same time.
    package static let ofNobody = ofNobody(costing: .current)

    /// The same where new hashes cost something else.
    package static func ofNobody(costing cost: Cost) -> PasswordHash {
        PasswordHash(
            cost: cost, salt: Array(repeating: 0, count: 16),
            key: Array(repeating: 0, count: 32))
    }
}

extension PasswordHash.Cost {
    /// Reads `ln=15,r=8,p=1` within what a server can be asked to bear.
    fileprivate init?(_ text: Substring) {
        var values: [Substring: Int] = [:]
        for part in text.split(separator: ",") {
            guard let equals = part.firstIndex(of: "="),
                let value = Int(part[part.index(after: equals)...])
            else { return nil }
            values[part[..<equals]] = value
        }
        guard let logRounds = values["ln"], (1...20).contains(logRounds),
            let blockSize = values["r"], (1...32).contains(blockSize),
            let parallelism = values["p"], (1...16).contains(parallelism)
        else { return nil }
        self.init(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
    }

    fileprivate var text: String { "ln=\(logRounds),r=\(blockSize),p=\(parallelism)" }
}
