import ArgumentParser
import DocketService

/// What a file is a list of.
enum ImportNoun: String, ExpressibleByArgument, CaseIterable, Sendable {
    case customers, locations, employees, orders

    /// `1 customer`, `2 customers`.
    func counted(_ count: Int) -> String {
        count == 1 ? "1 \(rawValue.dropLast())" : "\(count) \(rawValue)"
    }
}

/// How a file is written.
enum ImportFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case csv, ndjson

    /// By the ending of a file's name; `nil` for any other.
    init?(path: String) {
        switch path.split(separator: ".").last?.lowercased() {
        case "csv": self = .csv
        case "ndjson", "jsonl": self = .ndjson
        case _: return nil
        }
    }
}

/// A file to import: opened anew for each pass over it.
struct ImportFile: Sendable {
    let path: String
    let noun: ImportNoun
    let format: ImportFormat

    /// Gives the lines from the first on, one after the other; `nil` at the end.
    ///
    /// - Parameter progress: told of the bytes and the lines that were read.
    /// - Throws: `ImportError`.
    func open(
        progress: @escaping (_ bytes: Int, _ lines: Int) -> Void
    ) throws -> () throws -> ImportLine? {
        let bytes = try FileBytes(path: path)
        var lines = 0
        switch format {
        case .csv:
            var entries = try CSVEntries(noun, bytes)
            return {
                let line = try entries.next()
                if line != nil { lines += 1 }
                progress(entries.taken, lines)
                return line
            }
        case .ndjson:
            var entries = NDJSONEntries(noun, bytes)
            return {
                let line = try entries.next()
                if line != nil { lines += 1 }
                progress(entries.taken, lines)
                return line
            }
        }
    }
}
