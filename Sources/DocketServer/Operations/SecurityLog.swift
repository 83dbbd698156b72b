import DocketCore
import DocketService
import HTTPTypes
import Logging
import Metrics

/// Where security events are told of: one line each, all in one form.
struct SecurityLog: Sendable {
    private let logger: Logger
    private let events: [SecurityEventName: Counter]
    private let tokens: [SecurityEvent.GrantType: Counter]

    /// A log that writes by `logger`.
    ///
    /// - Parameter metrics: makes the figures of how many there were.
    init(_ logger: Logger, metrics: any MetricsFactory) {
        self.logger = logger
        events = Self.counters("docket_security_events_total", "event", metrics)
        tokens = Self.counters("docket_tokens_given_total", "grant", metrics)
    }

    private static func counters<Case: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String, _ label: String, _ metrics: any MetricsFactory
    ) -> [Case: Counter] {
        Dictionary(
            uniqueKeysWithValues: Case.allCases.map { value in
                let labels = [(label, value.rawValue)]
                return (value, Counter(label: name, dimensions: labels, factory: metrics))
            })
    }

    /// Tells of what came of a call.
    func note(_ event: SecurityEvent, of call: Call) {
        note(event, of: call.mark, from: call.peer.client(call.headers))
    }

    /// Tells of what came of a request.
    ///
    /// - Parameter address: for whom it came; `nil` where nobody knows.
    func note(
        _ event: SecurityEvent, of mark: RequestMark, from address: NetworkAddress?
    ) {
        let name = event.name
        events[name]?.increment()
        if case .tokenGiven(let grant, _, _, _) = event { tokens[grant]?.increment() }
        guard logger.logLevel <= name.level else { return }
        var metadata: Logger.Metadata = event.fields.compactMapValues { $0.map { .string($0) } }
        mark.fill(&metadata)
        metadata["event"] = .string(name.rawValue)
        metadata["address"] = address.map { .string($0.description) }
        logger.log(level: name.level, "\(name.rawValue)", metadata: metadata)
    }
}

/// A request that was refused, as far as it was understood before.
struct RefusedRequest {
    /// Who sent it; `nil` where no good token came with it.
    let principal: Principal?
    /// What the sender has used of the limit.
    let count: RateCount?
    /// What it was to do; asked for only where that is told.
    let place: () -> Place?

    /// An operation, and the company that it is about.
    struct Place {
        /// Method and path, with `()` for keys.
        let route: String
        /// `nil` where the path has none.
        let company: CompanyID?

        /// What a path leads to.
        init(_ route: Route, _ path: ResourcePath) {
            self.route = "\(route.method.rawValue) /\(route.path)"
            company = path.key(of: "companies").flatMap { CompanyID($0) }
        }
    }

    /// What the log tells of a refusal; `nil` for one that has nothing to do with who may do what.
    func event(of error: any Error) -> SecurityEvent? {
        if let error = error as? RequestError { return event(of: error) }
        if case .invalid(let faults)? = error as? ServiceError,
            faults.contains(where: { $0.detail == OutgoingAddresses.notPublicReason })
        {
            return .webhookAddressRefused(principal, company: place()?.company)
        }
        return nil
    }

    private func event(of error: RequestError) -> SecurityEvent? {
        switch error {
        case .invalidToken(let wasSent):
            return .accessTokenRefused(wasSent: wasSent)
        case .missingScope(let scope):
            let place = place()
            return .scopeMissing(scope, principal, route: place?.route, company: place?.company)
        case .wrongCompany:
            let place = place()
            return .companyNotAllowed(principal, route: place?.route, company: place?.company)
        case .rateLimitExceeded:
            // Whoever goes on asking is one line a window.
            guard let count, count.isFirstOver else { return nil }
            return .rateLimitMet(limit: count.limit, principal)
        case .notFoundResource, .unknownPath, .methodNotAllowed, .notAcceptable,
            .unsupportedMediaType, .bodyTooLarge, .targetTooLong, .badRequest, .invalid,
            .conflict, .notSupported:
            return nil
        }
    }
}
