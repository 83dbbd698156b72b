import ArgumentParser
import DocketCore
import DocketService

/// `docket client`.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Register, list, change and disable the programs that may ask for tokens.",
        subcommands: [
            Create.self, List.self, Show.self, Update.self, RotateSecret.self, Disable.self,
            Enable.self,
        ])

    /// `docket client create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a client, and print its id and its secret, once.",
            discussion: """
                docket client create --name "Web shop" --role clerk --company 14146

                The secret is kept as a hash, so it can't be shown again.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions
        @OptionGroup var allowance: AllowanceOptions

        @Option(help: "What people call it.")
        var name: String

        @Option(help: "What it calls itself: letters, digits, -._~:@ (default: a random one)")
        var id: String?

        @Option(
            help: ArgumentHelp(
                "Its secret, at least \(ClientDraft.secretCharactersMin) characters; other users "
                    + "of this machine may see it. (default: a random one)"))
        var secret: String?

        @Flag(help: "It can't keep a secret, such as a page in a browser, and gets none.")
        var `public` = false

        @OptionGroup var defaults: DefaultCompanyOption

        @Option(
            help: ArgumentHelp(
                "Where a browser may be sent with a code or a token, \(RedirectRule.words); "
                    + "repeatable.", valueName: "uri"))
        var redirect: [String] = []

        @Flag(help: "Allow tokens in redirects (response_type=token).")
        var implicit = false

        func validate() throws {
            if `public`, secret != nil {
                throw ValidationError("use either --public or --secret")
            }
        }

        func run() async throws {
            let draft = try draft()
            let choice: Clients.SecretChoice =
                `public` ? .none : secret.map { .given($0) } ?? .random
            let secret = try await databaseOptions.use { database, now in
                try await Clients(database: database).create(draft, secret: choice, at: now)
            }
            print("client_id      \(draft.id)")
            if let secret { print("client_secret  \(secret)") }
        }

        private func draft() throws -> ClientDraft {
            try ClientDraft(
                id: id ?? Clients.randomID(), name: name, scopes: try allowance.scopes(),
                companies: try allowance.companies(), defaultCompany: try defaults.company(),
                redirectURIs: redirect, allowsImplicit: implicit)
        }
    }

    /// `docket client list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all clients.")

        @OptionGroup var databaseOptions: DatabaseOptions

        func run() async throws {
            let clients = try await databaseOptions.use { database, _ in
                try await Clients(database: database).list()
            }
            var table = TextTable("ID", "NAME", "STATE", "KIND", "COMPANIES", "ROLE", "SCOPES")
            for client in clients {
                table.add(
                    client.id, client.name, client.isDisabled ? "disabled" : "enabled",
                    client.secretHash == nil ? "public" : "secret", client.companies.text,
                    client.scopes.roleName, client.scopes.description)
            }
            table.print()
        }
    }

    /// `docket client show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show all of a client.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "The client's id.")
        var id: String

        func run() async throws {
            let client = try await databaseOptions.use { database, _ in
                try await Clients(database: database).get(id)
            }
            var table = TextTable("id", client.id)
            table.add("name", client.name)
            table.add("state", client.isDisabled ? "disabled" : "enabled")
            table.add("kind", client.secretHash == nil ? "public" : "secret")
            table.add("role", client.scopes.roleName)
            table.add("scopes", client.scopes.description)
            table.add("companies", client.companies.text)
            table.add("default company", client.defaultCompany?.description ?? "-")
            table.add("implicit flow", client.allowsImplicit ? "allowed" : "not allowed")
            for uri in client.redirectURIs { table.add("redirect", uri) }
            table.print()
        }
    }

    /// `docket client disable`.
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shut a client out; its tokens stop at once, on a running server too.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "The client's id.")
        var id: String

        func run() async throws {
            try await databaseOptions.use { database, now in
                try await Clients(database: database).disable(id, at: now)
            }
        }
    }

    /// `docket client enable`.
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a client in again; the tokens that it had stay revoked.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "The client's id.")
        var id: String

        func run() async throws {
            var changes = ClientChanges()
            changes.isDisabled = false
            try await databaseOptions.use { [changes] database, now in
                try await Clients(database: database).change(id, by: changes, at: now)
            }
        }
    }
}

/// `--default-company`.
struct DefaultCompanyOption: ParsableArguments {
    @Option(help: ArgumentHelp("The company of requests that name none.", valueName: "number"))
    var defaultCompany: Int32?

    /// The company; `nil` where the option is absent.
    func company() throws -> CompanyID? {
        try defaultCompany.map { number in
            guard let company = CompanyID(number) else {
                throw ValidationError("--default-company must be above 0")
            }
            return company
        }
    }
}
