/// The members of an object that were there so far.
struct SeenMembers {
    /// Unknown names up to here are compared one by one, more are put into a set.
    private static let listedMax = 32

    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var listed: [UnknownName] = []
    /// The `folded` of each name in `listed`, which is all that most comparisons need.
    private var hashes: [UInt64] = []
    private var all: Set<UnknownName>?

    /// Notes a known field; false where it was there before.
    mutating func insert(_ field: Int) -> Bool {
        let bit = UInt64(1) << UInt64(field & 63)
        if field < 64 {
            defer { low |= bit }
            return low & bit == 0
        }
        defer { high |= bit }
        return high & bit == 0
    }

    /// Notes a name that no field has; false where it was there before.
    mutating func insert(_ name: UnknownName) -> Bool {
        if all != nil { return all?.insert(name).inserted ?? false }
        if hashes.contains(name.folded), listed.contains(name) { return false }
        listed.append(name)
        hashes.append(name.folded)
        if listed.count > Self.listedMax { all = Set(listed) }
        return true
    }
}

/// A name that no field has; equal to another that differs by the case of letters only.
struct UnknownName: Hashable {
    /// Its decoded UTF-8.
    let name: ArraySlice<UInt8>
    /// Its `JSONScan.foldedHash`.
    let folded: UInt64

    /// - Parameter folded: the name's `JSONScan.foldedHash`.
    init(_ name: ArraySlice<UInt8>, folded: UInt64) {
        guard name.contains(where: { $0 >= 0x80 }) else {
            self.name = name
            self.folded = folded
            return
        }
        // Beyond ASCII, Unicode says which letters are one another's lower case.
        let lowercased = Array(String(decoding: name, as: UTF8.self).lowercased().utf8)
        self.name = lowercased[...]
        self.folded = lowercased.withUnsafeBufferPointer { JSONScan.foldedHash($0) }
    }

    static func == (left: Self, right: Self) -> Bool {
        guard left.folded == right.folded else { return false }
        return left.name.withUnsafeBufferPointer { ours in
            right.name.withUnsafeBufferPointer { JSONScan.isSameFolded(ours, $0) }
        }
    }

    /// Feeds the bytes, not `folded`: whoever sends names could make that one collide.
    func hash(into hasher: inout Hasher) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: name.count) { lowercased in
            for (index, byte) in name.enumerated() { lowercased[index] = JSONScan.lowercase(byte) }
            hasher.combine(bytes: UnsafeRawBufferPointer(lowercased))
        }
    }
}
