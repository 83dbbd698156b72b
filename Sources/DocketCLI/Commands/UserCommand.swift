import ArgumentParser
import DocketCore
import DocketService

/// `docket user`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Register, list, change and disable the people who sign in with a password.",
        subcommands: [
            Create.self, List.self, Show.self, Update.self, Disable.self, Enable.self,
            Password.self,
        ])

    /// `docket user create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a user.",
            discussion: """
                docket user create --name ann@example.test --role clerk --company 14146

                A token has no more than both the user and the client that asks for it have.

                \(PasswordOptions.rules)
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
            var table = TextTable("NAME", "STATE", "COMPANIES", "ROLE", "SCOPES")
            for user in users {
                table.add(
                    user.name, user.isDisabled ? "disabled" : "enabled", user.companies.text,
                    user.scopes.roleName, user.scopes.description)
            }
            table.print()
        }
    }

    /// `docket user show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show all of a user.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "The user's name.")
        var name: String

        func run() async throws {
            let user = try await databaseOptions.use { database, _ in
                try await Users(database: database).get(name)
            }
            var table = TextTable("name", user.name)
            table.add("id", user.id.description)
            table.add("state", user.isDisabled ? "disabled" : "enabled")
            table.add("role", user.scopes.roleName)
            table.add("scopes", user.scopes.description)
            table.add("companies", user.companies.text)
            table.print()
        }
    }

    /// `docket user update`.
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what a user may do; what is not named stays as it is.",
            discussion: """
                docket user update ann@example.test --role manager

                Rights that are taken away are gone at once from the tokens that they have, on a \
                running server too.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions
        @OptionGroup var allowance: AllowanceOptions

        @Argument(help: "The user's name.")
        var name: String

        func run() async throws {
            var changes = UserChanges()
            changes.scopes = try allowance.wish().scopes
            changes.companies = try allowance.someCompanies()
            try await databaseOptions.use { [changes] database, now in
                try await Users(database: database).change(name, by: changes, at: now)
            }
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

    /// `docket user enable`.
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a user in again; the tokens that they had stay revoked.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "The user's name.")
        var name: String

        func run() async throws {
            var changes = UserChanges()
            changes.isDisabled = false
            try await databaseOptions.use { [changes] database, now in
                try await Users(database: database).change(name, by: changes, at: now)
            }
        }
    }

    /// `docket user password`.
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a user's password, and revoke the tokens that the old one got.",
            discussion: PasswordOptions.rules)

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

    /// Which passwords are taken.
    static let rules = """
        A password has \(User.passwordCharactersMin) characters at least, and is neither one of \
        those that most people take nor made of the user's name, the company's, and docket.
        """

    /// The password.
    func read() throws -> String { try password ?? PasswordPrompt.read() }
}
