import DocketCore
import DocketService
import HTTPTypes
import Hummingbird
import Instrumentation
import Logging
import NIOCore

/// What Hummingbird knows of a request beside its bytes.
struct DocketContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other end of the connection; `nil` where it has no address.
    let peerAddress: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peerAddress = source.channel.remoteAddress
    }
}

/// Who, what, and what came of it: takes every request to its operation and every error to its
/// answer.
struct DocketResponder: HTTPResponder {
    let routes: RouteTable
    let tokens: Tokens
    let changes: Changes
    let clock: WallClock
    let limiter: RateLimiter
    let proxies: TrustedProxies
    let security: SecurityHeaders
    let cors: CORSPolicy
    let tracing: TraceInstrument
    /// What counts requests for what there is not.
    let unknown: RouteFigures
    let logger: Logger
    /// Where it is told who may not do what they want.
    let log: SecurityLog
    /// The largest request target, in bytes.
    static let targetBytesMax = 32 << 10

    func respond(to request: Request, context: DocketContext) async throws -> Response {
        let mark = mark(of: request.headers)
        var visit = Visit(
            request: request, peer: Peer(address: context.peerAddress, proxies: proxies),
            now: clock.now(), mark: mark, notes: RequestNotes.current)
        let answer: Answer
        do {
            answer = try await self.answer(&visit)
        } catch {
            note(error, of: visit)
            answer = refusal(of: error, mark, isOfParcels: Route.isOfParcels(visit.target))
        }
        tell(&visit)
        var response = Response(
            status: answer.status, headers: answer.headers, body: watched(answer.body, mark))
        if request.method == .head {
            response = response.createHeadResponse()
            // How long a list is that is written while it is read, nobody knows.
            if answer.body.contentLength == nil { response.headers[.contentLength] = nil }
        }
        response.headers[.requestID] = mark.requestID
        (visit.count ?? limiter.look(at: request.headers, from: visit.peer))
            .note(in: &response.headers)
        security.complete(&response.headers)
        cors.complete(&response.headers, to: request.head)
        if answer.status == .noContent { response.headers[.contentLength] = nil }
        return response
    }

    /// A request, from whom it comes, and what that one may still ask for.
    private struct Visit {
        let request: Request
        let peer: Peer
        let now: Timestamp
        let mark: RequestMark
        /// Where it is noted what was found out; `nil` where nobody wants to know.
        let notes: RequestNotes?
        /// What is counted of the operation; `nil` until it is found.
        var route: RouteFigures?
        /// The company that it is about, where it is about one.
        var company: CompanyID?
        /// `nil` until it is known, and for whoever has no good token.
        var principal: Principal?
        /// `nil` until it is counted.
        var count: RateCount?
        /// Whether it was noted already.
        var isNoted = false

        /// What was asked for.
        var target: String { request.head.path ?? "/" }
    }

    /// By what the request is found in the log: by its client's words, or where these are none by
    /// the id of its work here.
    private func mark(of fields: HTTPFields) -> RequestMark {
        var context = ServiceContext.topLevel
        tracing.extract(fields, into: &context, using: TraceExtractor())
        let trace = context.trace ?? tracing.newTrace()
        return RequestMark(
            requestID: RequestID.read(fields) ?? trace.spanText, trace: trace)
    }

    /// Notes what was found out, once.
    private func tell(_ visit: inout Visit) {
        guard let notes = visit.notes, !visit.isNoted else { return }
        visit.isNoted = true
        notes.add(
            RequestNote(
                route: visit.route ?? unknown, company: visit.company,
                principal: visit.principal, mark: visit.mark))
    }

