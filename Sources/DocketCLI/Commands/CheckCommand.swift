import ArgumentParser
import DocketService
import DocketStore

/// `docket check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "See whether a database is what its history says.",
        discussion: """
            Has SQLite look through its file, verifies the chain of hashes of every order's \
            history, rebuilds every order from it and compares. Replays all transfers of money \
            and compares every balance. Changes nothing, and can run beside a server. Names the \
            first thing that differs; then the exit code is 1.
            """)

    @OptionGroup var databaseOptions: DatabaseOptions

    func run() async throws {
        let database = try await databaseOptions.openExisting()
        let result: Result<DatabaseCheck.Outcome, any Error>
        do {
            result = .success(try await Self.check(database))
        } catch SQLError.unavailable(let detail) {
            result = .failure(CommandRefusal(description: "the database can't be read: \(detail)"))
        } catch {
            result = .failure(error)
        }
        await database.close()
        print(try result.get().words)
    }

    /// Checks a database, with a bar.
    ///
    /// - Throws: `CheckFinding`, `SQLError`.
    static func check(_ database: any Database) async throws -> DatabaseCheck.Outcome {
        let check = DatabaseCheck(database)
        let bar = ProgressBar(total: try await check.countOrders())
        defer { bar.finish() }
        return try await check.run { done in bar.update(done, "\(done) orders") }
    }
}

extension DatabaseCheck.Outcome {
    /// One line for the person at the terminal.
    var words: String {
        let old =
            ordersWithoutHistory == 0
            ? "" : "; \(ordersWithoutHistory) orders have not changed since histories are kept"
        return "checked \(companies) companies, \(orders) orders, \(events) events, "
            + "\(transfers) transfers: "
            + "nothing differs\(old)"
    }
}
