import DocketCore
import DocketJSON
import HTTPTypes
import Hummingbird
import NIOCore

extension DirectoryAPI {
    /// Answers a list: an array, written page by page while it is read, so that its length costs
    /// no memory.
    ///
    /// - Parameters:
    ///   - fetch: reads a page: behind an element, passing over some, up to a limit.
    ///   - write: writes an element.
    func list<Element: Sendable>(
        _ call: Call,
        write: @escaping @Sendable (Element, inout JSONWriter) -> Void,
        fetch: @escaping @Sendable (Element?, Int, Int) async throws -> [Element]
    ) async throws -> Answer {
        let query = try ListQuery.paging(call.query())
        var pages = DirectoryPages(fetch: fetch, skip: query.skip, left: query.top ?? .max)
        // The first page comes before the status: a refusal must not be half an array.
        let first = try await pages.next()
        guard pages.mayHaveMore else { return .json(.ok, Self.array(first, write)) }
        let rest = pages
        let body = ResponseBody { writer in
            var pages = rest
            var page = first
            var opening = UInt8(ascii: "[")
            while !page.isEmpty {
                var buffer = ByteBuffer()
                buffer.writeInteger(opening)
                // The page as an array, without its brackets.
                buffer.writeBytes(Self.array(page, write).dropFirst().dropLast())
                try await writer.write(buffer)
                opening = UInt8(ascii: ",")
                page = try await pages.next()
            }
            try await writer.write(ByteBuffer(string: "]"))
            try await writer.finish(nil)
        }
        return Answer(status: .ok, headers: [.contentType: "application/json"], body: body)
    }

    private static func array<Element>(
        _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + elements.count * 512)
        writer.beginArray()
        for element in elements { write(element, &writer) }
        writer.endArray()
        return writer.bytes
    }
}

/// The pages of a list, one after the other.
private struct DirectoryPages<Element: Sendable>: Sendable {
    /// Elements of a page: what is in memory at a time.
    private static var size: Int { 256 }

    private let fetch: @Sendable (Element?, Int, Int) async throws -> [Element]
    private var skip: Int
    private var left: Int
    private var last: Element?
    /// Whether another page may follow.
    private(set) var mayHaveMore = true

    init(
        fetch: @escaping @Sendable (Element?, Int, Int) async throws -> [Element], skip: Int,
        left: Int
    ) {
        self.fetch = fetch
        self.skip = skip
        self.left = left
    }

    /// The next page; empty at the end.
    mutating func next() async throws -> [Element] {
        guard mayHaveMore else { return [] }
        let page = try await fetch(last, skip, min(left, Self.size))
        last = page.last
        left -= page.count
        skip = 0
        mayHaveMore = page.count == Self.size && left > 0
        return page
    }
}
