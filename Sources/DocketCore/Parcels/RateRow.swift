/// Why a row of a rate card can't be taken.
struct RateRowFault: Error {
    let detail: String

    init(_ detail: String) {
        self.detail = detail
    }
}

/// A row of a rate card's table, cell by cell.
struct RateRow {
    let table: RateTableName
    private let cells: [String]

    private static let cellScalarsMax = 1000

    init(_ table: RateTableName, _ cells: [String]) throws(RateRowFault) {
        guard cells.count == table.columns.count else {
            throw RateRowFault("there are \(cells.count) cells for \(table.columns.count) columns")
        }
        for (cell, name) in zip(cells, table.columns) {
            guard cell.unicodeScalars.count <= Self.cellScalarsMax else {
                throw RateRowFault("\(name) has more than \(Self.cellScalarsMax) characters")
            }
            guard !Text(cell).hasForbiddenControl else {
                throw RateRowFault("\(name) has a control character")
            }
        }
        self.table = table
        self.cells = cells
    }

    /// What a cell says; `nil` where it is empty.
    func optional(_ name: String) throws(RateRowFault) -> String? {
        guard let position = table.columns.firstIndex(of: name) else {
            throw RateRowFault("there is no column \(name)")
        }
        let cell = cells[position]
        return cell.isEmpty ? nil : cell
    }

    /// What a cell says that must say something.
    func text(_ name: String) throws(RateRowFault) -> String {
        guard let cell = try optional(name) else { throw RateRowFault("\(name) is empty") }
        return cell
    }

    /// Whether it is for all there are.
    func isAny(_ name: String) -> Bool {
        guard let position = table.columns.firstIndex(of: name) else { return false }
        return cells[position] == "*"
    }

    /// `Yes` or `No`.
    func flag(_ name: String) throws(RateRowFault) -> Bool {
        switch try text(name).lowercased() {
        case "yes", "true": return true
        case "no", "false": return false
        case _: throw RateRowFault("\(name) must be Yes or No")
        }
    }

    /// One of the names that there are.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws(RateRowFault) -> Choice {
        let written = try text(name)
        guard let choice = Choice(rawValue: written) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw RateRowFault("\(name) must be one of \(names)")
        }
        return choice
    }

    /// A whole number in a range.
    func whole(_ name: String, _ range: ClosedRange<Int64>) throws(RateRowFault) -> Int64 {
        try number(name, places: 0, in: range)
    }

    /// A number of at most two decimal places, in hundredths, not negative.
    func hundredths(_ name: String, upTo most: Int64) throws(RateRowFault) -> Int64 {
        try number(name, places: 2, in: 0...most)
    }

    /// A number of at most three decimal places, in thousandths, not negative.
    func thousandths(_ name: String, upTo most: Int64) throws(RateRowFault) -> Int64 {
        try number(name, places: 3, in: 0...most)
    }

    /// An amount in whole pence, not negative.
    func pence(_ name: String) throws(RateRowFault) -> Money {
        let pence = try number(name, places: 2, in: 0...Self.penceMax)
        return Money(pence: pence) ?? .zero
    }

    /// The largest price, in pence: a million pounds.
    private static let penceMax: Int64 = 100_000_000

    /// `16:30`, in minutes after midnight.
    func timeOfDay(_ name: String) throws(RateRowFault) -> Int {
        let parts = try text(name).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { throw RateRowFault("\(name) must be a time of day such as 16:30") }
        return hour * 60 + minute
    }

    private func number(
        _ name: String, places: Int, in range: ClosedRange<Int64>
    ) throws(RateRowFault) -> Int64 {
        let written = try text(name)
        guard let number = try? DecimalNumber.scaled(ArraySlice(written.utf8), by: places),
            range.contains(number)
        else {
            let scale = Money.powerOfTen(places)
            throw RateRowFault(
                "\(name) must be a number from \(range.lowerBound / scale) to "
                    + "\(range.upperBound / scale)"
                    + (places == 0 ? "" : " with at most \(places) decimal places"))
        }
        return number
    }
}
