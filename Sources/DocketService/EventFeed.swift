package import DocketCore
import DocketStore
import ServiceLifecycle
import Synchronization

/// Tells who follows a company's events that there may be new ones: at once where this server made
/// them, and twice a second in case another did. It never says which; whoever is woken looks, by
/// Sequence, so that nothing is missed or told twice whatever the timing.
///
/// A class, since all requests share it.
package final class EventFeed: Sendable {
    /// How long events of another server may go unnoticed, in milliseconds.
    private static let lookMilliseconds = 500

    private let followers = Mutex<[CompanyID?: [Int: AsyncStream<Void>.Continuation]]>([:])
    private let nextNumber = Atomic<Int>(0)

    /// A feed that nobody follows.
    package init() {}

    /// Wakes those who follow a company.
    package func wake(_ company: CompanyID) {
        followers.withLock { followers in
            for company in [company, nil] {
                guard let waiting = followers[company] else { continue }
                for continuation in waiting.values { continuation.yield() }
            }
        }
    }

    /// Calls `look` again and again: at once, when there may be new events of the company, and at
    /// least twice a second; until it returns false, throws, or the server stops.
    package func follow(
        _ company: CompanyID, _ look: () async throws -> Bool
    ) async throws {
        try await follow(key: company, look)
    }

    /// The same for the events of all companies.
    package func followAll(_ look: () async throws -> Bool) async throws {
        try await follow(key: nil, look)
    }

    private func follow(key company: CompanyID?, _ look: () async throws -> Bool) async throws {
        let (wakes, continuation) = AsyncStream<Void>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let number = nextNumber.add(1, ordering: .relaxed).newValue
        followers.withLock { $0[company, default: [:]][number] = continuation }
        defer {
            followers.withLock { followers in
                followers[company]?[number] = nil
                if followers[company]?.isEmpty ?? false { followers[company] = nil }
            }
        }
        continuation.yield()
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while true {
                        try await Task.sleep(for: .milliseconds(Self.lookMilliseconds))
                        continuation.yield()
                    }
                }
                defer { group.cancelAll() }
                for await _ in wakes { guard try await look() else { return } }
            }
        } onGracefulShutdown: {
            continuation.finish()
        }
    }
}
