/// The number of an order that people read out and print: `8765-1234-987`.
///
/// Ten random digits and a check digit that catches every single wrong digit and every swap of
/// neighbours. It comes from no counter, so that nobody can read from it how many orders there
/// are.
///
/// Source: contract, section 2; H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004), the
/// published quasigroup of order 10.
package struct PrintableID: Sendable, Hashable, CustomStringConvertible {
    /// The eleven digits as one number, check digit last; below 10^11.
    package let digits: Int64

    /// A number as it was stored.
    package init(digits: Int64) {
        self.digits = digits
    }

    /// A new one.
    package init(using random: inout some RandomNumberGenerator) {
        let payload = Int64.random(in: 0..<10_000_000_000, using: &random)
        digits = payload * 10 + Int64(Self.damm(payload, places: 10))
    }

    /// Reads the grouped form; `nil` for anything else, a wrong check digit included.
    package init?(_ text: String) {
        self.init(utf8: ArraySlice(text.utf8))
    }

    /// Reads the grouped form from bytes.
    package init?(utf8 bytes: ArraySlice<UInt8>) {
        guard bytes.count == 13 else { return nil }
        var number: Int64 = 0
        for (position, byte) in zip(0..., bytes) {
            if position == 4 || position == 9 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        guard Self.damm(number, places: 11) == 0 else { return nil }
        digits = number
    }

    /// The number of characters of the grouped form.
    package static let textLength = 13

    /// Writes the grouped form to where there is room for it.
    package func write(to text: UnsafeMutablePointer<UInt8>) {
        var rest = digits
        for place in stride(from: Self.textLength - 1, through: 0, by: -1) {
            if place == 4 || place == 9 {
                text[place] = UInt8(ascii: "-")
            } else {
                text[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
    }

    /// The grouped form.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { text in
            guard let start = text.baseAddress else { return 0 }
            write(to: start)
            return Self.textLength
        }
    }

    /// The interim digit after all `places` digits; zero where the last one checks the others.
    private static func damm(_ number: Int64, places: Int) -> UInt8 {
        var divisor: Int64 = 1
        for _ in 1..<places { divisor *= 10 }
        var interim: UInt8 = 0
        while divisor > 0 {
            interim = quasigroup[Int(interim) * 10 + Int(number / divisor % 10)]
            divisor /= 10
        }
        return interim
    }

    private static let quasigroup: [UInt8] = [
        0, 3, 1, 7, 5, 9, 8, 6, 4, 2,
        7, 0, 9, 2, 1, 5, 4, 8, 6, 3,
        4, 2, 0, 6, 8, 7, 1, 3, 5, 9,
        1, 7, 5, 0, 9, 8, 3, 4, 2, 6,
        6, 1, 2, 3, 0, 4, 5, 9, 7, 8,
        3, 6, 7, 4, 2, 0, 9, 5, 8, 1,
        5, 8, 6, 9, 7, 2, 0, 1, 3, 4,
        8, 9, 4, 5, 3, 6, 2, 0, 1, 7,
        9, 4, 3, 8, 6, 1, 7, 2, 0, 5,
        2, 5, 8, 1, 4, 3, 6, 7, 9, 0,
    ]
}
