import CLibPQ
import Foundation

/// A connection that does nothing but LISTEN.
final class PostgresListening {
    private let handle: OpaquePointer?

    /// Connects and listens; `nil` where that can't be had.
    init?(_ settings: PostgresSettings, channel: String) {
        handle = PostgresConnection.connect(settings.url)
        let result = PQexec(handle, "LISTEN \(channel)")
        defer { PQclear(result) }
        // A class whose members are all set is deinitialized when its init fails.
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { return nil }
    }

    deinit { PQfinish(handle) }

    /// What was announced within a time; `nil` where the connection was lost.
    func wait(milliseconds: Int32) -> [String]? {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        if poll(&descriptor, 1, milliseconds) > 0 {
            guard PQconsumeInput(handle) == 1 else { return nil }
        }
        guard PQstatus(handle) == CONNECTION_OK else { return nil }
        var payloads: [String] = []
        while let notification = PQnotifies(handle) {
            payloads.append(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return payloads
    }
}
