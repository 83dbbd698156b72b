/// A pattern as a deterministic automaton, written out when the pattern is read. That makes the
/// step over a character one look into a table, and needs no memory to be shared by searches.
struct PatternTable: Sendable {
    private let alphabet: PatternAlphabet
    /// For each state, the state after each letter and after the end.
    private let steps: [UInt16]

    private static let failed: UInt16 = 0
    private static let matched: UInt16 = 1
    private static let start: UInt16 = 2

    /// Steps that a table may have; it takes twice as many bytes.
    private static let stepsMax = 1 << 15
    /// States of the machine that may be looked at while the table is made: some milliseconds.
    private static let workMax = 1 << 17

    /// A table for what the machine does, unless it would grow too large.
    init?(_ machine: PatternMachine) {
        alphabet = machine.alphabet
        var builder = Builder(machine)
        guard builder.build() else { return nil }
        steps = builder.steps
    }

    /// The search.
    func matches(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        let width = alphabet.count + 1
        var state = Self.start
        var text = PatternText(utf8)
        while let point = text.next() {
            state = steps[Int(state) * width + alphabet.letter(of: point)]
            if state <= Self.matched { return state == Self.matched }
        }
        return steps[Int(state) * width + width - 1] == Self.matched
    }
}

extension PatternTable {
    /// Finds all states that a text can lead to.
    private struct Builder {
        let machine: PatternMachine
        var steps: [UInt16]
        var threads: PatternThreads
        /// What is still to be written out, in the order of the numbers.
        var open: [Key]
        var numbers: [Key: UInt16]

        /// What a state of the table is: the machine's states before places are looked at, and
        /// what is left of the place.
        struct Key: Hashable {
            let states: [Int]
            let left: PatternNeighbour
        }

        init(_ machine: PatternMachine) {
            self.machine = machine
            threads = PatternThreads(machine)
            let width = machine.alphabet.count + 1
            steps = Array(repeating: PatternTable.failed, count: width)
            steps += Array(repeating: PatternTable.matched, count: width)
            let first = Key(states: [machine.start], left: .edge)
            open = [first]
            numbers = [first: PatternTable.start]
        }

        /// Whether the table was finished within its limits.
        mutating func build() -> Bool {
            let letters = machine.alphabet.count
            var done = 0
            while done < open.count {
                guard steps.count + letters < PatternTable.stepsMax else { return false }
                let row = steps.count
                steps += Array(repeating: PatternTable.failed, count: letters + 1)
                for right in [PatternNeighbour.edge, .word, .other] {
                    guard write(open[done], right: right, row) else { return false }
                }
                done += 1
            }
            return true
        }

        /// Writes a state's steps over the letters that are `right` of the place.
        private mutating func write(_ key: Key, right: PatternNeighbour, _ row: Int) -> Bool {
            let letters = machine.alphabet.count
            let hasMatched = machine.follow(key.states, left: key.left, right: right, &threads)
            if right == .edge {
                if hasMatched { steps[row + letters] = PatternTable.matched }
                return threads.work < PatternTable.workMax
            }
            var work = 0
            var next: [Int] = []
            for letter in 0..<letters where machine.alphabet.neighbour(letter) == right {
                if hasMatched {
                    steps[row + letter] = PatternTable.matched
                    continue
                }
                machine.step(over: letter, &threads, into: &next)
                work += threads.waiting.count
                steps[row + letter] = number(of: next, left: right)
            }
            spent += work
            return threads.work + spent < PatternTable.workMax
        }

        private var spent = 0

        private mutating func number(of states: [Int], left: PatternNeighbour) -> UInt16 {
            guard !states.isEmpty else { return PatternTable.failed }
            let key = Key(states: Set(states).sorted(), left: left)
            if let number = numbers[key] { return number }
            let number = PatternTable.start + UInt16(open.count)
            numbers[key] = number
            open.append(key)
            return number
        }
    }
}
