/// The members of an object that a reader knows, found without regard to ASCII case.
package struct JSONFields: Sendable {
    /// The names, as they are written out.
    package let names: [String]
    /// The names in quotes, one behind the other.
    let quoted: [UInt8]
    /// Where each name begins in `quoted`, and where the last one ends.
    let starts: [Int]
    /// A hash table with open addressing: a name's index plus one, or 0 where a slot is free.
    private let slots: [UInt8]

    /// A table of at most 128 ASCII names; where two differ by case only, the first is meant.
    package init(_ names: [String]) {
        precondition(names.count <= 128, "a table of fields has at most 128 names")
        var quoted: [UInt8] = []
        var starts = [0]
        var slotCount = 4
        while slotCount < names.count * 4 { slotCount *= 2 }
        var slots = [UInt8](repeating: 0, count: slotCount)
        for (index, name) in names.enumerated() {
            quoted.append(UInt8(ascii: "\""))
            quoted.append(contentsOf: name.utf8)
            quoted.append(UInt8(ascii: "\""))
            starts.append(quoted.count)
            let hash = Array(name.utf8).withUnsafeBufferPointer { JSONScan.foldedHash($0) }
            var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = UInt8(index + 1)
        }
        self.names = names
        self.quoted = quoted
        self.starts = starts
        self.slots = slots
    }

    /// The index of a name in whatever case, by its bytes and their `foldedHash`.
    func index(of name: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        return quoted.withUnsafeBufferPointer { quoted in
            while slots[slot] != 0 {
                let index = Int(slots[slot]) - 1
                let range = (starts[index] + 1)..<(starts[index + 1] - 1)
                if JSONScan.isSameFolded(name, UnsafeBufferPointer(rebasing: quoted[range])) {
                    return index
                }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }
    }
}
