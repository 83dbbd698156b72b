package import DocketCore
import DocketJSON
package import DocketService
import NIOCore

/// All orders of a company, or those that a filter names, as one document: what
/// `GET /OrderFull` answers, for the command line.
package struct OrderExport: Sendable {
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

    private static let pageSize = 64

    private let orders: Orders
    private let company: CompanyID
    private let query: ListQuery
    private let format: Format

    /// An export of a company's orders.
    ///
    /// - Parameters:
    ///   - filter: as `$filter` has it; `nil` for all.
    ///   - now: what `now()` is in the filter.
    /// - Throws: `Refusal`.
    package init(
        of company: CompanyID, from services: DocketServices, filter: String?, format: Format,
        now: Timestamp
    ) throws {
        orders = services.orders
        self.company = company
        self.format = format
        do throws(QueryOptionError) {
            let texts = filter.map { [QueryOptionText(name: "$filter", value: $0)] } ?? []
            query = try ListQuery(QueryOptions(texts), of: .order, isFull: true, now: now)
        } catch {
            switch error.error {
            case .invalid(let text, let position):
                throw Refusal(description: "the filter is wrong at \(position): \(text)")
            case .unsupported(let feature, _):
                throw Refusal(description: "the filter has what is not to be had: \(feature)")
            }
        }
    }

    /// Writes the document piece by piece, in memory that does not depend on its length.
    ///
    /// - Parameter write: takes the next piece, and how many orders there were so far.
    /// - Returns: how many orders there were.
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`; what `write` throws.
    package func run(_ write: ([UInt8], Int) throws -> Void) async throws -> Int {
        let writer = ListWriter<Order>(
            format: format.list, entity: .order, selection: query.selection, context: nil,
            count: nil, write: OrderDocument.writer(query.selection))
        var request = ListRequest(query, limit: Self.pageSize)
        var count = 0
        var isFirst = true
        while true {
            let page = try await orders.page(of: company, request)
            var buffer = ByteBuffer()
            if isFirst { writer.begin(&buffer) }
            writer.write(page.elements, isFirst: isFirst, &buffer)
            isFirst = false
            count += page.elements.count
            if page.next == nil { writer.end(&buffer, nextLink: nil) }
            try write(Array(buffer.readableBytesView), count)
            guard let next = page.next else { return count }
            request.position = next
        }
    }
}
