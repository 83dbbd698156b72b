import ArgumentParser
import DocketCore
import DocketStore
import Foundation

/// What clients, users and tokens are for: `--role`, `--scope`, `--company`, `--all-companies`.
struct AllowanceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A role instead of scopes: \(Role.names).", valueName: "role"))
    var role: String?

    @Option(
        help: ArgumentHelp(
            "A scope, such as orders.write; repeatable, or several with spaces between them. "
                + "There are: \(ScopeSet.all).", valueName: "scope"))
    var scope: [String] = []

    @Option(help: ArgumentHelp("The number of a company; repeatable.", valueName: "number"))
    var company: [String] = []

    @Flag(help: "All companies, those to come too.")
    var allCompanies = false

    func validate() throws {
        if allCompanies, !company.isEmpty {
            throw ValidationError("use either --company or --all-companies")
        }
        if role != nil, !scope.isEmpty {
            throw ValidationError("use either --role or --scope")
        }
    }

    /// The scopes.
    func scopes() throws -> ScopeSet {
        guard let scopes = try wish().scopes else {
            throw ValidationError("name a --role, or at least one --scope")
        }
        return scopes
    }

    /// The companies.
    func companies() throws -> CompanySet {
        guard let companies = try someCompanies() else {
            throw ValidationError("name the companies by --company, or --all-companies")
        }
        return companies
    }

    /// The companies; `nil` where the options are absent.
    func someCompanies() throws -> CompanySet? {
        try allCompanies ? .all : wish().companies.map { CompanySet.some($0) }
    }

    /// How a token is to be narrowed; by nothing where the options are absent.
    func wish() throws -> TokenWish {
        let wish = try TokenWish(
            scope: scope.isEmpty ? nil : scope.joined(separator: " "), company: company)
        guard let role else { return wish }
        guard let known = Role(name: role) else {
            throw ValidationError("there is no role '\(role)', but there are \(Role.names)")
        }
        return TokenWish(scopes: known.scopes, companies: wish.companies)
    }
}

extension ScopeSet {
    /// The name of the role that they are, if they are one.
    var roleName: String { Role(scopes: self)?.rawValue ?? "-" }
}

extension DatabaseOptions {
    /// Opens the database, does something with it by its clock, and closes it.
    func use<Value>(
        _ body: (any Database, Timestamp) async throws -> Value
    ) async throws -> Value {
        let database = try await open()
        do {
            let value = try await body(database, try await now(database))
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}

/// Rows under a heading, in columns as wide as they need to be.
struct TextTable {
    private var rows: [[String]]

    init(_ heading: String...) {
        rows = [heading]
    }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// Writes the table to standard output.
    func print() {
        let widths = rows.reduce(into: [Int]()) { widths, row in
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        for row in rows {
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            Swift.print(line)
        }
    }
}

/// Says something to the person at the terminal, beside what programs read.
func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Why a command did nothing, where its words were right: printed without its usage.
struct CommandRefusal: Error, CustomStringConvertible {
    let description: String
}
