/// A part of a pattern, with what it costs.
struct PatternNode: Sendable {
    let kind: Kind
    let size: PatternSize

    indirect enum Kind: Sendable {
        /// One character out of a set.
        case character(CodePoints)
        /// A condition on the place, which takes no character.
        case place(PatternPlace)
        /// One after the other; without any, the empty text.
        case sequence([PatternNode])
        /// One or the other.
        case choice([PatternNode])
        /// Repeated; without `max` as often as may be.
        case `repeat`(PatternNode, min: Int, max: Int?)
    }
}

/// A place in a text, between two characters or at an end.
enum PatternPlace: Sendable {
    case start, end, wordBoundary, notWordBoundary
}

extension PatternNode {
    /// The empty text.
    static let empty = PatternNode(kind: .sequence([]), size: .empty)

    static func character(_ set: CodePoints) -> PatternNode {
        PatternNode(kind: .character(set), size: .character)
    }

    static func place(_ place: PatternPlace) -> PatternNode {
        PatternNode(kind: .place(place), size: .place(place))
    }

    static func sequence(_ nodes: [PatternNode]) -> PatternNode {
        let nodes = nodes.filter { $0.size.states > 0 }
        if nodes.count == 1 { return nodes[0] }
        return PatternNode(
            kind: .sequence(nodes), size: nodes.reduce(.empty) { $0.then($1.size) })
    }

    static func choice(_ nodes: [PatternNode]) -> PatternNode {
        if nodes.count == 1 { return nodes[0] }
        let sizes = nodes.dropFirst().map(\.size)
        return PatternNode(
            kind: .choice(nodes), size: sizes.reduce(nodes[0].size) { $0.or($1) })
    }

    /// A repetition, in its simplest form: what is left out or repeated twice over is written as
    /// one repetition, and what takes no character is at a place once or as often as one likes.
    static func `repeat`(_ node: PatternNode, min: Int, max: Int?) -> PatternNode {
        if !node.size.takesCharacters { return min > 0 ? node : .empty }
        if max == 0 { return .empty }
        if min == 1, max == 1 { return node }
        if case .repeat(let part, let least, let most) = node.kind, least == 0 || min == 0 {
            // `(x{0,3}){2}` is `x{0,6}`, and `(x+)?` is `x*`.
            if least == 0, let max, let most {
                return .repeat(part, min: 0, max: Swift.min(most * max, PatternSize.statesCounted))
            }
            if least <= 1, most == nil { return .repeat(part, min: 0, max: nil) }
            if least <= 1, max == nil { return .repeat(part, min: 0, max: nil) }
        }
        return PatternNode(
            kind: .repeat(node, min: min, max: max), size: node.size.repeated(min: min, max: max))
    }
}
