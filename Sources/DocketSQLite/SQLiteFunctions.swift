import Crypto
import Dispatch
import DocketCore
import GRDBSQLite

/// What queries need and SQLite lacks: exact decimal numbers, parts of times, letters of all
/// scripts, regular expressions. `QuerySQL` writes their names; PostgreSQL has its own.
enum SQLiteFunctions {
    /// Makes them known to a connection.
    ///
    /// - Parameter deadline: where stands when what runs is to be stopped: what goes through a text
    ///   takes its time within one step of SQLite's.
    /// - Returns: SQLite's result code.
    static func register(
        on handle: OpaquePointer?, deadline: UnsafeMutablePointer<UInt64>
    ) -> Int32 {
        for function in numbers + texts + times + [seal] {
            let code = sqlite3_create_function_v2(
                handle, function.name, function.arguments,
                SQLITE_UTF8 | SQLITE_DETERMINISTIC, deadline, function.body, nil, nil, nil)
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    private struct Function {
        let name: String
        let arguments: Int32
        let body:
            @convention(c) (
                OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
            ) -> Void
    }

    /// The SHA-256 of bytes and of a number behind them (see `SQLInsert.Numbering`).
    private static let seal = Function(name: "docket_seal", arguments: 2) { context, _, values in
        let call = SQLiteCall(context, values)
        var hash = SHA256()
        hash.update(bufferPointer: call.bytes(0))
        withUnsafeBytes(of: call.integer(1).bigEndian) { hash.update(bufferPointer: $0) }
        call.answer(Array(hash.finalize()))
    }

    // MARK: - Numbers

    private static let numbers = [
        Function(name: "docket_number", arguments: 2) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(2) else { return }
            call.answer(ComputedNumber(call.integer(0), scale: Int(call.integer(1))))
        },
        Function(name: "docket_whole", arguments: 1) { context, _, values in
            let call = SQLiteCall(context, values)
            guard let number = call.number(0) else { return }
            let whole = number.units / ComputedNumber.one
            let limit = Int128(Int32.max) - 1
            call.answer(Int64(min(max(whole, 0), limit)))
        },
        Function(name: "docket_add", arguments: 2) { context, _, values in
            SQLiteCall(context, values).combine { $0.adding($1) }
        },
        Function(name: "docket_subtract", arguments: 2) { context, _, values in
            SQLiteCall(context, values).combine { $0.subtracting($1) }
        },
        Function(name: "docket_multiply", arguments: 2) { context, _, values in
            SQLiteCall(context, values).combine { $0.multiplied(by: $1) }
        },
        Function(name: "docket_divide", arguments: 2) { context, _, values in
            SQLiteCall(context, values).combine { $0.divided(by: $1) }
        },
        Function(name: "docket_divide_whole", arguments: 2) { context, _, values in
            SQLiteCall(context, values).combine { $0.dividedWhole(by: $1) }
        },
        Function(name: "docket_remainder", arguments: 2) { context, _, values in
            SQLiteCall(context, values).combine { $0.remainder(by: $1) }
        },
        Function(name: "docket_minus", arguments: 1) { context, _, values in
            SQLiteCall(context, values).map { $0.negated }
        },
        Function(name: "docket_floor", arguments: 1) { context, _, values in
            SQLiteCall(context, values).map { $0.floor }
        },
        Function(name: "docket_ceiling", arguments: 1) { context, _, values in
            SQLiteCall(context, values).map { $0.ceiling }
        },
        Function(name: "docket_round", arguments: 1) { context, _, values in
            SQLiteCall(context, values).map { $0.rounded }
        },
    ]

    // MARK: - Texts

    private static let texts = [
        Function(name: "docket_lower", arguments: 1) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(1), !call.isTooLate() else { return }
            call.answer(TextMapping.lower(call.string(0)))
        },
        Function(name: "docket_upper", arguments: 1) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(1), !call.isTooLate() else { return }
            call.answer(TextMapping.upper(call.string(0)))
        },
        Function(name: "docket_starts_with", arguments: 2) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(2) else { return }
            call.answer(call.bytes(0).starts(with: call.bytes(1)) ? 1 : 0)
        },
        Function(name: "docket_ends_with", arguments: 2) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(2) else { return }
            let (text, end) = (call.bytes(0), call.bytes(1))
            call.answer(text.suffix(end.count).elementsEqual(end) ? 1 : 0)
        },
        Function(name: "docket_matches", arguments: 2) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(2), !call.isTooLate() else { return }
            guard let pattern = call.pattern(1) else {
                sqlite3_result_error(context, "not a pattern", -1)
                return
            }
            let matches = call.bytes(0).withMemoryRebound(to: UInt8.self) { pattern.matches($0) }
            call.answer(matches ? 1 : 0)
        },
    ]

    // MARK: - Times

    private static let times = [
        Function(name: "docket_part", arguments: 2) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(2) else { return }
            let parts = Timestamp(microseconds: call.integer(1)).parts
            switch call.bytes(0).first {
            case UInt8(ascii: "y"): call.answer(parts.year)
            case UInt8(ascii: "d") where call.bytes(0).count > 3: call.answer(parts.days)
            case UInt8(ascii: "d"): call.answer(parts.day)
            case UInt8(ascii: "h"): call.answer(parts.inDay / 3_600_000_000)
            case UInt8(ascii: "s"): call.answer(parts.inDay / 1_000_000 % 60)
            case UInt8(ascii: "t"): call.answer(parts.inDay)
            default:
                call.answer(
                    call.bytes(0).dropFirst().first == UInt8(ascii: "o")
                        ? parts.month : parts.inDay / 60_000_000 % 60)
            }
        },
        Function(name: "docket_fraction", arguments: 1) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(1) else { return }
            let parts = Timestamp(microseconds: call.integer(0)).parts
            call.answer(ComputedNumber(parts.inDay % 1_000_000, scale: 6))
        },
        Function(name: "docket_instant_add", arguments: 3) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(3) else { return }
            let sum = call.integer(0) + call.integer(1) * call.integer(2)
            guard QueryTime.earliest <= sum, sum <= QueryTime.latest else { return }
            call.answer(sum)
        },
        Function(name: "docket_date_add", arguments: 3) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(3) else { return }
            let sum =
                call.integer(0) * 86_400_000_000 + call.integer(1) * call.integer(2)
            guard QueryTime.earliest <= sum, sum <= QueryTime.latest else { return }
            call.answer(Timestamp(microseconds: sum).parts.days)
        },
        Function(name: "docket_duration_add", arguments: 4) { context, _, values in
            let call = SQLiteCall(context, values)
            guard !call.hasNull(4) else { return }
            let sum = (call.integer(0) + call.integer(1) * call.integer(2)) * call.integer(3)
            guard sum.magnitude <= QueryTime.durationMax.magnitude else { return }
            call.answer(sum)
        },
    ]
}

