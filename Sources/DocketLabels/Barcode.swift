import CZint

/// Why a label was not made.
package enum LabelError: Error, Sendable, Equatable {
    /// The barcode library can't put this into a code.
    case barcode(String)
    /// The drawing library failed, as it says.
    case drawing(String)
}

/// A barcode as the squares that it is made of: rows of dark and light ones, all of the same width.
struct Barcode {
    /// Squares in a row.
    let width: Int
    /// Whether a square is dark, row by row.
    let rows: [[Bool]]

    /// A Code 128 (ISO/IEC 15417) of digits.
    static func code128(_ digits: String) throws(LabelError) -> Barcode {
        try encode(digits, BARCODE_CODE128)
    }

    /// A QR code (ISO/IEC 18004) of a text.
    static func qrCode(_ text: String) throws(LabelError) -> Barcode {
        try encode(text, BARCODE_QRCODE)
    }

    private static func encode(
        _ text: String, _ symbology: Int32
    ) throws(LabelError) -> Barcode {
        guard let symbol = docket_zint_create(symbology) else { throw .barcode("no memory") }
        defer { ZBarcode_Delete(symbol) }
        let bytes = Array(text.utf8)
        guard docket_zint_encode(symbol, bytes, Int32(bytes.count)) != 0 else {
            throw .barcode(String(cString: docket_zint_error(symbol)))
        }
        let width = docket_zint_width(symbol)
        let rows = (0..<docket_zint_rows(symbol)).map { row in
            (0..<width).map { column in docket_zint_is_dark(symbol, row, column) != 0 }
        }
        return Barcode(width: Int(width), rows: rows)
    }
}
