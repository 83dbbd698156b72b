/// How often each key was counted in the present window, in a fixed number of places: whoever
/// comes with many keys takes no more memory than whoever comes with one.
///
/// A key has its place in one of many sets of `ways`. Where all places of a set are taken, the one
/// that goes is of an older window; where there is none, the one that was counted least. So a flood
/// of keys that come once pushes out its own, and not the keys that come often.
package struct RateTable: Sendable {
    private struct Place {
        var key: UInt64 = 0
        var window: Int64 = .min
        var count = 0
    }

    /// Places in which a key may be.
    package static let ways = 8
    private var places: [Place]

    /// An empty table.
    ///
    /// - Parameter sets: how many sets of `ways` places it has, 1 or more.
    package init(sets: Int) {
        precondition(sets > 0, "a table of rates has at least one set")
        places = Array(repeating: Place(), count: sets * Self.ways)
    }

    /// Counts a key once more.
    ///
    /// - Parameters:
    ///   - key: evenly spread, as a hash is.
    ///   - window: the number of the present window; what was counted in another one is forgotten.
    /// - Returns: how often it was counted in the window, this time included.
    package mutating func count(_ key: UInt64, in window: Int64) -> Int {
        let set = self.set(of: key)
        if let place = set.first(where: { isCounted(key, in: window, at: $0) }) {
            places[place].count += 1
            return places[place].count
        }
        var least = set.lowerBound
        for place in set {
            guard places[place].window == window else {
                least = place
                break
            }
            if places[place].count < places[least].count { least = place }
        }
        places[least] = Place(key: key, window: window, count: 1)
        return 1
    }

    /// How often a key was counted in a window, as far as it is known.
    package func count(of key: UInt64, in window: Int64) -> Int {
        let place = set(of: key).first { isCounted(key, in: window, at: $0) }
        return place.map { places[$0].count } ?? 0
    }

    private func isCounted(_ key: UInt64, in window: Int64, at place: Int) -> Bool {
        places[place].key == key && places[place].window == window
    }

    private func set(of key: UInt64) -> Range<Int> {
        let sets = UInt64(places.count / Self.ways)
        let start = Int(truncatingIfNeeded: key % sets) * Self.ways
        return start..<start + Self.ways
    }
}
