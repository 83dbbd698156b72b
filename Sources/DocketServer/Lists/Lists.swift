import DocketCore
import DocketJSON
import DocketService
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers lists: every one of them takes the same options and comes in the same forms.
///
/// Source: contract, section 6.
struct Lists: Sendable {
    private let tokens: ListTokens
    /// How many may be longer than a page at once.
    private let longLists: ConcurrencyLimit
    /// Where pages of whole lists take turns, so that many clients who want all there is don't keep
    /// the others waiting.
    private let turnstile: Turnstile

    /// Lists whose continuations are `tokens`.
    init(tokens: ListTokens, capacity: Capacity) {
        self.tokens = tokens
        longLists = capacity.longLists
        turnstile = capacity.wholeLists
    }

    /// A list: whole, written page by page while it is read, so that its length costs no memory;
    /// or one page where the client prefers pages.
    ///
    /// - Throws: `RequestError`; `ServiceError.overloaded`; what the resource throws.
    func answer<Element>(
        _ call: Call, _ resource: ListResource<Element>
    ) async throws -> Answer {
        let (options, continuation, query) = try await resource.blamingLast {
            try await read(call, resource)
        }
        let now = continuation?.now ?? call.now
        let format = try ListFormat(call.headers, format: query.format)
        let version = try ODataVersion(call.headers)
        let left = [continuation?.left, query.top].compactMap(\.self).min()
        let pageSize = (call.preferredPageSize ?? continuation?.pageSize)
            .map { min($0, resource.pageSize) }
        var request = ListRequest(
            query, after: continuation?.position, skip: query.skip, limit: 0)
        request.counts = query.wantsCount
        request.limit = min(left ?? .max, pageSize ?? resource.pageSize)
        // The first page comes before the status: a refusal must not be half a list.
        let isShort = pageSize != nil || left ?? .max <= resource.pageSize
        let page =
            isShort
            ? try await resource.fetch(request)
            : try await turnstile.passSoon { try await firstPage(of: resource, request) }
        let writer = ListWriter(
            format: format, entity: resource.entity, selection: query.selection,
            context: try context(call, resource.name, options), count: page.count,
            write: resource.writer(query.selection))
        var answer: Answer
        if let pageSize {
            let next = try await nextLink(
                call, page.next, left: left.map { $0 - page.elements.count }, pageSize, now)
            answer = await Self.whole(page, writer, nextLink: next)
            if let next { answer = answer.adding(.link, "<\(next)>; rel=\"next\"") }
            answer = answer.adding(.preferenceApplied, "odata.maxpagesize=\(pageSize)")
        } else if let position = page.next, page.elements.count < left ?? .max {
            request.position = position
            request.skip = 0
            request.counts = false
            answer = try stream(
                page, writer, resource, request, left.map { $0 - page.elements.count })
        } else {
            answer = await Self.whole(page, writer, nextLink: nil)
        }
        return finish(answer, resource.name, format, version, count: page.count)
    }

    /// The first page of a list that may be longer. While there is no room for one more of these,
    /// whether it is longer is looked at first: one thing costs less than a page that is not sent.
    ///
    /// - Throws: `ServiceError.overloaded`; what the resource throws.
    private func firstPage<Element>(
        of resource: ListResource<Element>, _ request: ListRequest
    ) async throws -> ListPage<Element> {
        if longLists.current >= longLists.max {
            var beyond = request
            beyond.counts = false
            beyond.skip += request.limit
            beyond.limit = 1
            let isLonger = try await !resource.fetch(beyond).elements.isEmpty
            if isLonger { throw ServiceError.overloaded }
        }
        return try await resource.fetch(request)
    }

