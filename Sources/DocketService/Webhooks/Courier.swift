import DocketCore
package import DocketStore
package import Logging
import ServiceLifecycle
import Synchronization

/// Tells webhooks of what happened: at least once, of each order in the order in which it happened.
///
/// A company's history is its outbox, written in the transaction of each change. For each webhook
/// the courier turns what is behind the webhook's last Sequence into deliveries, and sends those
/// that are due. Each webhook has a run of its own, so that none waits for another's receiver; of
/// many servers on one database one leases a company's webhooks.
///
/// Source: contract, section 10; Standard Webhooks.
package final class Courier: Service {
    private let database: any Database
    private let feed: EventFeed
    private let addresses: OutgoingAddresses
    private let clock: WallClock
    private let logger: Logger
    /// In whose traces receivers are called.
    let tracing: TraceInstrument
    /// What is counted of calls.
    let figures: DeliveryFigures
    private let state = Mutex(State())

    private struct State {
        var isStopping = false
        /// Webhooks that are being served.
        var running: Set<BusyWebhook> = []
        /// What is leased, and until when.
        var leases: [CompanyID: Timestamp] = [:]
        /// What another server has leased, and until when it is not asked for again.
        var refused: [CompanyID: ContinuousClock.Instant] = [:]
        /// What is known of receivers; forgotten when the server stops.
        var breakers: [GUID: CircuitBreaker] = [:]
    }

    /// What a call may take altogether, in seconds.
    let callSeconds: Int64
    /// How long a lease lasts that is not renewed, in seconds.
    private var leaseSeconds: Int64 { 2 * callSeconds }
    /// How long it must last at least for a call to begin, in seconds: longer than a call.
    private var leaseSecondsMin: Int64 { callSeconds + callSeconds / 3 }
    /// How long nothing is tried with a company that is another server's, in seconds.
    private static let refusedSeconds = 5
    /// Milliseconds from one look to the next, at least; in them all changes count as one.
    private static let restMilliseconds = 20

    /// A courier for a server of `services`.
    ///
    /// - Parameter callSeconds: what a call may take altogether; 1 or more.
    package init(
        database: any Database, services: DocketServices, callSeconds: Int64 = 15, logger: Logger
    ) {
        self.callSeconds = callSeconds
        self.database = database
        feed = services.feed
        addresses = services.addresses
        clock = services.clock
        tracing = services.tracing
        figures = DeliveryFigures(services.metrics)
        self.logger = logger
    }

    /// Delivers until the server stops; calls that are under way then are waited for.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            try? await feed.followAll {
                do {
                    for webhook in try await self.busy() {
                        group.addTask { await self.serve(webhook) }
                    }
                } catch {
                    self.logger.warning("can't deliver", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: .milliseconds(Self.restMilliseconds))
                return true
            }
            state.withLock { $0.isStopping = true }
        }
        await release()
    }

    /// The webhooks with something to do that nobody serves: the caller's from now on.
    private func busy() async throws -> [BusyWebhook] {
        let now = clock.now()
        let found = try await database.all(CompanyStore.busyWebhooks(at: now)).compactMap(\.self)
        var mine: [BusyWebhook] = []
        for webhook in found {
            let isFree = state.withLock { state in
                state.refused[webhook.company].map { $0 < .now } ?? true
                    && (state.breakers[webhook.id] ?? CircuitBreaker()).limit(1, at: now) > 0
                    && state.running.insert(webhook).inserted
            }
            guard isFree else { continue }
            do {
                if try await lease(webhook.company) {
                    mine.append(webhook)
                    continue
                }
                state.withLock { state in
                    state.refused[webhook.company] = .now + .seconds(Self.refusedSeconds)
                }
            } catch {
                logger.warning("can't lease deliveries", metadata: ["error": "\(error)"])
            }
            _ = state.withLock { $0.running.remove(webhook) }
        }
        return mine
    }

    private func serve(_ webhook: BusyWebhook) async {
        let run = CourierRun(
            webhook, database: database, addresses: addresses, clock: clock, courier: self)
        do {
            try await run.deliver()
        } catch {
            logger.warning(
                "can't deliver",
                metadata: ["webhook": "\(webhook.id)", "error": "\(error)"])
            note(CourierRun.trouble, of: webhook.id)
        }
        _ = state.withLock { $0.running.remove(webhook) }
    }

    // MARK: - What runs ask

    /// Whether deliveries of a company are this server's for long enough to make a call.
    func lease(_ company: CompanyID) async throws -> Bool {
        let now = clock.now()
        let (isStopping, end) = state.withLock { ($0.isStopping, $0.leases[company]) }
        guard !isStopping else { return false }
        if let end, end > now.adding(seconds: leaseSecondsMin) { return true }
        let until = now.adding(seconds: leaseSeconds)
        let isLeased = try await database.write(of: company) { connection in
            let store = SystemStore(connection)
            if let end, try store.renewLease(.deliver, of: company, from: end, until: until) {
                return true
            }
            return try store.lease(.deliver, of: company, at: now, until: until)
        }
        return state.withLock { state in
            if isLeased {
                state.leases[company] = until
            } else if state.leases[company] == end {
                state.leases[company] = nil
            }
            // Another run may have been faster; then it is this server's all the same.
            return state.leases[company].map { $0 > now.adding(seconds: leaseSecondsMin) }
                ?? false
        }
    }

    /// How many deliveries may be under way to a receiver, of `most` otherwise.
    func limit(_ most: Int, to webhook: GUID) -> Int {
        state.withLock { state in
            (state.breakers[webhook] ?? CircuitBreaker()).limit(most, at: clock.now())
        }
    }

    /// Notes how a receiver behaved.
    func note(_ outcome: DeliveryOutcome, of webhook: GUID) {
        let now = clock.now()
        state.withLock { state in
            guard !outcome.isFromWorking else {
                state.breakers[webhook]?.succeeded()
                return
            }
            state.breakers[webhook, default: CircuitBreaker()]
                .failed(at: now, asked: outcome.retryAfter)
        }
    }

    /// Tells of a call, by the ids that its receiver may have in a log of its own.
    func tell(_ outcome: DeliveryOutcome, of delivery: GUID, in trace: TraceContext?) {
        logger.debug(
            "delivery",
            metadata: [
                "delivery": "\(delivery)", "trace": "\(trace?.traceText ?? "")",
                "span": "\(trace?.spanText ?? "")",
                "outcome": "\(outcome.failure ?? outcome.status.map { "\($0)" } ?? "")",
            ])
    }

    /// Gives back what is leased, so that another server need not wait.
    private func release() async {
        let leases = state.withLock { $0.leases }
        for (company, end) in leases {
            _ = try? await database.write(of: company) { connection in
                try SystemStore(connection).renewLease(
                    .deliver, of: company, from: end, until: Timestamp(microseconds: 0))
            }
        }
    }
}
