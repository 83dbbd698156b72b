import DocketCore
import DocketJSON
import DocketService
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// A company's events as they come, to whoever keeps a connection open for them.
///
/// Source: contract, section 10; WHATWG HTML, "Server-sent events".
struct EventStream: Sendable {
    let history: History
    let feed: EventFeed
    let tokens: Tokens
    let clock: WallClock
    /// How many may be open.
    let limit: ConcurrencyLimit

    /// The type of such an answer, by which it is known that it has no end.
    static let contentType = "text/event-stream"
    /// Events of one read of the store.
    private static let readMax = 64
    /// How often, in seconds, it is seen whether the token is still good, and a comment is sent, so
    /// that nothing between takes the connection for dead.
    private static let lookSeconds = 10

    /// All events behind a Sequence, then those that come. A reader that takes nothing for too long
    /// is cut off like every slow client, and goes on with `Last-Event-ID` where it was.
    ///
    /// - Throws: `ServiceError.overloaded` where as many are open as may be.
    func answer(
        _ call: Call, of company: CompanyID, after sequence: Int64
    ) throws(ServiceError) -> Answer {
        guard let permit = limit.permit() else { throw .overloaded }
        let token = BearerToken.read(call.headers).map { String($0) } ?? ""
        return Answer(
            status: .ok,
            headers: [.contentType: Self.contentType, .cacheControl: "no-store"],
            body: ResponseBody { writer in
                defer { withExtendedLifetime(permit) {} }
                var last = sequence
                var looked = ContinuousClock.now
                // The header goes out with the first bytes.
                try await writer.write(ByteBuffer(string: ": events after \(sequence)\n\n"))
                try await feed.follow(company) {
                    var isMore = true
                    while isMore, !Task.isShuttingDownGracefully {
                        if ContinuousClock.now - looked > .seconds(Self.lookSeconds) {
                            looked = .now
                            let principal = try await tokens.principal(
                                forAccessToken: token, at: clock.now())
                            guard principal?.mayRead(company) ?? false else { return false }
                            try await writer.write(ByteBuffer(string: ":\n\n"))
                        }
                        let events = try await history.next(
                            of: company, after: last, limit: Self.readMax)
                        isMore = !events.isEmpty
                        guard let newest = events.last else { break }
                        try await writer.write(Self.text(events))
                        last = newest.sequence
                    }
                    return true
                }
                try await writer.finish(nil)
            })
    }

    private static func text(_ events: [KeptEvent]) -> ByteBuffer {
        var buffer = ByteBuffer()
        for event in events {
            var writer = JSONWriter()
            EventDocument.write(event, to: &writer)
            buffer.writeString("id: \(event.sequence)\nevent: \(event.event.type.rawValue)\ndata: ")
            buffer.writeBytes(writer.bytes)
            buffer.writeString("\n\n")
        }
        return buffer
    }
}

extension Principal {
    /// Whether its scopes and companies let it read the company's orders.
    fileprivate func mayRead(_ company: CompanyID) -> Bool {
        guard scopes.allows(.ordersRead) else { return false }
        switch companies {
        case .all: return true
        case .some(let some): return some.contains(company)
        }
    }
}

extension Call {
    /// Where a client that was cut off goes on; `nil` where it does not say.
    ///
    /// - Throws: `RequestError.badRequest`.
    func lastEventID() throws -> Int64? {
        guard let text = headers[.lastEventID] else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw RequestError.badRequest(
                "Last-Event-ID must be the Sequence of an event", position: nil)
        }
        #if DEBUG
            if PlantedBug.sseSkipsOnResume.isPlanted { return number + 1 }
        #endif
        return number
    }
}
