/// Labels in the language of Zebra's printers: a picture, since a printer's own fonts don't have
/// every script.
///
/// Source: Zebra, "ZPL II Programming Guide", ^GF and "Alternative Data Compression Scheme".
enum ZPL {
    /// A label.
    ///
    /// - Parameter isDark: whether the dot at a place is to be black.
    static func label(
        width: Int, height: Int, isDark: (_ x: Int, _ y: Int) -> Bool
    ) -> [UInt8] {
        let rowBytes = (width + 7) / 8
        var text = Array("^XA^PW\(width)^LL\(height)^LH0,0^FO0,0^GFA,".utf8)
        text += Array("\(rowBytes * height),\(rowBytes * height),\(rowBytes),".utf8)
        var before: [UInt8] = []
        for y in 0..<height {
            var digits: [UInt8] = []
            digits.reserveCapacity(2 * rowBytes)
            for start in stride(from: 0, to: 8 * rowBytes, by: 4) {
                var value = 0
                for place in 0..<4 where start + place < width && isDark(start + place, y) {
                    value |= 8 >> place
                }
                digits.append(Self.digits[value])
            }
            if digits == before {
                text.append(UInt8(ascii: ":"))
            } else {
                append(digits, to: &text)
                before = digits
            }
        }
        return text + Array("^FS^XZ\n".utf8)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Appends a row: digits that repeat by how often, and the end of the row by a sign where it is
    /// all the same.
    private static func append(_ row: [UInt8], to text: inout [UInt8]) {
        var place = 0
        while place < row.count {
            let digit = row[place]
            let end = row[place...].firstIndex { $0 != digit } ?? row.count
            if end == row.count, digit == UInt8(ascii: "0") {
                text.append(UInt8(ascii: ","))
            } else if end == row.count, digit == UInt8(ascii: "F") {
                text.append(UInt8(ascii: "!"))
            } else {
                append(count: end - place, to: &text)
                text.append(digit)
            }
            place = end
        }
    }

    /// `G` to `Y` are 1 to 19, `g` to `z` are 20, 40, … 400.
    private static func append(count: Int, to text: inout [UInt8]) {
        guard count > 1 else { return }
        var count = count
        while count >= 400 {
            text.append(UInt8(ascii: "z"))
            count -= 400
        }
        if count >= 20 { text.append(UInt8(ascii: "g") + UInt8(count / 20 - 1)) }
        if count % 20 > 0 { text.append(UInt8(ascii: "G") + UInt8(count % 20 - 1)) }
    }
}
