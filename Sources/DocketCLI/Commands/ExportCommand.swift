import ArgumentParser
import DocketCore
import DocketServer
import DocketService
import DocketStore
import Foundation

extension ListExport.Format: ExpressibleByArgument {}
extension ListExport.Noun: ExpressibleByArgument {}

/// `docket export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write orders, customers, locations or employees of a company into a file.",
        discussion: """
            NDJSON, an object a line, can be imported again: orders with their items and every id, \
            state and time, customers with their addresses. CSV has lists inside as JSON in one \
            column. Runs beside a server; each page is as it is when it is read.
            """)

    @OptionGroup var databaseOptions: DatabaseOptions

    @Option(help: ArgumentHelp("The company that it belongs to.", valueName: "number"))
    var company: Int32

    @Option(help: ArgumentHelp("Only these, as $filter says it.", valueName: "filter"))
    var filter: String?

    @Option(help: "How the file is written. (default: by its ending, or ndjson)")
    var format: ListExport.Format?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file; standard output where there is none.", valueName: "file"))
    var output: String?

    @Argument(help: "What is exported.")
    var noun: ListExport.Noun

    func validate() throws {
        if CompanyID(company) == nil { throw ValidationError("a company's number is 1 or more") }
    }

    func run() async throws {
        guard let company = CompanyID(company) else { throw ExitCode.validationFailure }
        let database = try await databaseOptions.openExisting()
        let result: Result<Int, any Error>
        do {
            result = .success(try await export(company, from: database))
        } catch {
            result = .failure(error)
        }
        await database.close()
        do {
            let count = try result.get()
            if let output {
                print("wrote \(noun.counted(count)) to \(output)")
            }
        } catch ServiceError.companyNotFound(let id) {
            throw CommandRefusal(description: "there is no company \(id)")
        }
    }

    private func export(_ company: CompanyID, from database: any Database) async throws -> Int {
        let services = DocketServices(database: database, clock: WallClock())
        let ending = output.flatMap { $0.split(separator: ".").last }.map(String.init)
        let export = try ListExport(
            noun, of: company, from: services, filter: filter,
            format: format ?? ending.flatMap(ListExport.Format.init) ?? .ndjson,
            now: try await databaseOptions.now(database))
        guard let output else {
            return try await export.run { bytes, _ in
                try FileHandle.standardOutput.write(contentsOf: Data(bytes))
            }
        }
        // Beside its place first: half an export is never taken for a whole one.
        let draft = "\(output).new-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        guard FileManager.default.createFile(atPath: draft, contents: nil),
            let file = FileHandle(forWritingAtPath: draft)
        else { throw CommandRefusal(description: "can't write \(output)") }
        let orders = noun == .orders ? try await DatabaseCheck(database).countOrders() : 0
        let bar = ProgressBar(total: orders)
        defer { bar.finish() }
        let count = try await export.run { bytes, count in
            try file.write(contentsOf: Data(bytes))
            bar.update(count, noun.counted(count))
        }
        try file.synchronize()
        try file.close()
        guard rename(draft, output) == 0 else {
            throw CommandRefusal(description: "can't write \(output)")
        }
        return count
    }
}

extension ListExport.Noun {
    /// `1 order`, `2 orders`.
    fileprivate func counted(_ count: Int) -> String {
        count == 1 ? "1 \(rawValue.dropLast())" : "\(count) \(rawValue)"
    }
}