    /// How many things a list has, as plain text; what orders and pages it has no say.
    ///
    /// - Throws: `RequestError`; what the resource throws.
    func count<Element>(
        _ call: Call, _ resource: ListResource<Element>
    ) async throws -> Answer {
        let query = try await resource.blamingLast {
            let options = try call.queryOptions()
            guard options.skipToken == nil else {
                throw RequestError.badRequest("$skiptoken: a count has no pages", position: 0)
            }
            return try RequestError.blaming { () throws(QueryOptionError) in
                try ListQuery(options, of: resource.entity, isFull: false, now: call.now)
            }
        }
        try Accept.requireText(call.headers, format: query.format)
        var request = ListRequest(query, limit: 0)
        request.counts = true
        let count = try await resource.fetch(request).count ?? 0
        return Answer(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "\(count)")))
    }

    // MARK: - Where to begin

    private func read<Element>(
        _ call: Call, _ resource: ListResource<Element>
    ) async throws -> (QueryOptions, ListContinuation?, ListQuery) {
        let options = try call.queryOptions()
        let continuation = try await continuation(call, options)
        let query = try RequestError.blaming { () throws(QueryOptionError) in
            try ListQuery(
                options, of: resource.entity, isFull: resource.isFull,
                now: continuation?.now ?? call.now)
        }
        return (options, continuation, query)
    }

    /// Where the client goes on; `nil` for the first page.
    private func continuation(
        _ call: Call, _ options: QueryOptions
    ) async throws -> ListContinuation? {
        guard let token = options.skipToken else { return nil }
        guard options.skip ?? 0 == 0 else {
            throw RequestError.badRequest(
                "$skip: it can't stand beside $skiptoken, which says where to go on",
                position: 0)
        }
        guard let continuation = try await tokens.open(token, for: try call.listIdentity())
        else {
            throw RequestError.badRequest(
                "$skiptoken: it was not handed out for this list", position: 0)
        }
        return continuation
    }

    /// The address of the next page; `nil` behind the last one.
    private func nextLink(
        _ call: Call, _ position: ListPosition?, left: Int?, _ pageSize: Int, _ now: Timestamp
    ) async throws -> String? {
        guard let position, left ?? 1 > 0 else { return nil }
        let continuation = ListContinuation(
            position: position, left: left, pageSize: pageSize, now: now)
        let token = try await tokens.seal(continuation, for: try call.listIdentity())
        return call.link(withToken: token)
    }

    private func context(
        _ call: Call, _ name: String, _ options: QueryOptions
    ) throws -> String? {
        guard call.path.key(of: "companies") != nil else { return nil }
        return try call.serviceRoot().context(name, selecting: options.contextNames)
    }

    // MARK: - Answers

    private func finish(
        _ answer: Answer, _ name: String, _ format: ListFormat, _ version: ODataVersion,
        count: Int64?
    ) -> Answer {
        var answer = answer.adding(.contentType, format.contentType)
        if case .envelope = format { answer = answer.noting(version) }
        if format == .csv {
            // The last segment of `Orders(…)/Items`.
            let file = name.split(separator: "/").last ?? "list"
            answer = answer.adding(
                .contentDisposition, "attachment; filename=\"\(file).csv\"")
        }
        if let count { answer = answer.adding(.odataCount, "\(count)") }
        return answer
    }

    private static func whole<Element>(
        _ page: ListPage<Element>, _ writer: ListWriter<Element>, nextLink: String?
    ) async -> Answer {
        var buffer = ByteBuffer()
        writer.begin(&buffer)
        await writer.write(page.elements, isFirst: true, &buffer)
        writer.end(&buffer, nextLink: nextLink)
        return Answer(status: .ok, headers: [:], body: ResponseBody(byteBuffer: buffer))
    }

    /// From how many bytes on what is written of a page is sent.
    private static let pieceBytesMin = 64 << 10

    /// - Throws: `ServiceError.overloaded` where too many long lists are under way.
    private func stream<Element>(
        _ first: ListPage<Element>, _ writer: ListWriter<Element>,
        _ resource: ListResource<Element>, _ next: ListRequest, _ left: Int?
    ) throws(ServiceError) -> Answer {
        guard let permit = longLists.permit() else { throw .overloaded }
        let turnstile = turnstile
        let body = ResponseBody { output in
            defer { withExtendedLifetime(permit) {} }
            var (page, request, left) = (first, next, left)
            var size = resource.pageSize
            var isFirst = true
            while true {
                var buffer = ByteBuffer()
                if isFirst { writer.begin(&buffer) }
                try await writer.write(page.elements, isFirst: isFirst, &buffer) { buffer in
                    guard buffer.readableBytes >= Self.pieceBytesMin else { return }
                    try await output.write(buffer)
                    buffer = ByteBuffer()
                }
                if buffer.readableBytes > 0 { try await output.write(buffer) }
                isFirst = false
                guard let position = page.next, left ?? 1 > 0 else { break }
                request.position = position
                size = resource.pageSize(after: page, of: size)
                request.limit = min(left ?? .max, size)
                let following = request
                page = try await turnstile.pass { try await resource.fetch(following) }
                left = left.map { $0 - page.elements.count }
            }
            var buffer = ByteBuffer()
            writer.end(&buffer, nextLink: nil)
            if buffer.readableBytes > 0 { try await output.write(buffer) }
            try await output.finish(nil)
        }
        return Answer(status: .ok, headers: [:], body: body)
    }
}

extension QueryOptions {
    /// What stands in brackets in OData's context: what is selected, and what of the lists inside
    /// (OData 4.01 Protocol, 10.8 to 10.10).
    var contextNames: [String] {
        let inside = expand.map { expanded in
            "\(expanded.name)(\(expanded.options.contextNames.joined(separator: ",")))"
        }
        let selected = select.map { $0.path.joined(separator: "/") }
        // Without `$select` all members are there, which `*` says beside what is inside.
        return inside.isEmpty ? selected : (selected.isEmpty ? ["*"] : selected) + inside
    }
}

extension Call {
    /// How many things a page is to have, where the request says so (OData 4.01 Protocol,
    /// 8.2.8.4); what is no number from 1 on is passed over, as RFC 7240 wants it.
    fileprivate var preferredPageSize: Int? {
        let text = preference("odata.maxpagesize") ?? preference("maxpagesize")
        return text.flatMap { Int32($0) }.flatMap { $0 > 0 ? Int($0) : nil }
    }

    /// What a list is: its path and every option that decides which things it has, in which order.
    fileprivate func listIdentity() throws -> String {
        let free: Set = [
            "skiptoken", "skip", "top", "count", "format", "select", "expand",
        ]
        let options = try query().map { option in
            let name = option.name.lowercased()
            return (name: name.hasPrefix("$") ? String(name.dropFirst()) : name, option.value)
        }
        let deciding = options.filter { !free.contains($0.name) }
            .map { "\($0.name)=\($0.1)" }.sorted()
        let segments = path.segments.map { "\($0.name)(\($0.key ?? ""))" }
        return (segments + deciding).joined(separator: "\n")
    }

    /// The address of this list with another `$skiptoken`; what the token stands for is left out.
    fileprivate func link(withToken token: String) -> String {
        let replaced: Set = ["$skiptoken", "skiptoken", "$skip", "skip", "$top", "top"]
        let kept = rawQuery.split(separator: "&").filter { option in
            let name = option.prefix { $0 != "=" }
            return !replaced.contains(PercentEncoding.decode(name)?.lowercased() ?? "")
        }
        let query = (kept.map(String.init) + ["$skiptoken=\(token)"]).joined(separator: "&")
        return "\(origin)\(rawPath)?\(query)"
    }
}
