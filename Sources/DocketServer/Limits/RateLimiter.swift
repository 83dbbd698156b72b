import DocketCore
import DocketService
import HTTPTypes
import NIOCore
import Synchronization

/// Counts the requests of each caller in windows of a minute (contract, section 7).
///
/// In memory and for this server alone, since a common count would cost each request a round trip
/// to the database. The windows follow a clock that nobody sets, beginning with the server's start;
/// in the sandbox they follow its clock too.
///
/// A class: it is the identity of the table that all requests are counted in.
final class RateLimiter: Sendable {
    /// By what requests are counted.
    enum Caller {
        /// A token that is good.
        case token(Substring)
        /// An address, or the network that is its customer's; `nil` stands for all whose address
        /// nobody knows.
        case address(NetworkAddress?)
    }

    /// The length of a window, in microseconds.
    private static let windowMicroseconds: Int64 = 60_000_000
    /// Parts of the table with a lock of their own each.
    private static let stripeCount = 64
    /// Sets of places of each part. All parts have room for 65,536 callers in 1.5 MB.
    private static let setsPerStripe = 128

    private let stripes = (0..<RateLimiter.stripeCount).map { _ in Stripe() }
    private let start = NIODeadline.now()
    private let newestEnd = Mutex(End())
    private let clock: WallClock
    private let token: Limit
    private let address: Limit

    init(_ limits: ServerLimits, clock: WallClock) {
        self.clock = clock
        token = Limit(limits.tokenRequestsMax)
        address = Limit(limits.anonymousRequestsMax)
    }

    /// Counts a request.
    func count(_ caller: Caller) -> RateCount {
        look(at: caller) { table, key, window in table.count(key, in: window) }
    }

    /// What holds for a caller, without counting.
    func look(at caller: Caller) -> RateCount {
        look(at: caller) { table, key, window in table.count(of: key, in: window) }
    }

    /// What holds for whoever sent a request that nobody looks into: for the token, where it was
    /// counted lately and so is good, else for the address.
    func look(at fields: HTTPFields, from peer: Peer) -> RateCount {
        if let token = BearerToken.read(fields) {
            let count = look(at: .token(token))
            if count.used > 0 { return count }
        }
        return look(at: .address(peer.client(fields)))
    }

    private func look(
        at caller: Caller, _ use: (inout RateTable, UInt64, Int64) -> Int
    ) -> RateCount {
        let key = caller.key
        let limit = self.limit(of: caller)
        return stripe(of: key).state.withLock { state in
            let moment = self.moment(&state.end)
            return RateCount(
                limit: limit.number, limitText: limit.text,
                used: use(&state.table, key, moment.window), reset: state.end.text,
                resetSeconds: Int((moment.microsecondsLeft + 999_999) / 1_000_000))
        }
    }

    // MARK: - Windows

    /// Where in which window the present is.
    private struct Moment {
        let window: Int64
        /// 1 or more.
        let microsecondsLeft: Int64
    }

    /// When a window ends.
    private struct End: Sendable, Equatable {
        var window: Int64 = -1
        /// How far the server's clock was ahead when it was worked out.
        var secondsAhead: Int64 = 0
        /// As a header says it.
        var text = ""
    }

    /// The present; the first one to come to a stripe in a window asks when that ends.
    private func moment(_ end: inout End) -> Moment {
        let ahead = clock.secondsAhead
        let elapsed = (NIODeadline.now() - start).nanoseconds / 1000 + ahead * 1_000_000
        let (window, inWindow) = elapsed.quotientAndRemainder(
            dividingBy: Self.windowMicroseconds)
        let moment = Moment(window: window, microsecondsLeft: Self.windowMicroseconds - inWindow)
        if end.window != window || end.secondsAhead != ahead {
            end = self.end(of: moment, secondsAhead: ahead)
        }
        return moment
    }

    /// When a window ends: the same for all who ask.
    private func end(of moment: Moment, secondsAhead: Int64) -> End {
        newestEnd.withLock { end in
            if end.window != moment.window || end.secondsAhead != secondsAhead {
                let instant = clock.now().microseconds + moment.microsecondsLeft
                end = End(
                    window: moment.window, secondsAhead: secondsAhead,
                    text: Timestamp(microseconds: instant).wholeMilliseconds.sevenDigits)
            }
            return end
        }
    }

    private func limit(of caller: Caller) -> Limit {
        switch caller {
        case .token: token
        case .address: address
        }
    }

    /// The lower bits say where in the stripe.
    private func stripe(of key: UInt64) -> Stripe {
        stripes[Int(truncatingIfNeeded: key >> 32) & (Self.stripeCount - 1)]
    }

    /// A part of the table.
    ///
    /// A class: it is the identity of a lock.
    private final class Stripe: Sendable {
        struct State {
            var table = RateTable(sets: RateLimiter.setsPerStripe)
            var end = End()
        }

        let state = Mutex(State())
    }

    /// A limit, and as a header says it.
    private struct Limit: Sendable {
        let number: Int
        let text: String

        init(_ number: Int) {
            self.number = number
            text = "\(number)"
        }
    }
}

extension RateLimiter.Caller {
    /// A hash with the process's own secret, so that nobody can choose whom to be mistaken for.
    fileprivate var key: UInt64 {
        var hasher = Hasher()
        switch self {
        case .token(var token):
            hasher.combine(0 as UInt8)
            token.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .address(let address):
            hasher.combine(1 as UInt8)
            hasher.combine(address?.ofCustomer)
        }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

/// How many requests a caller may make, and how many they made.
///
/// Source: contract, section 7.
struct RateCount: Sendable {
    /// How many in a window.
    let limit: Int
    /// The same, as a header says it.
    let limitText: String
    /// How many there were in this one.
    let used: Int
    /// When the window ends, as a header says it.
    let reset: String
    /// In how many seconds that is: 1 to 60.
    let resetSeconds: Int

    /// Whether there were more than may be.
    var isOver: Bool { used > limit }
    /// Whether it is the first that is one too many.
    var isFirstOver: Bool { used == limit + 1 }

    /// Adds the documented fields to an answer's header.
    func note(in fields: inout HTTPFields) {
        fields.append(HTTPField(name: .rateLimit, value: limitText))
        fields.append(HTTPField(name: .rateLimitRemaining, value: "\(max(0, limit - used))"))
        fields.append(HTTPField(name: .rateLimitReset, value: reset))
        fields.append(HTTPField(name: .rateLimitResetSeconds, value: "\(resetSeconds)"))
    }
}
