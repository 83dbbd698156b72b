import ArgumentParser
import DocketCore
import DocketService

/// `docket token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke access tokens.",
        subcommands: [Create.self, List.self, Revoke.self])

    /// `docket token create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an access token for a client, and print it, once.",
            discussion: """
                TOKEN=$(docket token create --client web-shop --scope orders.read --hours 1)

                Without --scope and --company it has all that the client has.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions
        @OptionGroup var allowance: AllowanceOptions

        @Option(help: ArgumentHelp("The client's id.", valueName: "id"))
        var client: String

        @Option(help: ArgumentHelp("The user that it acts for.", valueName: "name"))
        var user: String?

        @Option(help: "How many hours it is good for.")
        var hours: Int32 = 12

        @Flag(help: "It is good until it is revoked.")
        var neverExpires = false

        func validate() throws {
            guard hours > 0 else { throw ValidationError("--hours must be above 0") }
        }

        func run() async throws {
            let wish = try allowance.wish()
            let lifeSeconds = neverExpires ? nil : Int64(hours) * 3600
            let grant = try await databaseOptions.use { database, now in
                try await Tokens(database: database).create(
                    forClient: client, userName: user, wish: wish, lifeSeconds: lifeSeconds,
                    at: now)
            }
            note(
                "scopes: \(grant.allowance.scopes), companies: \(grant.allowance.companies.text)")
            print(grant.accessToken)
        }
    }

    /// `docket token list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens that are good, newest first.",
            discussion: """
                At most \(Tokens.listMax). An ID stands for all tokens that descend from one \
                sign-in.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions

        func run() async throws {
            let tokens = try await databaseOptions.use { database, now in
                try await Tokens(database: database).list(at: now)
            }
            var table = TextTable(
                "ID", "KIND", "CLIENT", "USER", "ISSUED", "EXPIRES", "COMPANIES", "SCOPES")
            for token in tokens {
                table.add(
                    token.family.description, token.kind == .access ? "access" : "refresh",
                    token.clientID, token.userName ?? "-", token.issuedAt.description,
                    token.expiresAt?.description ?? "never", token.allowance.companies.text,
                    token.allowance.scopes.description)
            }
            table.print()
        }
    }

    /// `docket token revoke`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke tokens; they stop at once, on a running server too.",
            discussion: "A token that begins with - stands behind --.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "An ID of `docket token list`, or a token itself.")
        var token: String

        func run() async throws {
            try await databaseOptions.use { database, now in
                let tokens = Tokens(database: database)
                if let family = GUID(token) {
                    try await tokens.revoke(family: family, at: now)
                } else if try await !tokens.revoke(token, at: now) {
                    throw CommandRefusal(description: "there is no such token")
                }
            }
        }
    }
}
