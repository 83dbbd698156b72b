import ArgumentParser
import DocketStore

/// `docket version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the versions of this program and of the schema that it knows.")

    /// Semantic version of the program; CHANGELOG.md has what each brought.
    static let number = "0.1.0"

    func run() {
        print("docket \(Self.number), schema \(Migrations.newest)")
    }
}
