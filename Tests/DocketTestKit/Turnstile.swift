/// Lets so many in at a time; the others wait in line.
package actor Turnstile {
    private var free: Int
    private var line: [CheckedContinuation<Void, Never>] = []

    /// A turnstile before so many places.
    package init(places: Int) {
        free = places
    }

    /// Waits for a place.
    package func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { line.append($0) }
        }
    }

    /// Gives a place to whoever waits longest.
    package func leave() {
        if line.isEmpty {
            free += 1
        } else {
            line.removeFirst().resume()
        }
    }
}
