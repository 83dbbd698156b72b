import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// What `/metrics` says, read as strictly as the format is written.
///
/// Source: Prometheus, "Exposition formats", text-based format 0.0.4.
struct ScrapedFigures: Sendable {
    /// A line with a number.
    struct Sample: Sendable {
        /// With what stands behind a histogram's own name.
        let name: String
        let labels: [String: String]
        let value: Double
    }

    /// A name with what is said of it.
    struct Family: Sendable {
        let name: String
        let help: String
        let kind: String
        var samples: [Sample] = []
    }

    /// In the order of the text.
    private(set) var families: [Family] = []

    /// What is wrong with a text.
    struct Malformed: Error { let line: String }

    /// Reads a text.
    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(line: "the end") }
        var help: (name: String, text: String)?
        for line in text.dropLast().components(separatedBy: "\n") {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP "), words.count == 4 {
                help = (words[2], words[3])
            } else if line.hasPrefix("# TYPE "), words.count == 4 {
                guard help?.name ?? words[2] == words[2],
                    !families.contains(where: { $0.name == words[2] })
                else { throw Malformed(line: line) }
                families.append(
                    Family(name: words[2], help: help?.text ?? "", kind: words[3]))
                help = nil
            } else {
                try add(Self.sample(line), of: line)
            }
        }
        for family in families { try Self.check(family) }
    }

    private mutating func add(_ sample: Sample, of line: String) throws {
        guard var family = families.popLast() else { throw Malformed(line: line) }
        let suffixes = family.kind == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        let isKnown = suffixes.contains { family.name + $0 == sample.name }
        let isNew = !family.samples.contains {
            $0.name == sample.name && $0.labels == sample.labels
        }
        guard isKnown, isNew else { throw Malformed(line: line) }
        family.samples.append(sample)
        families.append(family)
    }

    // MARK: - Lines

    private static func sample(_ line: String) throws -> Sample {
        let pattern = /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/
        guard let match = line.wholeMatch(of: pattern), let value = number(match.output.3) else {
            throw Malformed(line: line)
        }
        return Sample(
            name: String(match.output.1), labels: try labels(match.output.2 ?? "", of: line),
            value: value)
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains(/[a-df-zA-DF-Z]/) ? nil : Double(text)
        }
    }

    private static func labels(_ text: Substring, of line: String) throws -> [String: String] {
        var labels: [String: String] = [:]
        var rest = text
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="/) else {
                throw Malformed(line: line)
            }
            rest = rest[match.range.upperBound...]
            let value = try Self.value(&rest, of: line)
            guard labels.updateValue(value, forKey: String(match.output.1)) == nil else {
                throw Malformed(line: line)
            }
            if !rest.isEmpty, rest.removeFirst() != "," { throw Malformed(line: line) }
        }
        return labels
    }

    /// Reads up to a quote that no backslash stands before.
    private static func value(_ rest: inout Substring, of line: String) throws -> String {
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return value
            case "\\":
                let known: [Character: Character] = ["\\": "\\", "\"": "\"", "n": "\n"]
                guard let next = rest.popFirst(), let meant = known[next] else {
                    throw Malformed(line: line)
                }
                value.append(meant)
            default: value.append(character)
            }
        }
        throw Malformed(line: line)
    }

    // MARK: - Families

    private static func check(_ family: Family) throws {
        guard ["counter", "gauge", "histogram"].contains(family.kind), !family.samples.isEmpty
        else { throw Malformed(line: family.name) }
        if family.kind == "counter", family.samples.contains(where: { $0.value < 0 }) {
            throw Malformed(line: family.name)
        }
        guard family.kind == "histogram" else { return }
        let series = Dictionary(grouping: family.samples) { sample in
            sample.labels.filter { $0.key != "le" }
        }
        for (labels, samples) in series {
            let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
            let bounds = buckets.map { number($0.labels["le"].map { $0[...] } ?? "") ?? .nan }
            let count = samples.first { $0.name.hasSuffix("_count") }?.value
            guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }),
                bounds.last == .infinity,
                zip(buckets, buckets.dropFirst()).allSatisfy({ $0.value <= $1.value }),
                buckets.last?.value == count,
                samples.contains(where: { $0.name.hasSuffix("_sum") })
            else { throw Malformed(line: "\(family.name) \(labels)") }
        }
    }

    // MARK: - Figures

    /// The figure of a name, with these labels at least; of several, the sum; `nil` where there is
    /// none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = families.flatMap(\.samples).filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }
        return found.isEmpty ? nil : found.reduce(0) { $0 + $1.value }
    }
}

extension TestServer {
    /// What the server tells of itself.
    func figures() async throws -> ScrapedFigures {
        let reply = try await send(.get, "/metrics", token: nil)
        #expect(reply.status == 200)
        return try ScrapedFigures(reply.text)
    }

    /// What the server tells of itself, once something is so.
    func figures(
        when what: Comment, _ isSo: (ScrapedFigures) -> Bool
    ) async throws -> ScrapedFigures {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let figures = try await figures()
            if isSo(figures) { return figures }
            try #require(ContinuousClock.now < end, what)
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
