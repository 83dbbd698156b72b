import DocketCore
import DocketJSON
import DocketServer
import DocketService

/// The lines of an NDJSON file as orders or entries of the directory: one JSON object a line; blank
/// lines are passed over.
struct NDJSONEntries {
    /// Bytes of a line, as of a request's body (contract, section 1).
    static let lineBytesMax = 4 << 20

    private let noun: ImportNoun
    private var bytes: FileBytes
    private var number = 0

    init(_ noun: ImportNoun, _ bytes: FileBytes) {
        self.noun = noun
        self.bytes = bytes
    }

    /// How many bytes were read.
    var taken: Int { bytes.taken }

    /// The next line that is not blank; `nil` at the end.
    ///
    /// - Throws: `ImportError` where the file can't be read.
    mutating func next() throws -> ImportLine? {
        while let (line, isTooLong) = try nextLine() {
            number += 1
            if isTooLong {
                let refusal = ImportLine.Refusal(
                    "the line is longer than \(Self.lineBytesMax) bytes")
                return ImportLine(number: number, entry: .failure(refusal))
            }
            let isBlank = line.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
            if !isBlank { return ImportLine(number: number, entry: entry(line)) }
        }
        return nil
    }

    /// The next line without its end; of one that is too long, nothing is kept.
    private mutating func nextLine() throws -> (line: [UInt8], isTooLong: Bool)? {
        guard var byte = try bytes.next() else { return nil }
        var line: [UInt8] = []
        var count = 0
        while byte != UInt8(ascii: "\n") {
            count += 1
            if count <= Self.lineBytesMax { line.append(byte) } else { line = [] }
            guard let following = try bytes.next() else { break }
            byte = following
        }
        return (line, count > Self.lineBytesMax)
    }

    private func entry(_ line: [UInt8]) -> Result<ImportedEntry, ImportLine.Refusal> {
        do throws(JSONError) {
            switch noun {
            case .customers:
                return .success(.customer(try DirectoryJSON.customerFullDraft(line)))
            case .locations:
                return .success(.location(try DirectoryJSON.draft(line, of: LocationFields.self)))
            case .employees:
                return .success(.employee(try DirectoryJSON.draft(line, of: EmployeeFields.self)))
            case .orders:
                let (draft, origin) = try OrderJSON.imported(line)
                return .success(.order(draft, origin))
            }
        } catch {
            // The JSON of a line has one line.
            let reason = "\(error)".replacing("at line 1, ", with: "at ")
            return .failure(ImportLine.Refusal("no valid JSON: \(reason)"))
        }
    }
}
