import ArgumentParser
import DocketCore
import DocketService

/// `docket user`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Register, list and disable the people who sign in with a password.",
        subcommands: [Create.self, List.self, Disable.self, Password.self])

    /// `docket user create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a user.",
            discussion: """
                docket user create --name ann@example.test --scope orders.write --company 14146

                A token has no more than both the user and the client that asks for it have.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions
        @OptionGroup var allowance: AllowanceOptions
        @OptionGroup var passwordOptions: PasswordOptions

        @Option(help: "What the person signs in with, such as an e-mail address.")
        var name: String

        func run() async throws {
            let draft = try UserDraft(
                name: name, scopes: try allowance.scopes(),
                companies: try allowance.companies())
            let password = try passwordOptions.read()
            try await databaseOptions.use { database, now in
                try await Users(database: database).create(draft, password: password, at: now)
            }
        }
    }

    /// `docket user list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all users.")

        @OptionGroup var databaseOptions: DatabaseOptions

        func run() async throws {
            let users = try await databaseOptions.use { database, _ in
                try await Users(database: database).list()
            }
            var table = TextTable("NAME", "STATE", "COMPANIES", "SCOPES")
            for user in users {
                table.add(
                    user.name, user.isDisabled ? "disabled" : "enabled", user.companies.text,
                    user.scopes.description)
            }
            table.print()
        }
    }

    /// `docket user disable`.
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shut a user out; their tokens stop at once, on a running server too.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "The user's name.")
        var name: String

        func run() async throws {
            try await databaseOptions.use { database, now in
                try await Users(database: database).disable(name, at: now)
            }
        }
    }

    /// `docket user password`.
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a user's password, and revoke the tokens that the old one got.")

        @OptionGroup var databaseOptions: DatabaseOptions
        @OptionGroup var passwordOptions: PasswordOptions

        @Argument(help: "The user's name.")
        var name: String

        func run() async throws {
            let password = try passwordOptions.read()
            try await databaseOptions.use { database, now in
                try await Users(database: database)
                    .setPassword(password, of: name, at: now)
            }
        }
    }
}

/// `--password`, or the question for it.
struct PasswordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The password; other users of this machine may see it. (default: asked for at a "
                + "terminal, else the first line of standard input)"))
    var password: String?

    /// The password.
    func read() throws -> String { try password ?? PasswordPrompt.read() }
}