/// One call of a function by SQLite: its arguments, and the place for its answer. What is not
/// answered is NULL.
private struct SQLiteCall {
    private let context: OpaquePointer?
    private let values: UnsafeMutablePointer<OpaquePointer?>?

    init(_ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
        self.context = context
        self.values = values
    }

    /// Whether one of the first `count` arguments is NULL.
    func hasNull(_ count: Int) -> Bool {
        (0..<count).contains { sqlite3_value_type(values?[$0]) == SQLITE_NULL }
    }

    /// Whether the time of the statement is over; then the call has failed.
    func isTooLate() -> Bool {
        let end = sqlite3_user_data(context)?.load(as: UInt64.self) ?? .max
        guard DispatchTime.now().uptimeNanoseconds > end else { return false }
        sqlite3_result_error_code(context, SQLITE_INTERRUPT)
        return true
    }

    func integer(_ position: Int) -> Int64 { sqlite3_value_int64(values?[position]) }

    /// The bytes of a text or blob, valid during the call.
    func bytes(_ position: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_value_blob(values?[position])
        let count = Int(sqlite3_value_bytes(values?[position]))
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
    }

    func string(_ position: Int) -> String {
        String(decoding: bytes(position), as: UTF8.self)
    }

    /// A computed number; `nil` where it is NULL.
    func number(_ position: Int) -> ComputedNumber? { ComputedNumber(bytes: bytes(position)) }

    func answer(_ number: Int64) { sqlite3_result_int64(context, number) }

    func answer(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                sqlite3_result_text64(
                    context, bytes.baseAddress, UInt64(bytes.count), Self.copied,
                    UInt8(SQLITE_UTF8))
            }
        }
    }

    func answer(_ blob: [UInt8]) {
        blob.withUnsafeBytes {
            sqlite3_result_blob64(context, $0.baseAddress, UInt64($0.count), Self.copied)
        }
    }

    func answer(_ number: ComputedNumber?) {
        if let number { answer(number.bytes) }
    }

    func map(_ operation: (ComputedNumber) -> ComputedNumber?) {
        answer(number(0).flatMap(operation))
    }

    func combine(_ operation: (ComputedNumber, ComputedNumber) -> ComputedNumber?) {
        guard let one = number(0), let other = number(1) else { return }
        answer(operation(one, other))
    }

    /// The pattern that an argument is, kept by SQLite as long as the statement runs.
    func pattern(_ position: Int) -> Pattern? {
        if let known = sqlite3_get_auxdata(context, Int32(position)) {
            return Unmanaged<KeptPattern>.fromOpaque(known).takeUnretainedValue().pattern
        }
        guard let pattern = try? Pattern(string(position)) else { return nil }
        let kept = Unmanaged.passRetained(KeptPattern(pattern)).toOpaque()
        sqlite3_set_auxdata(context, Int32(position), kept) { kept in
            if let kept { Unmanaged<KeptPattern>.fromOpaque(kept).release() }
        }
        return pattern
    }

    /// SQLITE_TRANSIENT, a macro that Swift lacks: SQLite copies what it is given.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// A class, since SQLite keeps a pointer to it.
private final class KeptPattern {
    let pattern: Pattern

    init(_ pattern: Pattern) {
        self.pattern = pattern
    }
}
