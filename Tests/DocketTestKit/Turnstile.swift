/// Lets so many in at a time; the others wait in line.
package actor Turnstile {
    private var free: Int
    private var line: [CheckedContinuation<Void, Never>] = []

    /// For tests with a database of their own: all at once would have thousands of files open,
    /// beyond what Foundation's `Process` survives.
    package static let databases = Turnstile(places: 40)

    /// A turnstile before so many places.
    package init(places: Int) {
        free = places
    }

    /// Runs `body` in a place of its own.
    package nonisolated func pass<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        await enter()
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await leave()
        return try result.get()
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { line.append($0) }
        }
    }

    /// Gives the place to whoever waits longest.
    private func leave() {
        if line.isEmpty {
            free += 1
        } else {
            line.removeFirst().resume()
        }
    }
}
