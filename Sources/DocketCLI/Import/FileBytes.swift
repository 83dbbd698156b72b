import Foundation

/// The bytes of a file from the first to the last, a buffer at a time: the memory it takes does
/// not depend on the file's length.
struct FileBytes {
    /// Bytes of a buffer.
    private static let bufferBytes = 64 << 10

    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// How many bytes were taken.
    private(set) var taken = 0

    /// Opens a file; a byte order mark at its start is passed over.
    ///
    /// - Throws: `ImportError` where it can't be opened or read.
    init(path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ImportError("can't open \(path): \(String(cString: strerror(errno)))")
        }
        self.file = file
        try fill()
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if buffer.starts(with: mark) {
            position = mark.count
            taken = mark.count
        }
    }

    /// The next byte; `nil` at the end.
    mutating func next() throws -> UInt8? {
        if position == buffer.count {
            try fill()
            if isAtEnd { return nil }
        }
        defer {
            position += 1
            taken += 1
        }
        return buffer[position]
    }

    private mutating func fill() throws {
        guard !isAtEnd else { return }
        do {
            buffer = Array(try file.read(upToCount: Self.bufferBytes) ?? Data())
        } catch {
            throw ImportError("can't read the file: \(error.localizedDescription)")
        }
        position = 0
        isAtEnd = buffer.isEmpty
    }

    /// The length of a file in bytes; 0 where it is not known.
    static func length(path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}

/// Why an import could not begin or go on; for the person at the terminal.
struct ImportError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
