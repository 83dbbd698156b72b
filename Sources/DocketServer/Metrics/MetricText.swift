/// The text that Prometheus reads.
///
/// Source: Prometheus, "Exposition formats", text-based format 0.0.4.
enum MetricText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All families by name, each with what it is for and what it is.
    static func document(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families.sorted(by: { $0.name < $1.name }) where !family.samples.isEmpty {
            if !family.help.isEmpty {
                text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
            }
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                text += family.name
                text += sample.suffix
                if !sample.labels.isEmpty { text += "{\(sample.labels)}" }
                text += " \(number(sample.value))\n"
            }
        }
        return text
    }

    /// A name of which every character is allowed: letters, digits, `_` and `:`, no digit first.
    static func name(_ text: String) -> String { word(text, allowing: "_:") }

    /// Labels as they stand in braces: each once, in the order in which they came.
    static func labels(_ labels: [(String, String)]) -> String {
        var names: Set<String> = []
        return labels.compactMap { label, value in
            let name = word(label, allowing: "_")
            guard names.insert(name).inserted else { return nil }
            return #"\#(name)="\#(escaped(value, quotes: true))""#
        }.joined(separator: ",")
    }

    /// A number; whole ones without a fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func word(_ text: String, allowing others: String) -> String {
        var word = ""
        for character in text.unicodeScalars {
            let isDigit = ("0"..."9").contains(character)
            let isLetter = ("a"..."z").contains(character) || ("A"..."Z").contains(character)
            if word.isEmpty, isDigit { word += "_" }
            let isAllowed = isLetter || isDigit || others.unicodeScalars.contains(character)
            word.unicodeScalars.append(isAllowed ? character : "_")
        }
        return word.isEmpty ? "_" : word
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += #"\\"#
            case "\n": escaped += #"\n"#
            case "\"" where quotes: escaped += #"\""#
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

/// The figures of one name.
struct MetricFamily: Sendable {
    let name: String
    let kind: MetricKind
    let help: String
    var samples: [MetricSample] = []
}

extension MetricFamily {
    /// What was found out when it was asked for.
    ///
    /// - Parameter values: each with the value of the only label; with `""` where there is none.
    init(_ metric: Metric, _ values: [(label: String, value: Double)]) {
        self.init(name: metric.name, kind: metric.kind, help: metric.help)
        samples = values.map { label, value in
            let labels = label.isEmpty ? [] : metric.labels.prefix(1).map { ($0, label) }
            return MetricSample(labels: MetricText.labels(labels), value: value)
        }
    }
}

/// A figure as it is written: a line.
struct MetricSample: Sendable {
    /// Behind the family's name.
    var suffix = ""
    /// As they stand in braces.
    let labels: String
    let value: Double
}

/// What a figure may do.
package enum MetricKind: String, Sendable {
    /// Grows, until the server starts anew.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts amounts by their size.
    case histogram
}
