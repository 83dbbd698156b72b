/// What everybody who knows a user can guess of a password: names of the user, of the company, and
/// of the product.
///
/// Source: ASVS 5.0, 6.1.2 and 6.2.11.
package struct PasswordContext: Sendable, Equatable {
    /// The shortest part of a name that counts by itself, in letters: shorter ones are parts of
    /// many words.
    package static let partLettersMin = 4

    /// Letters alone, in lower case.
    private let words: Set<[Character]>

    /// What is around a user.
    package init(userName: String, companyNames: [String]) {
        var words: Set<[Character]> = []
        for name in [userName, "docket"] + companyNames {
            let parts = name.split { !$0.isLetter }.map { Self.letters($0) }
            words.formUnion(parts.filter { $0.count >= Self.partLettersMin })
            words.insert(parts.flatMap(\.self))
        }
        words.remove([])
        self.words = words
    }

    /// Whether a password is nothing but one of the names, of their parts, or several of these,
    /// with whatever digits, signs and spaces: `Docket-2026`, `annann1!`.
    package func isAll(of password: String) -> Bool {
        let letters = Self.letters(password)
        guard !letters.isEmpty else { return false }
        // Whether the words reach from the beginning to each place.
        var isReached = Array(repeating: false, count: letters.count + 1)
        isReached[0] = true
        for place in letters.indices where isReached[place] {
            for word in words where letters[place...].starts(with: word) {
                isReached[place + word.count] = true
            }
        }
        return isReached[letters.count]
    }

    private static func letters(_ text: some StringProtocol) -> [Character] {
        Array(text.lowercased().filter(\.isLetter))
    }
}
