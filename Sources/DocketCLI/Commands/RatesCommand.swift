import ArgumentParser
import DocketCore
import DocketService
import Foundation

/// `docket rates`.
struct RatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rates",
        abstract: "Read and write what a company's parcels cost.",
        discussion: """
            A rate card is a folder of CSV files: services, zones, places, bands, surcharges, \
            extras and holidays, each with the names of its columns in its first row. Prices are \
            in pounds without VAT. A card that is imported holds from then on; orders keep the \
            prices of the one that they were made with. `docket rates export --sandbox FOLDER` \
            writes a card to begin with.
            """,
        subcommands: [Import.self, Export.self])

    /// `docket rates import`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the card in a folder hold from now on.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Option(help: ArgumentHelp("The company whose card it is.", valueName: "number"))
        var company: Int32

        @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
        var folder: String

        func run() async throws {
            let company = try CompanyID(checking: company)
            let tables = try RateFolder(path: folder).read()
            let version = Box<Int64>()
            do {
                try await databaseOptions.use { database, now in
                    let cards = DocketServices(database: database, clock: WallClock()).rateCards
                    let request = ChangeRequest(company: company, actor: "docket", now: now)
                    _ = try await cards.replace(with: tables, as: request, of: company) { card in
                        version.value = card.version
                        return KeptAnswer(status: 200)
                    }
                }
            } catch let error as RateCardFaults {
                throw CommandRefusal(
                    description: error.faults.map { fault in
                        // The heading is line 1.
                        let line = fault.row.map { ":\($0 + 1)" } ?? ""
                        return "\(folder)/\(fault.table.rawValue).csv\(line): \(fault.detail)"
                    }.joined(separator: "\n"))
            } catch ServiceError.companyNotFound(let id) {
                throw CommandRefusal(description: "there is no company \(id)")
            }
            print("version \(version.value ?? 0) holds")
        }
    }

    /// `docket rates export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a card into a folder.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Option(help: ArgumentHelp("The company whose card it is.", valueName: "number"))
        var company: Int32?

        @Option(help: ArgumentHelp("Which version. (default: the newest)", valueName: "number"))
        var version: Int64?

        @Flag(help: "Write the sandbox's card, which is in no database.")
        var sandbox = false

        @Argument(help: ArgumentHelp("The folder, which is made.", valueName: "folder"))
        var folder: String

        func validate() throws {
            if sandbox == (company != nil) {
                throw ValidationError("say either --company or --sandbox")
            }
        }

        func run() async throws {
            guard let company else {
                try RateFolder(path: folder).write(RateCard.sandboxTables)
                return
            }
            let id = try CompanyID(checking: company)
            let card = try await databaseOptions.use { [version] database, _ in
                try await DocketServices(database: database, clock: WallClock()).rateCards
                    .kept(version, of: id)
            }
            guard let card else {
                throw CommandRefusal(description: "company \(id) has no such rate card")
            }
            try RateFolder(path: folder).write(card.tables)
            print("version \(card.version)")
        }
    }
}

/// A folder of CSV files that are a rate card's tables.
struct RateFolder {
    let path: String

    private func file(_ table: RateTableName) -> String { "\(path)/\(table.rawValue).csv" }

    /// Reads the tables.
    ///
    /// - Throws: `ImportError` where a file can't be read, or its header is not that of its table.
    func read() throws -> RateTables {
        var tables: RateTables = [:]
        for table in RateTableName.allCases { tables[table] = try rows(of: table) }
        return tables
    }

    private func rows(of table: RateTableName) throws -> [[String]] {
        var reader = CSVReader(try FileBytes(path: file(table)))
        guard let header = try reader.next() else {
            throw ImportError("\(file(table)): the file is empty")
        }
        let names = header.cells.map { String(decoding: $0, as: UTF8.self) }
        guard names == table.columns else {
            throw ImportError(
                "\(file(table)):1: the columns must be \(table.columns.joined(separator: ","))")
        }
        var rows: [[String]] = []
        while let row = try reader.next() {
            if let fault = row.fault { throw ImportError("\(file(table)):\(row.line): \(fault)") }
            guard rows.count < RateTableName.rowsMax else {
                throw ImportError(
                    "\(file(table)): there are more than \(RateTableName.rowsMax) rows")
            }
            rows.append(
                try row.cells.map { cell in
                    guard let text = String(validating: cell, as: UTF8.self) else {
                        throw ImportError("\(file(table)):\(row.line): not UTF-8")
                    }
                    return text
                })
        }
        return rows
    }

    /// Writes the tables.
    ///
    /// - Throws: `CommandRefusal` where a file can't be written.
    func write(_ tables: RateTables) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            for table in RateTableName.allCases {
                let rows = [table.columns] + (tables[table] ?? [])
                let text = rows.map { row in
                    row.map(Self.cell).joined(separator: ",") + "\r\n"
                }.joined()
                try Data(text.utf8).write(to: URL(fileURLWithPath: file(table)))
            }
        } catch {
            throw CommandRefusal(
                description: "can't write to \(path): \(error.localizedDescription)")
        }
    }

    /// A cell (RFC 4180).
    private static func cell(_ text: String) -> String {
        guard text.contains(where: { "\",\r\n".contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
