import DocketCore
import DocketStore

/// The types of PostgreSQL that Docket's columns have, by their fixed numbers (`pg_type.dat`).
enum PostgresType {
    static let boolean: UInt32 = 16
    static let blob: UInt32 = 17
    static let int64: UInt32 = 20
    static let int16: UInt32 = 21
    static let int32: UInt32 = 23
    static let text: UInt32 = 25
    static let json: UInt32 = 114
    static let varchar: UInt32 = 1043
    static let time: UInt32 = 1184
    static let numeric: UInt32 = 1700
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802

    /// The type of the elements of an array; `nil` for what is no array.
    static func element(of array: UInt32) -> UInt32? {
        switch array {
        case 1000: boolean
        case 1001: blob
        case 1016: int64
        case 1005: int16
        case 1007: int32
        case 1009: text
        case 199: json
        case 1015: varchar
        case 1185: time
        case 1231: numeric
        case 2951: uuid
        case 3807: jsonb
        default: nil
        }
    }

    /// Microseconds from 1970 to 2000, where PostgreSQL's time begins.
    static let epochMicroseconds: Int64 = 946_684_800_000_000
    /// The first byte of a jsonb in binary.
    static let jsonbVersion: UInt8 = 1
}

/// The bound values of one statement in PostgreSQL's binary form.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var lengths: [Int32] = []

    /// Encodes values, and the columns of rows as arrays behind them, as the types that the
    /// statement has in their places.
    ///
    /// - Throws: `.misuse` where a value can't be of its place's type.
    init(_ request: PostgresRequest, as types: [UInt32]) throws(SQLError) {
        let values = request.sql.values
        let count = request.rows.isEmpty ? types.count : values.count
        guard values.count >= count,
            request.rows.allSatisfy({ values.count + $0.count == types.count })
        else {
            throw .misuse(detail: "\(values.count) values for \(types.count) places")
        }
        bytes.reserveCapacity(24 * max(types.count, types.count * request.rows.count))
        ends.reserveCapacity(types.count)
        lengths.reserveCapacity(types.count)
        for position in 0..<count {
            let start = bytes.count
            let isNull = try !append(values[position], as: types[position])
            lengths.append(isNull ? -1 : Int32(bytes.count - start))
            ends.append(bytes.count)
        }
        for position in count..<types.count {
            let start = bytes.count
            try appendArray(of: request.rows, column: position - count, as: types[position])
            lengths.append(Int32(bytes.count - start))
            ends.append(bytes.count)
        }
    }

    /// An array in binary: its dimensions, whether there may be NULL, the elements' type, how many
    /// there are from which index on, then each with its length.
    private mutating func appendArray(
        of rows: [ArraySlice<SQLValue>], column: Int, as type: UInt32
    ) throws(SQLError) {
        guard let element = PostgresType.element(of: type) else {
            throw .misuse(detail: "the type \(type) is no array")
        }
        append(Int32(1))
        append(Int32(1))
        append(element)
        append(Int32(rows.count))
        append(Int32(1))
        for row in rows {
            let start = bytes.count
            append(Int32(-1))
            guard try append(row[row.startIndex + column], as: element) else { continue }
            let length = UInt32(bytes.count - start - 4)
            for byte in 0..<4 {
                bytes[start + byte] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * byte))
            }
        }
    }

    /// Calls `body` with what libpq wants: pointers, lengths, and how many.
    func withPointers<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, Int32) -> Value
    ) -> Value {
        // One byte more, so that an empty text has an address too.
        (bytes + [0]).withUnsafeBytes { buffer in
            let base = buffer.baseAddress
            let pointers = ends.indices.map { position -> UnsafePointer<CChar>? in
                guard lengths[position] >= 0 else { return nil }
                let start = ends[position] - Int(lengths[position])
                return base?.advanced(by: start).assumingMemoryBound(to: CChar.self)
            }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    guard let first = pointers.baseAddress, let length = lengths.baseAddress else {
                        return withUnsafePointer(to: nil as UnsafePointer<CChar>?) { pointer in
                            withUnsafePointer(to: Int32(0)) { body(pointer, $0, 0) }
                        }
                    }
                    return body(first, length, Int32(ends.count))
                }
            }
        }
    }

    /// Appends a value; false where it is NULL.
    private mutating func append(_ value: SQLValue, as type: UInt32) throws(SQLError) -> Bool {
        switch (value, type) {
        case (.null, _):
            return false
        case (.integer(let number), PostgresType.int64):
            append(number)
        case (.integer(let number), PostgresType.int32):
            append(Int32(truncatingIfNeeded: number))
        case (.integer(let number), PostgresType.int16):
            append(Int16(truncatingIfNeeded: number))
        case (.boolean(let flag), PostgresType.boolean):
            bytes.append(flag ? 1 : 0)
        case (.money(let money), PostgresType.numeric):
            appendNumeric(money.tenThousandths)
        case (.time(let time), PostgresType.time):
            append(Self.time(time.microseconds))
        case (.guid(let id), PostgresType.uuid):
            append(id.high)
            append(id.low)
        case (.blob(let blob), PostgresType.blob):
            bytes.append(contentsOf: blob)
        case (.text(let text), _) where Self.takesText(type):
            if type == PostgresType.jsonb { bytes.append(PostgresType.jsonbVersion) }
            bytes.append(contentsOf: text.utf8)
        case (.string(let string), _) where Self.takesText(type):
            if type == PostgresType.jsonb { bytes.append(PostgresType.jsonbVersion) }
            bytes.append(contentsOf: string.utf8)
        default:
            throw .misuse(detail: "a value can't be of the type \(type)")
        }
        return true
    }

    /// Microseconds since 2000; what is beyond PostgreSQL's years (-4713 to 294276) is infinite.
    private static func time(_ microseconds: Int64) -> Int64 {
        let (value, overflows) = microseconds.subtractingReportingOverflow(
            PostgresType.epochMicroseconds)
        if overflows || value < -211_813_488_000_000_000 { return .min }
        return value >= 9_223_371_331_200_000_000 ? .max : value
    }

    private static func takesText(_ type: UInt32) -> Bool {
        type == PostgresType.text || type == PostgresType.jsonb || type == PostgresType.json
            || type == PostgresType.varchar
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// `numeric` in binary: groups of four decimal digits with the place of the first, a sign,
    /// and how many decimals are shown. An amount's four decimals are just one group.
    private mutating func appendNumeric(_ tenThousandths: Int64) {
        var rest = tenThousandths.magnitude
        var groups: [Int16] = []
        while rest > 0 {
            groups.append(Int16(rest % 10_000))
            rest /= 10_000
        }
        append(Int16(groups.count))
        append(Int16(groups.count - 2))
        append(tenThousandths < 0 ? UInt16(0x4000) : 0)
        append(Int16(4))
        for group in groups.reversed() { append(group) }
    }
}
