import ArgumentParser
import DocketCore
import DocketService

extension ClientCommand {
    /// `docket client update`.
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a client; what is not named stays as it is.",
            discussion: """
                docket client update web-shop --role manager --redirect https://shop.example/back

                Rights that are taken away are gone at once from the tokens that it has, on a \
                running server too.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions
        @OptionGroup var allowance: AllowanceOptions

        @Argument(help: "The client's id.")
        var id: String

        @Option(help: "What people call it.")
        var name: String?

        @OptionGroup var defaults: DefaultCompanyOption

        @Option(
            help: ArgumentHelp(
                "Where a browser may be sent, instead of where it may now; repeatable.",
                valueName: "uri"))
        var redirect: [String] = []

        @Flag(help: "A browser may be sent nowhere.")
        var noRedirects = false

        @Flag(inversion: .prefixedNo, help: "Allow tokens in redirects (response_type=token).")
        var implicit: Bool?

        func validate() throws {
            if noRedirects, !redirect.isEmpty {
                throw ValidationError("use either --redirect or --no-redirects")
            }
        }

        func run() async throws {
            let changes = try changes()
            try await databaseOptions.use { database, now in
                try await Clients(database: database).change(id, by: changes, at: now)
            }
        }

        private func changes() throws -> ClientChanges {
            var changes = ClientChanges()
            changes.name = name
            changes.scopes = try allowance.wish().scopes
            changes.companies = try allowance.someCompanies()
            changes.defaultCompany = try defaults.company()
            changes.redirectURIs = noRedirects ? [] : redirect.isEmpty ? nil : redirect
            changes.allowsImplicit = implicit
            return changes
        }
    }

    /// `docket client rotate-secret`.
    struct RotateSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret",
            abstract: "Give a client another secret, and print it, once.",
            discussion: """
                The one before is good no more, on a running server too. Tokens that it got go on: \
                `docket client disable` stops them.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions

        @Argument(help: "The client's id.")
        var id: String

        func run() async throws {
            let secret = try await databaseOptions.use { database, _ in
                try await Clients(database: database).rotateSecret(of: id)
            }
            print("client_secret  \(secret)")
        }
    }
}
