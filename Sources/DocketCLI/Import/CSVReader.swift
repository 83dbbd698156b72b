/// A row of a CSV file.
struct CSVRow: Equatable {
    /// The line that it begins on, from 1.
    let line: Int
    /// The cells' bytes, without their quotes.
    let cells: [[UInt8]]
    /// What is wrong with it as CSV.
    let fault: String?
}

/// Reads CSV (RFC 4180) row by row: cells may be in quotes and then hold commas, line ends and
/// doubled quotes; rows end with LF or CRLF; blank lines are passed over.
///
/// Its own, since SwiftCSV wants the whole text in memory and does not tell lines
/// (docs/decisions/0007-csv.md).
struct CSVReader {
    /// Bytes of a row, as of a request's body (contract, section 1).
    static let rowBytesMax = 4 << 20

    /// Where in a cell the reader is.
    private enum Place { case start, plain, quoted, behindQuote }

    private(set) var bytes: FileBytes
    private var line = 1
    private var row = Row(line: 1)

    private struct Row {
        let line: Int
        var cells: [[UInt8]] = []
        var cell: [UInt8] = []
        var place = Place.start
        var size = 0
        var isBlank = true
        var fault: String?
    }

    /// Reads the rows of a file.
    init(_ bytes: FileBytes) {
        self.bytes = bytes
    }

    /// The next row; `nil` at the end.
    ///
    /// - Throws: `ImportError` where the file can't be read.
    mutating func next() throws -> CSVRow? {
        row = Row(line: line)
        while let byte = try bytes.next() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "\n"), row.place != .quoted {
                guard row.isBlank else { return finished() }
                row = Row(line: line)
            } else {
                take(byte)
            }
        }
        if row.place == .quoted { fault("a cell in quotes has no end") }
        return row.isBlank ? nil : finished()
    }

    private mutating func take(_ byte: UInt8) {
        if byte != UInt8(ascii: "\r") { row.isBlank = false }
        row.size += 1
        if row.size > Self.rowBytesMax {
            fault("the row is longer than \(Self.rowBytesMax) bytes")
            row.cell = []
            row.cells = []
        }
        switch (row.place, byte) {
        case (.start, UInt8(ascii: "\"")):
            row.place = .quoted
        case (.start, UInt8(ascii: ",")), (.plain, UInt8(ascii: ",")),
            (.behindQuote, UInt8(ascii: ",")):
            endCell()
        case (.start, _):
            row.place = .plain
            row.cell.append(byte)
        case (.plain, _):
            if byte == UInt8(ascii: "\"") { fault("a quote in a cell that is not in quotes") }
            row.cell.append(byte)
        case (.quoted, UInt8(ascii: "\"")):
            row.place = .behindQuote
        case (.quoted, _):
            row.cell.append(byte)
        case (.behindQuote, UInt8(ascii: "\"")):
            row.cell.append(byte)
            row.place = .quoted
        case (.behindQuote, _):
            // A carriage return is the first half of a line end.
            if byte != UInt8(ascii: "\r") { fault("something behind a cell's closing quote") }
        }
    }

    private mutating func endCell() {
        row.cells.append(row.cell)
        row.cell = []
        row.place = .start
    }

    private mutating func finished() -> CSVRow {
        if row.place == .plain, row.cell.last == UInt8(ascii: "\r") { row.cell.removeLast() }
        endCell()
        return CSVRow(line: row.line, cells: row.cells, fault: row.fault)
    }

    /// Notes the first thing that is wrong with the row.
    private mutating func fault(_ words: String) {
        if row.fault == nil { row.fault = words }
    }
}
