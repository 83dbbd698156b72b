/// The row that a query stands on; columns count from 0.
package protocol SQLCursor {
    /// Whether the column is NULL.
    func isNull(_ column: Int) -> Bool
    /// A whole number, a truth value as 0 or 1, an amount in ten-thousandths, or an instant in
    /// microseconds since 1970; 0 where it is NULL.
    func integer(_ column: Int) -> Int64
    /// The bytes of a text, a GUID or a blob, valid until the next row; none where it is NULL.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer
}

extension SQLCursor {
    /// A number that fits 32 bits, `nil` where it is NULL.
    package func int32(_ column: Int) -> Int32? {
        isNull(column) ? nil : Int32(truncatingIfNeeded: integer(column))
    }

    /// A truth value; false where it is NULL.
    package func boolean(_ column: Int) -> Bool { integer(column) != 0 }

    /// A string of its own; `nil` where it is NULL. For what is not hot.
    package func string(_ column: Int) -> String? {
        isNull(column) ? nil : String(decoding: bytes(column), as: UTF8.self)
    }

    /// A copy of the bytes.
    package func blob(_ column: Int) -> [UInt8] { Array(bytes(column)) }
}
