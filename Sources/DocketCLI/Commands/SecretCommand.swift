import ArgumentParser
import DocketService

/// `docket secret`.
struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Look after the secret behind the links of parcel orders.",
        subcommands: [Rotate.self])

    /// `docket secret rotate`.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new secret, by which links are made from now on.",
            discussion: """
                Links that were made before are good for \(Capabilities.overlapDays) days more. \
                Servers use the new one within a minute.
                """)

        @OptionGroup var databaseOptions: DatabaseOptions

        func run() async throws {
            let count = try await databaseOptions.use { database, now in
                try await DocketServices(database: database, clock: WallClock()).capabilities
                    .rotate(at: now)
            }
            print(count == 1 ? "1 secret is good" : "\(count) secrets are good")
        }
    }
}