    private func answer(_ visit: inout Visit) async throws -> Answer {
        let request = visit.request
        let target = request.head.path ?? "/"
        guard target.utf8.count <= Self.targetBytesMax else {
            try countAnonymous(&visit)
            throw RequestError.targetTooLong(limit: Self.targetBytesMax)
        }
        let pathEnd = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        guard let path = ResourcePath(target[..<pathEnd]) else {
            let isBelowV1 = target[..<pathEnd].lowercased().hasPrefix("/v1/")
            try await refuseStranger(&visit, isBelowV1: isBelowV1)
            throw RequestError.unknownPath
        }
        let match = routes.match(request.method, path)
        if request.method == .options, case .otherMethod(let allowed) = match {
            try countAnonymous(&visit)
            return Answer.empty(.noContent).adding(.allow, allowed.joined(separator: ", "))
        }
        guard case .route(let route) = match else {
            try await refuseStranger(&visit, isBelowV1: path.segments.first?.name == "v1")
            if case .otherMethod(let allowed) = match {
                throw RequestError.methodNotAllowed(allowed: allowed)
            }
            throw RequestError.unknownPath
        }
        visit.route = route.figures
        visit.company = path.key(of: "companies").flatMap { CompanyID($0) }
        let principal = try await admit(&visit, to: route, path)
        if route.isOfParcels, let principal {
            visit.company = try principal.company(chosenBy: request.headers)
        }
        // Told before the work, since its client may be gone before its end.
        tell(&visit)
        if !route.choosesForm { try Accept.requireJSON(request.headers) }
        let call = Call(
            path: path, rawPath: target[..<pathEnd], rawQuery: target[pathEnd...].dropFirst(),
            headers: request.headers, origin: ServiceRoot.origin(request.head, from: visit.peer),
            peer: visit.peer, principal: principal,
            chosenCompany: route.isOfParcels ? visit.company : nil, now: visit.now,
            mark: visit.mark,
            requestBody: request.body)
        return try await perform(call, route)
    }

    private func perform(_ call: Call, _ route: Route) async throws -> Answer {
        switch route.handler {
        case .answering(let handler): return try await handler(call)
        case .changing(let handler):
            do {
                return try await change(call, route, handler)
            } catch  where call.prefersDryRun {
                let refused = RefusedRequest(principal: call.principal, count: nil) {
                    RefusedRequest.Place(route, call.path)
                }
                if let event = refused.event(of: error) { log.note(event, of: call) }
                return refusal(of: error, call.mark, isOfParcels: route.isOfParcels).noting(call)
            }
        }
    }

    /// Changes something; once, where the client gave a key (contract, section 10).
    private func change(
        _ call: Call, _ route: Route, _ handler: @Sendable (Call) async throws -> KeptAnswer
    ) async throws -> Answer {
        guard let key = try Call.idempotencyKey(call.headers) else {
            return Answer(try await handler(call)).noting(call)
        }
        let body = try await call.body(limit: Call.bodyBytesMax)
        var call = call
        call.requestBody = RequestBody(buffer: ByteBuffer(bytes: body))
        call.key = RequestKey(
            key, token: BearerToken.read(call.headers).map { String($0) } ?? "",
            route: "\(route.method) \(route.path)",
            request: [Array(call.rawPath.utf8), Array(call.rawQuery.utf8), body])
        let (answer, isReplayed) = try await changes.once(call.change) { [call] in
            try await handler(call)
        }
        let noted = Answer(answer).noting(call)
        return isReplayed ? noted.adding(.idempotentReplayed, "true") : noted
    }

    /// The one place where scope and company are checked (contract, sections 5 and 7).
    private func admit(
        _ visit: inout Visit, to route: Route, _ path: ResourcePath
    ) async throws -> Principal? {
        let (scope, other): (Scope, Scope?)
        switch route.access {
        case .scope(let one, let another): (scope, other) = (one, another)
        case .proof(let one) where visit.request.headers.contains(.authorization):
            (scope, other) = (one, nil)
        case .anyone, .proof:
            if route.isLimited { try countAnonymous(&visit) }
            return nil
        }
        let principal = try await principal(&visit)
        let isAllowed =
            principal.scopes.allows(scope) || other.map(principal.scopes.allows) ?? false
        guard isAllowed else { throw RequestError.missingScope(scope) }
        guard let key = path.key(of: "companies") else { return principal }
        switch principal.companies {
        case .all:
            guard CompanyID(key) != nil else { throw RequestError.notFound("Company", id: key) }
        case .some(let companies):
            guard let company = CompanyID(key), companies.contains(company) else {
                throw RequestError.wrongCompany
            }
        }
        return principal
    }

    /// What is below `/v1`, also that something is not there, only who has a token may know.
    private func refuseStranger(_ visit: inout Visit, isBelowV1: Bool) async throws {
        if isBelowV1 {
            _ = try await principal(&visit)
        } else {
            try countAnonymous(&visit)
        }
    }

