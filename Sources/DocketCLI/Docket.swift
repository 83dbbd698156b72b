import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `docket`: one program for all.
@main
struct Docket: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docket",
        abstract: "An order service on one machine: orders, items, states, and who may do what.",
        discussion: """
            Try it: `docket serve --sandbox`, then send it what the documents of the Orders API \
            print. Settings come from flags, then from the environment (DOCKET_PORT for --port), \
            then from a JSON file (--config).
            """,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, CompanyCommand.self, UserCommand.self,
            ClientCommand.self, TokenCommand.self, ImportCommand.self, ExportCommand.self,
            RatesCommand.self, PrepayCommand.self, SecretCommand.self,
            BackupCommand.self, RestoreCommand.self, CheckCommand.self, VersionCommand.self,
        ])

    static func main() async {
        // The files that it makes have orders, keys and hashes in them, and are nobody else's.
        umask(0o077)
        await main(nil)
    }
}
