import DocketCore
import DocketJSON
import NIOCore

/// Writes the pages of a list in one of its forms.
struct ListWriter<Element: Sendable>: Sendable {
    let format: ListFormat
    let entity: EntityType
    let selection: Selection
    /// OData's context; `nil` where there is none.
    let context: String?
    /// How many there are, where that was asked for.
    let count: Int64?
    /// Writes one.
    let write: @Sendable (Element, inout JSONWriter) -> Void

    /// What stands before the first page.
    func begin(_ buffer: inout ByteBuffer) {
        switch format {
        case .array:
            buffer.writeInteger(UInt8(ascii: "["))
        case .envelope(let metadata):
            let envelope = ODataEnvelope(
                metadata: context == nil ? .none : metadata, context: context ?? "",
                count: count.map { Int($0) })
            buffer.writeBytes(envelope.opening)
            buffer.writeInteger(UInt8(ascii: "["))
        case .csv:
            buffer.writeBytes(CSVRow.names(columns))
        case .ndjson:
            break
        }
    }

    /// Things that are written without a break; then others have their turn, which would wait
    /// behind a page of large orders for some ten milliseconds.
    private static var stretch: Int { 16 }

    /// A page.
    ///
    /// - Parameter send: takes from the buffer what is to go out already; called behind each
    ///   stretch.
    func write<Failure>(
        _ elements: [Element], isFirst: Bool, _ buffer: inout ByteBuffer,
        send: (inout ByteBuffer) async throws(Failure) -> Void
    ) async throws(Failure) {
        var rest = elements[...]
        while !rest.isEmpty {
            write(rest.prefix(Self.stretch), isFirst: isFirst && rest.startIndex == 0, &buffer)
            rest = rest.dropFirst(Self.stretch)
            try await send(&buffer)
            if !rest.isEmpty { await Task.yield() }
        }
    }

    /// A page that goes out with what is written next.
    func write(_ elements: [Element], isFirst: Bool, _ buffer: inout ByteBuffer) async {
        await write(elements, isFirst: isFirst, &buffer) { _ in }
    }

    private func write(
        _ elements: ArraySlice<Element>, isFirst: Bool, _ buffer: inout ByteBuffer
    ) {
        switch format {
        case .array, .envelope:
            guard !elements.isEmpty else { return }
            var writer = JSONWriter(capacity: 64 + elements.count * 1024)
            writer.beginArray()
            for element in elements { write(element, &writer) }
            if !isFirst { buffer.writeInteger(UInt8(ascii: ",")) }
            // Without the bracket before it; none was closed.
            buffer.writeBytes(writer.bytes.dropFirst())
        case .csv:
            for element in elements { buffer.writeBytes(CSVRow.row(document(element), columns)) }
        case .ndjson:
            for element in elements {
                buffer.writeBytes(document(element))
                buffer.writeInteger(UInt8(ascii: "\n"))
            }
        }
    }

    /// What stands behind the last page.
    func end(_ buffer: inout ByteBuffer, nextLink: String?) {
        switch format {
        case .array:
            buffer.writeInteger(UInt8(ascii: "]"))
        case .envelope:
            buffer.writeInteger(UInt8(ascii: "]"))
            buffer.writeBytes(ODataEnvelope.closing(nextLink: nextLink))
        case .csv, .ndjson:
            break
        }
    }

    private func document(_ element: Element) -> [UInt8] {
        var writer = JSONWriter()
        write(element, &writer)
        return writer.bytes
    }

    private var columns: [String] {
        entity.members.map(\.name).filter(selection.contains)
    }
}

/// Rows of CSV as RFC 4180 has them: CRLF behind each, quotes where they are needed.
enum CSVRow {
    /// The row with the columns' names.
    static func names(_ names: [String]) -> [UInt8] {
        Array((names.joined(separator: ",") + "\r\n").utf8)
    }

    /// A JSON object as a row. Lists and objects inside stand in their cell as JSON; null is an
    /// empty cell.
    static func row(_ json: [UInt8], _ columns: [String]) -> [UInt8] {
        guard let object = try? JSONValue(json) else { return [] }
        let members = Dictionary(
            (object.members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let cells = columns.map { members[$0].map(cell) ?? "" }
        // An empty line would be no row to many readers.
        let row = cells == [""] ? "\"\"" : cells.joined(separator: ",")
        return Array((row + "\r\n").utf8)
    }

    private static func cell(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): quoted(FormulaGuard.applied(to: text))
        case .array, .object: quoted(String(decoding: value.encoded, as: UTF8.self))
        }
    }

    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains {
            $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n"
        }
        guard needsQuotes else { return text }
        // Scalar by scalar: a quote with an accent on it is one character to Swift.
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}
