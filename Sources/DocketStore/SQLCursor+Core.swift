package import DocketCore

extension SQLCursor {
    /// An identifier; `nil` where it is NULL.
    package func guid(_ column: Int) -> GUID? {
        let bytes = bytes(column)
        guard bytes.count == 16 else { return nil }
        return GUID(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// An instant; `nil` where it is NULL.
    package func time(_ column: Int) -> Timestamp? {
        isNull(column) ? nil : Timestamp(microseconds: integer(column))
    }

    /// An amount; nothing where it is NULL or out of range.
    package func money(_ column: Int) -> Money {
        Money(tenThousandths: integer(column)) ?? .zero
    }
}

/// The text columns of one row in one buffer: `Text` slices share it.
struct RowTexts {
    private let buffer: [UInt8]
    private let ends: [Int]
    private let first: Int

    /// Copies the columns `columns` of the row that `cursor` stands on.
    init(_ cursor: any SQLCursor, columns: Range<Int>) {
        var buffer: [UInt8] = []
        var ends: [Int] = []
        buffer.reserveCapacity(256)
        ends.reserveCapacity(columns.count)
        for column in columns {
            if cursor.isNull(column) {
                ends.append(-1 - buffer.count)
            } else {
                buffer.append(contentsOf: cursor.bytes(column))
                ends.append(buffer.count)
            }
        }
        self.buffer = buffer
        self.ends = ends
        first = columns.lowerBound
    }

    /// A column's text; `nil` where it is NULL.
    subscript(_ column: Int) -> Text? {
        let position = column - first
        guard ends[position] >= 0 else { return nil }
        let previous = position == 0 ? 0 : ends[position - 1]
        return Text(utf8: buffer[(previous < 0 ? -1 - previous : previous)..<ends[position]])
    }
}
