import DocketCore
import DocketService
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What Hummingbird knows of a request beside its bytes.
struct DocketContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}

/// Who, what, and what came of it: takes every request to its operation and every error to its
/// answer.
struct DocketResponder: HTTPResponder {
    let routes: RouteTable
    let tokens: Tokens
    let changes: Changes
    let clock: WallClock
    let logger: Logger
    /// The largest request target, in bytes.
    static let targetBytesMax = 32 << 10

    func respond(to request: Request, context: DocketContext) async throws -> Response {
        let requestID = RequestID.read(request.headers) ?? RequestID.make()
        let answer: Answer
        do {
            answer = try await self.answer(request, requestID: requestID)
        } catch {
            answer = refusal(of: error, requestID: requestID)
        }
        var response = Response(
            status: answer.status, headers: answer.headers,
            body: watched(answer.body, requestID: requestID))
        if request.method == .head {
            response = response.createHeadResponse()
            // How long a list is that is written while it is read, nobody knows.
            if answer.body.contentLength == nil { response.headers[.contentLength] = nil }
        }
        response.headers[.requestID] = requestID
        if answer.status == .noContent { response.headers[.contentLength] = nil }
        logger.debug(
            "request",
            metadata: [
                "request": "\(requestID)", "method": "\(request.method.rawValue)",
                "status": "\(answer.status.code)",
            ])
        return response
    }

    private func answer(_ request: Request, requestID: String) async throws -> Answer {
        let target = request.head.path ?? "/"
        guard target.utf8.count <= Self.targetBytesMax else {
            throw RequestError.targetTooLong(limit: Self.targetBytesMax)
        }
        let pathEnd = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let now = clock.now()
        guard let path = ResourcePath(target[..<pathEnd]) else {
            if target[..<pathEnd].lowercased().hasPrefix("/v1/") {
                _ = try await principal(request, at: now)
            }
            throw RequestError.unknownPath
        }
        let match = routes.match(request.method, path)
        if request.method == .options, case .otherMethod(let allowed) = match {
            return Answer.empty(.noContent).adding(.allow, allowed.joined(separator: ", "))
        }
        guard case .route(let route) = match else {
            if path.segments.first?.name == "v1" { _ = try await principal(request, at: now) }
            if case .otherMethod(let allowed) = match {
                throw RequestError.methodNotAllowed(allowed: allowed)
            }
            throw RequestError.unknownPath
        }
        let principal = try await admit(request, to: route, path, at: now)
        if !route.choosesForm { try Accept.requireJSON(request.headers) }
        let call = Call(
            path: path, rawPath: target[..<pathEnd], rawQuery: target[pathEnd...].dropFirst(),
            headers: request.headers,
            origin: ServiceRoot.origin(request.head), principal: principal, now: now,
            requestID: requestID, requestBody: request.body)
        switch route.handler {
        case .answering(let handler): return try await handler(call)
        case .changing(let handler):
            do {
                return try await change(call, route, handler)
            } catch  where call.prefersDryRun {
                return refusal(of: error, requestID: requestID).noting(call)
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
        _ request: Request, to route: Route, _ path: ResourcePath, at now: Timestamp
    ) async throws -> Principal? {
        guard case .scope(let scope, let other) = route.access else { return nil }
        let principal = try await principal(request, at: now)
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

    private func principal(_ request: Request, at now: Timestamp) async throws -> Principal {
        guard let token = BearerToken.read(request.headers) else {
            throw RequestError.invalidToken(
                wasSent: request.headers.contains(.authorization))
        }
        guard let principal = try await tokens.principal(forAccessToken: token, at: now) else {
            throw RequestError.invalidToken(wasSent: true)
        }
        return principal
    }

    /// The body, with a word in the log where it breaks off behind the header: the client only
    /// sees that the connection is closed before the end.
    private func watched(_ body: ResponseBody, requestID: String) -> ResponseBody {
        guard body.contentLength == nil else { return body }
        return ResponseBody { [self] writer in
            do {
                try await body.write(writer)
            } catch {
                if let outage = ServiceError(error) {
                    note(outage, error, "answer broken off", requestID: requestID)
                }
                throw error
            }
        }
    }

    /// Logs what the database could not do.
    private func note(
        _ outage: ServiceError, _ error: any Error, _ words: Logger.Message, requestID: String
    ) {
        // A query that asks too much is the client's affair.
        logger.log(
            level: outage == .tookTooLong ? .notice : .error, words,
            metadata: ["request": "\(requestID)", "error": "\(error)"])
    }

    private func refusal(of error: any Error, requestID: String) -> Answer {
        if let outage = ServiceError(error) {
            note(outage, error, "database", requestID: requestID)
            return (ErrorTable.problem(for: outage) ?? ErrorTable.internalError)
                .answer(traceID: requestID)
        }
        if let problem = ErrorTable.problem(for: error) {
            return problem.answer(traceID: requestID)
        }
        logger.error("unforeseen", metadata: ["request": "\(requestID)", "error": "\(error)"])
        return ErrorTable.internalError.answer(traceID: requestID)
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
