/// What somebody may have meant who wrote a name that does not exist.
package enum Spelling {
    /// The candidate that is nearest to a word, letter case aside. Where several are, one with
    /// the same first letter, or else the first one.
    ///
    /// - Returns: `nil` where none can be reached with two mistakes, or with one for each three
    ///   letters of the word.
    package static func nearest(
        to word: String, among candidates: some Sequence<String>
    ) -> String? {
        let written = Array(word.lowercased().unicodeScalars)
        // A word that long is no misspelling, and comparing it would only cost time.
        guard written.count <= QueryLimits.nameLengthMax else { return nil }
        var best: String?
        // In halves of a mistake: another first letter is half a mistake more.
        var bestCost = 2 * (min(2, max(1, written.count / 3)) + 1)
        for candidate in candidates {
            let other = Array(candidate.lowercased().unicodeScalars)
            guard 2 * abs(other.count - written.count) < bestCost else { continue }
            let mistakes = distance(written, other)
            let cost = 2 * mistakes + (other.first == written.first ? 0 : 1)
            // A name of one letter is not a misspelling of every other one.
            guard cost < bestCost, mistakes < max(written.count, other.count) else { continue }
            best = candidate
            bestCost = cost
        }
        return best
    }

    /// How many letters are missing, too many, wrong, or swapped with their neighbour
    /// (Damerau and Levenshtein, in the form where no letter is changed twice).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let same = left[row - 1] == right[column - 1]
                var cost = min(last[column], current[column - 1]) + 1
                cost = min(cost, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2],
                    left[row - 2] == right[column - 1]
                {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
