import CLibPQ
import DocketStore

/// What a statement came to. A class, since libpq's memory goes with it.
final class PostgresResult {
    private let handle: OpaquePointer?
    /// The types of the columns.
    fileprivate let types: [UInt32]

    /// Takes over a result of libpq.
    init(_ handle: OpaquePointer?) {
        self.handle = handle
        types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
    }

    deinit { PQclear(handle) }

    /// Rows that came.
    var count: Int32 { PQntuples(handle) }

    /// Rows that were touched.
    var touched: Int {
        PQcmdTuples(handle).map { String(cString: $0) }.flatMap { Int($0) } ?? 0
    }

    /// What was done, such as `COMMIT`; a COMMIT of a failed transaction is a `ROLLBACK`.
    var command: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// Reads each row.
    func each(_ row: (any SQLCursor) throws(SQLError) -> Void) throws(SQLError) {
        for number in 0..<count { try row(PostgresCursor(result: self, row: number)) }
    }

    fileprivate func bytes(_ row: Int32, _ column: Int) -> UnsafeRawBufferPointer {
        let column = Int32(column)
        return UnsafeRawBufferPointer(
            start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
    }

    fileprivate func isNull(_ row: Int32, _ column: Int) -> Bool {
        PQgetisnull(handle, row, Int32(column)) == 1
    }
}

/// A row of a result, in PostgreSQL's binary form.
private struct PostgresCursor: SQLCursor {
    let result: PostgresResult
    let row: Int32

    func isNull(_ column: Int) -> Bool { result.isNull(row, column) }

    func integer(_ column: Int) -> Int64 {
        guard !isNull(column) else { return 0 }
        let bytes = result.bytes(row, column)
        switch result.types[column] {
        case PostgresType.int64: return Int64(bytes.number() as Int64)
        case PostgresType.int32: return Int64(bytes.number() as Int32)
        case PostgresType.int16: return Int64(bytes.number() as Int16)
        case PostgresType.boolean: return bytes.first == 1 ? 1 : 0
        case PostgresType.time:
            let value: Int64 = bytes.number()
            // Infinite both ways; see `PostgresParameters`.
            return value == .min || value == .max ? value : value &+ PostgresType.epochMicroseconds
        case PostgresType.numeric: return Self.tenThousandths(bytes)
        default: return 0
        }
    }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        guard !isNull(column) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let bytes = result.bytes(row, column)
        return result.types[column] == PostgresType.jsonb
            ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst()) : bytes
    }

    /// See `PostgresParameters.appendNumeric`.
    private static func tenThousandths(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        let count = Int(bytes.number() as Int16)
        let weight = Int(bytes.number(at: 2) as Int16)
        let isNegative = (bytes.number(at: 4) as UInt16) == 0x4000
        var value: Int64 = 0
        for position in 0..<max(weight + 2, 0) {
            let group = position < count ? bytes.number(at: 8 + 2 * position) as Int16 : 0
            value = value &* 10_000 &+ Int64(group)
        }
        return isNegative ? -value : value
    }
}

extension UnsafeRawBufferPointer {
    /// The big-endian number at an offset; 0 where the bytes end before it does.
    fileprivate func number<Number: FixedWidthInteger>(at offset: Int = 0) -> Number {
        guard offset + MemoryLayout<Number>.size <= count else { return 0 }
        return Number(bigEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
