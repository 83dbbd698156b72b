import DocketCore
import DocketStore
import GRDBSQLite

/// A prepared statement with the values that are bound to it.
///
/// Texts and blobs are copied into memory of the statement's own, which it keeps for the next
/// time: SQLite's own copies would be a heap block each, a third of what binding an order cost.
///
/// A class: it is the identity of SQLite's statement, used by its connection's thread only.
final class SQLiteStatement {
    /// SQLite's statement.
    let handle: OpaquePointer
    /// How many values it takes; a step of an insert may take fewer than there are.
    private let places: Int
    /// Where texts and blobs lie while they are bound.
    private var copies = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)

    /// Takes over a statement that was just prepared.
    init(_ handle: OpaquePointer) {
        self.handle = handle
        places = Int(sqlite3_bind_parameter_count(handle))
    }

    deinit {
        sqlite3_finalize(handle)
        copies.deallocate()
    }

    /// Makes it ready to be run again. Values stay bound; all are bound anew before it is.
    func reset() {
        sqlite3_reset(handle)
    }

    /// Binds a value to each place.
    ///
    /// - Returns: SQLite's result code.
    func bind(_ values: [SQLValue]) -> Int32 {
        reserve(values)
        var used = 0
        for place in 0..<min(places, values.count) {
            let code = bind(values[place], at: Int32(place + 1), &used)
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    /// Makes room for all texts and blobs at once, since what is bound must not move.
    private func reserve(_ values: [SQLValue]) {
        var needed = 0
        for value in values {
            switch value {
            case .null, .integer, .boolean, .money, .time: break
            case .guid: needed += 16
            case .text(let text): needed += text.utf8.count
            case .string(let string): needed += string.utf8.count
            case .blob(let blob): needed += blob.count
            }
        }
        guard needed > copies.count else { return }
        copies.deallocate()
        copies = .allocate(byteCount: needed + needed / 2, alignment: 1)
    }

    private func bind(_ value: SQLValue, at place: Int32, _ used: inout Int) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(handle, place)
        case .integer(let number):
            return sqlite3_bind_int64(handle, place, number)
        case .boolean(let flag):
            return sqlite3_bind_int64(handle, place, flag ? 1 : 0)
        case .money(let money):
            return sqlite3_bind_int64(handle, place, money.tenThousandths)
        case .time(let time):
            return sqlite3_bind_int64(handle, place, time.microseconds)
        case .guid(let id):
            return withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { bytes in
                sqlite3_bind_blob(handle, place, copy(bytes, &used), 16, nil)
            }
        case .text(let text):
            return text.utf8.withUnsafeBytes { bytes in bindText(bytes, at: place, &used) }
        case .string(var string):
            return string.withUTF8 { bytes in
                bindText(UnsafeRawBufferPointer(bytes), at: place, &used)
            }
        case .blob(let blob):
            return blob.withUnsafeBytes { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, place, 0)
                    : sqlite3_bind_blob64(
                        handle, place, copy(bytes, &used), UInt64(bytes.count), nil)
            }
        }
    }

    private func bindText(
        _ bytes: UnsafeRawBufferPointer, at place: Int32, _ used: inout Int
    ) -> Int32 {
        sqlite3_bind_text64(
            handle, place, copy(bytes, &used)?.assumingMemoryBound(to: CChar.self),
            UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
    }

    /// Where the copy of `bytes` lies, which `reserve` has made room for.
    private func copy(
        _ bytes: UnsafeRawBufferPointer, _ used: inout Int
    ) -> UnsafeRawPointer? {
        guard let start = copies.baseAddress else { return nil }
        let target = start + used
        if let source = bytes.baseAddress {
            target.copyMemory(from: source, byteCount: bytes.count)
        }
        used += bytes.count
        return UnsafeRawPointer(target)
    }
}
