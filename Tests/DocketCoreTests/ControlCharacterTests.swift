import DocketCore
import Testing

@Suite struct ControlCharacterTests {
    /// Contract, section 1: category Cc but tab and line ends.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && !"\t\n\r".unicodeScalars.contains(scalar)
    }

    @Test func `a control character is found wherever it stands`() {
        for value in UInt32(0)..<0x180 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for before in 0..<20 {
                let text = String(repeating: "x", count: before) + String(scalar) + "yyy"
                #expect(Text(text).hasForbiddenControl == Self.isForbidden(scalar))
            }
        }
    }

    @Test func `texts by chance are judged as one character at a time would be`() {
        var random = SeededRandom(seed: 71)
        let alphabet: [Unicode.Scalar] = [
            "a", " ", "\t", "\n", "é", "\u{A0}", "\u{C2}", "\u{7E}", "\u{80}", "\u{9F}", "😀",
            "\u{7F}", "\u{1}", "\u{2028}",
        ]
        for _ in 0..<5_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...24, using: &random) {
                // Mostly harmless, or nearly all would be refused.
                let isPlain = Int.random(in: 0..<8, using: &random) > 0
                scalars.append(isPlain ? "b" : alphabet.randomElement(using: &random) ?? "a")
            }
            let text = String(scalars)
            #expect(
                Text(text).hasForbiddenControl
                    == text.unicodeScalars.contains(where: Self.isForbidden))
        }
    }
}
