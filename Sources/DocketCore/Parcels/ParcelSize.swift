/// How large and how heavy a parcel is, as carriers measure it: what is finer is rounded up.
package struct ParcelSize: Sendable, Hashable {
    /// The sides in tenths of a millimetre, longest first; each 1 or more.
    package let sides: [Int64]
    /// The weight in grams, 1 or more.
    package let grams: Int64

    /// The longest side that is taken, in tenths of a millimetre: 10 m.
    package static let sideMax: Int64 = 100_000
    /// The heaviest parcel that is taken, in grams: 10 t.
    package static let gramsMax: Int64 = 10_000_000

    /// A parcel of three sides in tenths of a millimetre, in whatever order, and a weight in grams.
    ///
    /// - Returns: `nil` where one is below 1 or above its most.
    package init?(_ first: Int64, _ second: Int64, _ third: Int64, grams: Int64) {
        let sides = [first, second, third].sorted(by: >)
        guard sides[0] <= Self.sideMax, sides[2] >= 1, (1...Self.gramsMax).contains(grams)
        else { return nil }
        self.sides = sides
        self.grams = grams
    }

    /// The longest side and once round it, in tenths of a millimetre.
    package var girth: Int64 { sides[0] + 2 * (sides[1] + sides[2]) }

    /// The weight that its room stands for, in grams, rounded up.
    ///
    /// - Parameter divisor: cubic centimetres to the kilogram, such as 5000; 1 or more.
    package func volumetricGrams(divisor: Int64) -> Int64 {
        // Cubic tenths of a millimetre: 10^6 to the cubic centimetre, 1000 g to the kilogram.
        let volume = sides[0] * sides[1] * sides[2]
        let perGram = 1000 * divisor
        return (volume + perGram - 1) / perGram
    }

    /// Whether it goes into a box of these sides, turned as it may be.
    ///
    /// - Parameter limits: in tenths of a millimetre, longest first.
    package func fits(_ limits: [Int64]) -> Bool {
        zip(sides, limits).allSatisfy { $0 <= $1 }
    }
}
