import CLibPQ
import DocketStore
import Foundation
import Synchronization

/// The connection that hears what servers on the database tell each other, on a thread of its own.
///
/// A class, since it is the thread's identity.
final class PostgresListener: @unchecked Sendable {
    private static let channel = "docket"
    /// How often it looks whether it is to end, in milliseconds.
    private static let pollMilliseconds: Int32 = 200
    /// How long it waits before it connects again, in seconds.
    private static let reconnectSeconds = 1.0

    private let settings: PostgresSettings
    private let handlers = Mutex<[@Sendable (Announcement?) -> Void]>([])
    private let isListening = Atomic(false)
    private let isClosing = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    init(_ settings: PostgresSettings) {
        self.settings = settings
        let thread = Thread { [self] in
            while !isClosing.load(ordering: .relaxed) {
                listen()
                isListening.store(false, ordering: .sequentiallyConsistent)
                tell(nil)
            }
            ended.signal()
        }
        thread.name = "docket-listener"
        thread.start()
    }

    /// Whether it hears at present.
    var hears: Bool { isListening.load(ordering: .acquiring) }

    /// Has `handler` called with what is announced; with `nil` when something may have been missed.
    func add(_ handler: @escaping @Sendable (Announcement?) -> Void) {
        handlers.withLock { $0.append(handler) }
    }

    /// Tells all handlers.
    func tell(_ announcement: Announcement?) {
        for handler in handlers.withLock({ $0 }) { handler(announcement) }
    }

    /// Ends the thread.
    func close() {
        isClosing.store(true, ordering: .relaxed)
        ended.wait()
        ended.signal()
    }

    /// Listens until the connection is lost or this is to end.
    private func listen() {
        guard let connection = PostgresListening(settings, channel: Self.channel) else {
            pause()
            return
        }
        tell(nil)
        isListening.store(true, ordering: .sequentiallyConsistent)
        while !isClosing.load(ordering: .relaxed) {
            guard let heard = connection.wait(milliseconds: Self.pollMilliseconds) else { return }
            for payload in heard {
                // What a newer server says and this one does not know may be of any kind.
                tell(Announcement(rawValue: payload))
            }
        }
    }

    private func pause() {
        let end = Date(timeIntervalSinceNow: Self.reconnectSeconds)
        while Date() < end, !isClosing.load(ordering: .relaxed) {
            Thread.sleep(forTimeInterval: 0.1)
        }
    }
}
