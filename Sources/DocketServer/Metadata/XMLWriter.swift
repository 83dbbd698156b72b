/// Writes one XML document, with what belongs together indented.
struct XMLWriter: Sendable {
    private var text = #"<?xml version="1.0" encoding="utf-8"?>"# + "\n"
    private var depth = 0

    /// What has been written, in UTF-8.
    var bytes: [UInt8] { Array(text.utf8) }

    /// An element with nothing in it. An attribute without a value is left out.
    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String?>) {
        open(name, attributes)
        text += "/>\n"
    }

    /// An element with text in it.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text content: String
    ) {
        open(name, attributes)
        text += ">\(Self.escape(content))</\(name)>\n"
    }

    /// An element with elements in it.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:],
        content: (inout XMLWriter) -> Void
    ) {
        open(name, attributes)
        text += ">\n"
        depth += 1
        content(&self)
        depth -= 1
        indent()
        text += "</\(name)>\n"
    }

    private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String?>) {
        indent()
        text += "<\(name)"
        for (name, value) in attributes {
            if let value { text += " \(name)=\"\(Self.escape(value))\"" }
        }
    }

    private mutating func indent() { text += String(repeating: "  ", count: depth) }

    /// Escapes what stands for something else in text or in an attribute; white space other than
    /// a space too, since readers make spaces of it in attributes.
    private static func escape(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || scalar == "\u{FFFE}" || scalar == "\u{FFFF}":
                // XML 1.0 has no way to write these.
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
