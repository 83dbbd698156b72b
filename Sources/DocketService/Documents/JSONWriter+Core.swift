package import DocketCore
package import DocketJSON

/// The domain's values as JSON.
extension JSONWriter {
    /// A text, or `null`.
    package mutating func text(_ text: Text?) {
        if let text { string(utf8: text.utf8) } else { null() }
    }

    /// An identifier, or `null`.
    package mutating func guid(_ id: GUID?) {
        guard let id else { return null() }
        short(isString: true) { text in
            id.write(to: text)
            return GUID.textLength
        }
    }

    /// An instant.
    package mutating func time(_ time: Timestamp) {
        short(isString: true) { time.write(to: $0) }
    }

    /// An amount: a number, exact.
    package mutating func money(_ money: Money) {
        short(isString: false) { money.write(to: $0) }
    }

    /// A PrintableId.
    package mutating func printableID(_ id: PrintableID) {
        short(isString: true) { text in
            id.write(to: text)
            return PrintableID.textLength
        }
    }

    /// A value, or `null` where there is none.
    package mutating func optional<Value>(
        _ value: Value?, _ write: (inout JSONWriter, Value) -> Void
    ) {
        if let value { write(&self, value) } else { null() }
    }

    /// A name of the program's own, or `null`.
    package mutating func name(_ name: StaticString?) {
        if let name { plain(name) } else { null() }
    }
}
