/// The members of an object that a reader knows, found without regard to ASCII case.
package struct JSONFields: Sendable {
    /// The names, as they are written out.
    package let names: [String]
    /// The names' bytes, one behind the other.
    let bytes: [UInt8]
    /// Where each name begins in `bytes`, and where the last one ends.
    let starts: [Int]
    private let lowercased: [[UInt8]: Int]

    /// A table of at most 128 ASCII names.
    package init(_ names: [String]) {
        precondition(names.count <= 128, "a table of fields has at most 128 names")
        self.names = names
        var bytes: [UInt8] = []
        var starts = [0]
        var lowercased: [[UInt8]: Int] = [:]
        for (index, name) in names.enumerated() {
            bytes.append(contentsOf: name.utf8)
            starts.append(bytes.count)
            lowercased[Self.lowercase(name.utf8)] = index
        }
        self.bytes = bytes
        self.starts = starts
        self.lowercased = lowercased
    }

    /// The index of a name, of whatever case.
    func index(ofLowercased name: [UInt8]) -> Int? { lowercased[name] }

    /// ASCII letters in lower case, all else as it is.
    static func lowercase(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
