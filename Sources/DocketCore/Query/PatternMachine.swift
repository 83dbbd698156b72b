/// A pattern as a non-deterministic automaton that is in all of its states at once, so that a text
/// is read only once.
///
/// Source: K. Thompson, "Regular Expression Search Algorithm", 1968.
struct PatternMachine: Sendable {
    private(set) var states: [State] = [.match]
    private(set) var start = 0
    let alphabet: PatternAlphabet
    /// Whether a match can begin at the start of a text only.
    private(set) var isAnchored = false

    enum State: Sendable {
        /// Found.
        case match
        /// Goes on to both.
        case split(Int, Int)
        /// Goes on if the place is there.
        case place(PatternPlace, next: Int)
        /// Takes a character of a set, which is numbered as in the alphabet.
        case character(set: Int, next: Int)
    }

    init(_ node: PatternNode) {
        var sets: [CodePoints: Int] = [:]
        var hasBoundaries = false
        node.visit { part in
            switch part.kind {
            case .character(let set): sets[set] = sets[set] ?? sets.count
            case .place(.wordBoundary), .place(.notWordBoundary): hasBoundaries = true
            case .place, .sequence, .choice, .repeat: break
            }
        }
        let inOrder = sets.sorted { $0.value < $1.value }.map(\.key)
        alphabet = PatternAlphabet(inOrder, separatesWords: hasBoundaries)
        states.reserveCapacity(node.size.states + 1)
        start = add(node, before: 0, sets)
        isAnchored = beginsAtStartOnly
    }

    /// Adds a part that goes on to the state `next`, and returns where it begins.
    private mutating func add(
        _ node: PatternNode, before next: Int, _ sets: [CodePoints: Int]
    ) -> Int {
        switch node.kind {
        case .character(let set): add(.character(set: sets[set] ?? 0, next: next))
        case .place(let place): add(.place(place, next: next))
        case .sequence(let parts): parts.reversed().reduce(next) { add($1, before: $0, sets) }
        case .choice(let parts):
            parts.dropLast().reversed().reduce(add(parts[parts.count - 1], before: next, sets)) {
                let part = add($1, before: next, sets)
                return add(.split(part, $0))
            }
        case .repeat(let part, let min, let max):
            add(part, min: min, max: max, before: next, sets)
        }
    }

    private mutating func add(
        _ node: PatternNode, min: Int, max: Int?, before next: Int, _ sets: [CodePoints: Int]
    ) -> Int {
        var first = next
        var required = min
        if let max {
            for _ in 0..<(max - min) {
                first = add(.split(add(node, before: first, sets), next))
            }
        } else {
            let loop = add(.match)
            let body = add(node, before: loop, sets)
            states[loop] = .split(body, next)
            // The copy of the loop is the last of the required ones.
            first = min > 0 ? body : loop
            required -= min > 0 ? 1 : 0
        }
        for _ in 0..<Swift.max(required, 0) { first = add(node, before: first, sets) }
        return first
    }

    private mutating func add(_ state: State) -> Int {
        states.append(state)
        return states.count - 1
    }
}

extension PatternNode {
    /// Calls `body` for this part and all parts of it.
    fileprivate func visit(_ body: (PatternNode) -> Void) {
        body(self)
        switch kind {
        case .character, .place: break
        case .sequence(let parts), .choice(let parts): parts.forEach { $0.visit(body) }
        case .repeat(let part, _, _): part.visit(body)
        }
    }
}

// MARK: - Steps

/// What is beside a place in a text.
enum PatternNeighbour: Int, Sendable {
    /// The start of the text on the left, its end on the right.
    case edge
    case word
    case other
}

/// The memory of a search, used again for each step.
struct PatternThreads: Sendable {
    /// Where the states are that take a character, as far as they are reached.
    fileprivate(set) var waiting: [Int] = []
    /// How many states were looked at, since the beginning.
    private(set) var work = 0
    fileprivate var stack: [Int] = []
    private var marks: [UInt32]
    private var round: UInt32 = 0

    init(_ machine: PatternMachine) {
        marks = Array(repeating: 0, count: machine.states.count)
    }

    /// Begins a new round, in which no state has been seen.
    fileprivate mutating func clear() {
        waiting.removeAll(keepingCapacity: true)
        round &+= 1
        if round == 0 {
            marks = Array(repeating: 0, count: marks.count)
            round = 1
        }
    }

    /// Whether the state is seen for the first time in this round.
    fileprivate mutating func see(_ state: Int) -> Bool {
        work += 1
        guard marks[state] != round else { return false }
        marks[state] = round
        return true
    }
}

extension PatternMachine {
    /// Follows all that takes no character, between two neighbours: `threads.waiting` are then the
    /// states that take one.
    ///
    /// - Returns: whether the pattern has matched.
    func follow(
        _ states: [Int], left: PatternNeighbour, right: PatternNeighbour,
        _ threads: inout PatternThreads
    ) -> Bool {
        threads.clear()
        for state in states {
            threads.stack.append(state)
            while let state = threads.stack.popLast() {
                guard threads.see(state) else { continue }
                switch self.states[state] {
                case .match:
                    threads.stack.removeAll(keepingCapacity: true)
                    return true
                case .split(let first, let second):
                    threads.stack.append(second)
                    threads.stack.append(first)
                case .place(let place, let next):
                    if place.isThere(left, right) { threads.stack.append(next) }
                case .character: threads.waiting.append(state)
                }
            }
        }
        return false
    }

    /// Takes a character: the states to follow next, among them the start, as a match may begin
    /// anywhere.
    func step(over letter: Int, _ threads: inout PatternThreads, into states: inout [Int]) {
        states.removeAll(keepingCapacity: true)
        for state in threads.waiting {
            guard case .character(let set, let next) = self.states[state],
                alphabet.contains(letter, inSet: set)
            else { continue }
            states.append(next)
        }
        if !isAnchored { states.append(start) }
    }

    /// The search without a table.
    func matches(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        var threads = PatternThreads(self)
        var states = [start]
        var left = PatternNeighbour.edge
        var text = PatternText(utf8)
        while let point = text.next() {
            let letter = alphabet.letter(of: point)
            let right = alphabet.neighbour(letter)
            if follow(states, left: left, right: right, &threads) { return true }
            step(over: letter, &threads, into: &states)
            if states.isEmpty { return false }
            left = right
        }
        return follow(states, left: left, right: .edge, &threads)
    }

    private var beginsAtStartOnly: Bool {
        var threads = PatternThreads(self)
        let neighbours: [PatternNeighbour] = [.edge, .word, .other]
        for left in neighbours.dropFirst() {
            for right in neighbours {
                if follow([start], left: left, right: right, &threads) { return false }
                if !threads.waiting.isEmpty { return false }
            }
        }
        return true
    }
}

extension PatternPlace {
    /// Whether it lies between these neighbours.
    fileprivate func isThere(_ left: PatternNeighbour, _ right: PatternNeighbour) -> Bool {
        switch self {
        case .start: left == .edge
        case .end: right == .edge
        case .wordBoundary: (left == .word) != (right == .word)
        case .notWordBoundary: (left == .word) == (right == .word)
        }
    }
}
