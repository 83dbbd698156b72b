import ArgumentParser
import DocketCore
import DocketService
import DocketStore
import Synchronization

/// `docket import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read orders, customers, locations or employees of a company from a file.",
        discussion: """
            CSV: UTF-8, commas, and a first row with the members' names, such as Id, PrimaryName, \
            CustomerTypeId; a customer's address stands in columns such as \
            Address.StreetAddress1. NDJSON: an object a line, a customer with its Addresses. \
            Ids that are given are kept. Orders are read as `docket export` writes them, and keep \
            their State, PrintableId and times; what they point at need not be there any \
            more. One bad line and nothing is stored, unless --keep-going.
            """)

    /// Lines of one transaction with `--keep-going`.
    private static let linesAtATime = 500

    @OptionGroup var databaseOptions: DatabaseOptions

    @Option(help: ArgumentHelp("The company that the entries belong to.", valueName: "number"))
    var company: Int32

    @Option(help: "How the file is written. (default: by its ending)")
    var format: ImportFormat?

    @Flag(help: "Store the good lines and list the bad ones; then the exit code is 1.")
    var keepGoing = false

    @Argument(help: "What the file is a list of.")
    var noun: ImportNoun

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var path: String

    func validate() throws {
        if CompanyID(company) == nil { throw ValidationError("a company's number is 1 or more") }
        if format == nil, ImportFormat(path: path) == nil {
            throw ValidationError("say --format csv or --format ndjson")
        }
    }

    func run() async throws {
        guard let company = CompanyID(company), let format = format ?? ImportFormat(path: path)
        else { throw ExitCode.validationFailure }
        let file = ImportFile(path: path, noun: noun, format: format)
        // A header that is wrong is told before anything is opened for writing.
        _ = try file.open { _, _ in }
        let report = ImportReport(file)
        let result = try await databaseOptions.use { database, now in
            let run = ImportRun(
                file: file,
                imports: DocketServices(database: database, clock: WallClock()).imports,
                company: company, now: now,
                report: report)
            return await run.result(linesAtATime: keepGoing ? Self.linesAtATime : nil)
        }
        report.finish()
        try tell(result)
    }

    private func tell(_ result: Result<ImportCount, any Error>) throws {
        do {
            let count = try result.get()
            print("stored \(noun.counted(count.stored))\(count.words)")
            if count.bad > 0 { throw ExitCode.failure }
        } catch let refused as ImportRefused {
            print("stored nothing\(ImportCount(stored: 0, bad: refused.badLines).words)")
            throw ExitCode.failure
        } catch ServiceError.companyNotFound(let id) {
            throw ImportError("there is no company \(id)")
        } catch let error as SQLError {
            throw ImportError("the database: \(error); nothing more was stored")
        }
    }
}

/// How many lines an import stored, and how many it could not.
private struct ImportCount: Sendable {
    var stored = 0
    var bad = 0

    /// `, 1 bad line`; nothing where there is none.
    var words: String {
        bad == 0 ? "" : bad == 1 ? ", 1 bad line" : ", \(bad) bad lines"
    }
}

/// One import, in either of the two ways.
private struct ImportRun: Sendable {
    let file: ImportFile
    let imports: Imports
    let company: CompanyID
    let now: Timestamp
    let report: ImportReport

    /// Runs it.
    ///
    /// - Parameter linesAtATime: with `--keep-going`, the lines of one transaction; otherwise it
    ///   is all lines or none.
    func result(linesAtATime: Int?) async -> Result<ImportCount, any Error> {
        do {
            if let linesAtATime {
                return .success(try await storeGoodLines(linesAtATime))
            }
            return .success(ImportCount(stored: try await storeAll()))
        } catch {
            return .failure(error)
        }
    }

    /// One transaction, through which the file streams.
    private func storeAll() async throws -> Int {
        try await imports.importAll(into: company, at: now) { [file, report] in
            try file.open(progress: report.progress)
        } report: { [report] badLine in
            report.add(badLine)
        }
    }

    private func storeGoodLines(_ limit: Int) async throws -> ImportCount {
        let next = try file.open(progress: report.progress)
        var count = ImportCount()
        var isAtEnd = false
        while !isAtEnd {
            var lines: [ImportLine] = []
            while lines.count < limit, !isAtEnd {
                if let line = try next() { lines.append(line) } else { isAtEnd = true }
            }
            let badLines = try await imports.importSome(lines, into: company, at: now)
            for badLine in badLines { report.add(badLine) }
            count.stored += lines.count - badLines.count
            count.bad += badLines.count
        }
        return count
    }
}

/// What an import tells on standard error.
///
/// A class, since passes over the same file share it: a transaction that is redone tells no line
/// twice.
private final class ImportReport: Sendable {
    private let file: ImportFile
    private let bar: ProgressBar
    private let lastLine = Mutex(0)

    init(_ file: ImportFile) {
        self.file = file
        bar = ProgressBar(total: FileBytes.length(path: file.path))
    }

    /// Shows how far it is.
    func progress(bytes: Int, lines: Int) {
        bar.update(bytes, file.noun.counted(lines))
    }

    /// Lists a bad line, unless an earlier pass has.
    func add(_ badLine: BadLine) {
        let isNew = lastLine.withLock { lastLine in
            guard badLine.number > lastLine else { return false }
            lastLine = badLine.number
            return true
        }
        if isNew { bar.message("\(file.path):\(badLine.number): \(badLine.reason)") }
    }

    func finish() { bar.finish() }
}