    /// Who calls. A good token is counted by itself, everything else by address.
    private func principal(_ visit: inout Visit) async throws -> Principal {
        let fields = visit.request.headers
        let token = BearerToken.read(fields)
        if let token,
            let principal = try await tokens.principal(forAccessToken: token, at: visit.now)
        {
            visit.principal = principal
            try count(&visit, .token(token))
            return principal
        }
        try countAnonymous(&visit)
        throw RequestError.invalidToken(
            wasSent: token != nil || fields.contains(.authorization))
    }

    private func countAnonymous(_ visit: inout Visit) throws(RequestError) {
        try count(&visit, .address(visit.peer.client(visit.request.headers)))
    }

    /// Counts the request, and refuses it where it is one too many (contract, section 7).
    private func count(
        _ visit: inout Visit, _ caller: RateLimiter.Caller
    ) throws(RequestError) {
        let count = limiter.count(caller)
        visit.count = count
        if count.isOver { throw .rateLimitExceeded(resetSeconds: count.resetSeconds) }
    }

    // MARK: - What the log is told

    /// Tells of a refusal that has to do with who may do what. The operation is looked up again,
    /// so that what is let in pays nothing for it.
    private func note(_ error: any Error, of visit: Visit) {
        let refused = RefusedRequest(principal: visit.principal, count: visit.count) {
            let target = visit.request.head.path ?? "/"
            let end = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
            guard let path = ResourcePath(target[..<end]),
                case .route(let route) = routes.match(visit.request.method, path)
            else { return nil }
            return RefusedRequest.Place(route, path)
        }
        guard let event = refused.event(of: error) else { return }
        log.note(event, of: visit.mark, from: visit.peer.client(visit.request.headers))
    }

    /// The body, with a word in the log where it breaks off behind the header: the client only
    /// sees that the connection is closed before the end.
    private func watched(_ body: ResponseBody, _ mark: RequestMark) -> ResponseBody {
        guard body.contentLength == nil else { return body }
        return ResponseBody { [self] writer in
            do {
                try await body.write(writer)
            } catch {
                if let outage = ServiceError(error) {
                    note(outage, error, "answer broken off", mark)
                }
                throw error
            }
        }
    }

    /// Logs what the database could not do.
    private func note(
        _ outage: ServiceError, _ error: any Error, _ words: Logger.Message, _ mark: RequestMark
    ) {
        // A query that asks too much is the client's affair.
        logger.log(
            level: outage == .tookTooLong ? .notice : .error, words,
            metadata: mark.metadata(error))
    }

    private func refusal(
        of error: any Error, _ mark: RequestMark, isOfParcels: Bool = false
    ) -> Answer {
        var error = error
        if let outage = ServiceError(error) {
            note(outage, error, "database", mark)
            error = outage
        }
        if isOfParcels, let refusal = ParcelErrorTable.refusal(for: error) {
            return refusal.answer(traceID: mark.requestID)
        }
        if let problem = ErrorTable.problem(for: error) {
            return problem.answer(traceID: mark.requestID)
        }
        logger.error("unforeseen", metadata: mark.metadata(error))
        let problem = ErrorTable.internalError
        return isOfParcels
            ? ParcelRefusal(problem).answer(traceID: mark.requestID)
            : problem.answer(traceID: mark.requestID)
    }
}

extension QueryOption {
    /// Reads what stands behind `?`.
    ///
    /// - Throws: `RequestError.badRequest` for broken percent-encoding.
    static func read(_ query: Substring) throws -> [QueryOption] {
        try query.split(separator: "&").map { option in
            let parts = option.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], form: true),
                let value = PercentEncoding.decode(
                    parts.count > 1 ? keepingOffsets(parts[1]) : "", form: true)
            else {
                throw RequestError.badRequest(
                    "the query is not percent-encoded UTF-8", position: 0)
            }
            return QueryOption(
                name: name, value: value, rawValue: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    /// A `+` is a space, but not before the hours and minutes of an offset such as `+02:00`, where
    /// a space would make no sense: clients forget to encode it.
    private static func keepingOffsets(_ text: Substring) -> Substring {
        guard text.utf8.contains(UInt8(ascii: "+")) else { return text }
        return text.replacing(/\+(?=[0-9]{2}(?::|%3[Aa])[0-9]{2})/, with: "%2B")
    }
}
