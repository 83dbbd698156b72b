extension QueryParser {
    /// What stands in `geography'…'` and `geometry'…'`: read only to tell what is wrong from what
    /// is not to be had.
    mutating func geography() throws(QueryError) {
        guard skip(word: "SRID=") else { throw expected("'SRID='") }
        guard (1...5).contains(digits().count) else { throw expected("one to five digits") }
        try take(";")
        try shape()
    }

    private mutating func shape() throws(QueryError) {
        let start = position
        let word = wordAhead
        advance(by: word.unicodeScalars.count)
        switch word.lowercased() {
        case "point": try points(1...1)
        case "linestring": try points(2...Int.max)
        case "polygon": try group(of: .ring)
        case "multipoint": try group(of: .point)
        case "multilinestring": try group(of: .line)
        case "multipolygon": try group(of: .polygon)
        case "geometrycollection": try group(of: .shape)
        default:
            position = start
            throw expected("a shape such as 'Point'")
        }
    }

    /// What can stand several times in one pair of parentheses.
    private enum Member {
        case point, line, ring, polygon, shape
    }

    private mutating func group(of member: Member) throws(QueryError) {
        try enter()
        try take("(")
        if member == .ring || member == .shape || peek != ")" {
            repeat {
                switch member {
                case .point: try points(1...1)
                case .line: try points(2...Int.max)
                case .ring: try points(1...Int.max)
                case .polygon: try group(of: .ring)
                case .shape: try shape()
                }
            } while skip(",")
        }
        try take(")")
        depth -= 1
    }

    /// Positions in parentheses: longitude, latitude, and up to two more numbers each.
    private mutating func points(_ counts: ClosedRange<Int>) throws(QueryError) {
        try take("(")
        var count = 0
        repeat {
            try coordinate()
            var others = 0
            while others < 3, skip(" ") {
                try coordinate()
                others += 1
            }
            if others == 0 { throw expected("a second coordinate") }
            count += 1
        } while skip(",")
        guard counts.contains(count) else {
            throw .invalid("expected \(counts.lowerBound) or more positions", position: position)
        }
        try take(")")
    }

    private mutating func coordinate() throws(QueryError) {
        if skip(word: "NaN", exactly: true) || skip(word: "-INF", exactly: true)
            || skip(word: "INF", exactly: true)
        {
            return
        }
        if !skip("-") { skip("+") }
        if digits().isEmpty { throw expected("a number") }
        if skip("."), digits().isEmpty { throw expected("the digits of the fraction") }
        if skip("e") || skip("E") {
            if !skip("-") { skip("+") }
            if digits().isEmpty { throw expected("the digits of the exponent") }
        }
    }
}
