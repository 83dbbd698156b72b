import DocketCore
import DocketJSON

/// The domain's values as JSON.
extension JSONWriter {
    /// A text, or `null`.
    mutating func text(_ text: Text?) {
        if let text { string(utf8: text.utf8) } else { null() }
    }

    /// An identifier, or `null`.
    mutating func guid(_ id: GUID?) {
        guard let id else { return null() }
        quoted { id.append(to: &$0) }
    }

    /// An instant.
    mutating func time(_ time: Timestamp) {
        quoted { time.append(to: &$0) }
    }

    /// An amount: a number, exact.
    mutating func money(_ money: Money) {
        value { money.append(to: &$0) }
    }

    /// A PrintableId.
    mutating func printableID(_ id: PrintableID) {
        quoted { id.append(to: &$0) }
    }

    /// A name of the program's own, or `null`.
    mutating func name(_ name: StaticString?) {
        guard let name else { return null() }
        quoted { bytes in
            name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }
    }

    private mutating func quoted(_ append: (inout [UInt8]) -> Void) {
        value { bytes in
            bytes.append(UInt8(ascii: "\""))
            append(&bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }
}
