import ArgumentParser
import DocketCore
import DocketService

/// `docket company`.
struct CompanyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "company",
        abstract: "Create and list companies, whose orders these are.",
        subcommands: [Create.self, List.self])

    /// `docket company create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a company, and print its number.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Option(help: "What people call it.")
        var name: String

        @Option(help: ArgumentHelp("Its number. (default: the next one)", valueName: "number"))
        var id: Int32?

        func run() async throws {
            let wanted = try id.map { number in
                guard let company = CompanyID(number) else {
                    throw ValidationError("--id must be above 0")
                }
                return company
            }
            do {
                let company = try await databaseOptions.use { database, now in
                    try await DocketServices(database: database, clock: WallClock()).companies
                        .create(name: name, id: wanted, at: now)
                }
                print(company)
            } catch ServiceError.taken(let detail) {
                throw CommandRefusal(description: detail)
            } catch ServiceError.invalid(let faults) {
                throw CommandRefusal(
                    description: faults.map(\.detail).joined(separator: "; "))
            }
        }
    }

    /// `docket company list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all companies.")

        @OptionGroup var databaseOptions: DatabaseOptions

        func run() async throws {
            let companies = try await databaseOptions.use { database, _ in
                try await DocketServices(database: database, clock: WallClock()).companies.list()
            }
            var table = TextTable("ID", "NAME", "STATE")
            for company in companies {
                table.add(
                    company.id.description, company.fields.name?.string ?? "",
                    company.isDisabled ? "disabled" : "enabled")
            }
            table.print()
        }
    }
}
