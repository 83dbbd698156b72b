package import DocketCore
import DocketJSON
package import DocketService
import NIOCore

/// All of what a company has of one noun, or that of it which a filter names, as one document: what
/// the lists of the API answer, for the command line.
package struct ListExport: Sendable {
    /// What can be exported.
    package enum Noun: String, Sendable, CaseIterable {
        /// With their items.
        case orders
        /// With their addresses.
        case customers
        case locations, employees
    }

    /// The forms of the document.
    package enum Format: String, Sendable, CaseIterable {
        case csv, ndjson, json

        fileprivate var list: ListFormat {
            switch self {
            case .csv: .csv
            case .ndjson: .ndjson
            case .json: .array
            }
        }
    }

    /// A filter that is wrong, or not to be had; the words say where.
    package struct Refusal: Error, Sendable, CustomStringConvertible {
        /// One line for the person at the terminal.
        package let description: String
    }

    /// Takes the next piece of the document, and how many things there were so far.
    package typealias Piece = ([UInt8], Int) throws -> Void

    private let write: @Sendable (Piece) async throws -> Int

    /// An export of what a company has.
    ///
    /// - Parameters:
    ///   - filter: as `$filter` has it; `nil` for all.
    ///   - now: what `now()` is in the filter.
    /// - Throws: `Refusal`.
    package init(
        _ noun: Noun, of company: CompanyID, from services: DocketServices, filter: String?,
        format: Format, now: Timestamp
    ) throws {
        let (orders, directory) = (services.orders, services.directory)
        switch noun {
        case .orders:
            try self.init(.orders(orders, of: company, isFull: true), filter, format, now)
        case .customers:
            try self.init(.customers(directory, of: company, isFull: true), filter, format, now)
        case .locations:
            try self.init(.locations(directory, of: company), filter, format, now)
        case .employees:
            try self.init(.employees(directory, of: company), filter, format, now)
        }
    }

    private init<Element>(
        _ resource: ListResource<Element>, _ filter: String?, _ format: Format, _ now: Timestamp
    ) throws {
        let query = try Self.query(resource.entity, isFull: resource.isFull, filter, now)
        write = { piece in try await Self.run(resource, query, format, piece) }
    }

    /// Writes the document piece by piece, in memory that does not depend on its length.
    ///
    /// - Returns: how many things there were.
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`; what `piece` throws.
    package func run(_ piece: Piece) async throws -> Int {
        try await write(piece)
    }

    private static func query(
        _ entity: EntityType, isFull: Bool, _ filter: String?, _ now: Timestamp
    ) throws -> ListQuery {
        do throws(QueryOptionError) {
            let texts = filter.map { [QueryOptionText(name: "$filter", value: $0)] } ?? []
            return try ListQuery(QueryOptions(texts), of: entity, isFull: isFull, now: now)
        } catch {
            switch error.error {
            case .invalid(let text, let position):
                throw Refusal(description: "the filter is wrong at \(position): \(text)")
            case .unsupported(let feature, _):
                throw Refusal(description: "the filter has what is not to be had: \(feature)")
            }
        }
    }

    private static func run<Element>(
        _ resource: ListResource<Element>, _ query: ListQuery, _ format: Format, _ piece: Piece
    ) async throws -> Int {
        let writer = ListWriter<Element>(
            format: format.list, entity: resource.entity, selection: query.selection,
            context: nil, count: nil, write: resource.writer(query.selection))
        var request = ListRequest(query, limit: resource.pageSize)
        var count = 0
        var isFirst = true
        while true {
            let page = try await resource.fetch(request)
            var buffer = ByteBuffer()
            if isFirst { writer.begin(&buffer) }
            await writer.write(page.elements, isFirst: isFirst, &buffer)
            isFirst = false
            count += page.elements.count
            if page.next == nil { writer.end(&buffer, nextLink: nil) }
            try piece(Array(buffer.readableBytesView), count)
            guard let next = page.next else { return count }
            request.position = next
        }
    }
}
