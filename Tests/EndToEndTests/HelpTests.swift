import DocketTestKit
import Testing

/// `--help` of every command (contract, section 11).
@Suite struct HelpTests {
    static let database = ["--database", "--config"]
    static let allowance = ["--role", "--scope", "--company", "--all-companies"]

    /// Every command with the options that its help must name.
    static let commands: [(words: [String], options: [String])] = [
        (
            [],
            [
                "serve", "migrate", "backup", "restore", "check", "company", "user", "client",
                "token", "import", "export", "version",
            ]
        ),
        (
            ["serve"],
            database + [
                "--host", "--port", "--sandbox", "--handling", "--log-level", "--rate-limit",
                "--anonymous-rate-limit", "--in-flight-max", "--connections-max",
                "--event-streams-max", "--trusted-proxy",
                "--trusted-issuers", "--public-url", "--tls-certificate", "--tls-key", "--hsts",
                "--cors-origin", "--access-log", "--metrics", "--metrics-network",
                "--metrics-token-file",
            ]
        ),
        (["migrate"], database + ["--from", "--to"]),
        (["backup"], database + ["<folder>"]),
        (["restore"], database + ["<folder>"]),
        (["check"], database),
        (["company"], ["create", "list"]),
        (["company", "create"], database + ["--name", "--id"]),
        (["company", "list"], database),
        (["user"], ["create", "list", "show", "update", "disable", "enable", "password"]),
        (["user", "create"], database + allowance + ["--name", "--password"]),
        (["user", "list"], database),
        (["user", "show"], database + ["<name>"]),
        (["user", "update"], database + allowance + ["<name>"]),
        (["user", "disable"], database + ["<name>"]),
        (["user", "enable"], database + ["<name>"]),
        (["user", "password"], database + ["<name>", "--password"]),
        (
            ["client"],
            ["create", "list", "show", "update", "rotate-secret", "disable", "enable"]
        ),
        (
            ["client", "create"],
            database + allowance + [
                "--name", "--id", "--secret", "--public", "--default-company", "--redirect",
                "--implicit",
            ]
        ),
        (["client", "list"], database),
        (["client", "show"], database + ["<id>"]),
        (
            ["client", "update"],
            database + allowance + [
                "<id>", "--name", "--default-company", "--redirect", "--no-redirects",
                "--implicit", "--no-implicit",
            ]
        ),
        (["client", "rotate-secret"], database + ["<id>"]),
        (["client", "disable"], database + ["<id>"]),
        (["client", "enable"], database + ["<id>"]),
        (["token"], ["create", "list", "revoke"]),
        (
            ["token", "create"],
            database + allowance + ["--client", "--user", "--hours", "--never-expires"]
        ),
        (["token", "list"], database),
        (["token", "revoke"], database + ["<token>"]),
        (["import"], database + ["--company", "--keep-going", "customers", "employees"]),
        (["export"], database + ["--company", "--filter", "--format", "--output", "orders"]),
        (["version"], []),
    ]

    @Test(arguments: commands)
    func `every command tells its options`(words: [String], options: [String]) async throws {
        let outcome = try await DocketProcess.run(words + ["--help"])
        #expect(outcome.exitCode == 0)
        #expect(outcome.standardError == "")
        #expect(outcome.standardOutput.contains("USAGE: docket"))
        for option in options {
            #expect(outcome.standardOutput.contains(option), "\(words) \(option)")
        }
        #expect(outcome.standardOutput.contains("OVERVIEW"), "what it is for")
    }

    @Test(arguments: [["nonsense"], ["company", "nonsense"], ["company", "list", "--nonsense"]])
    func `a word that is not known is refused`(words: [String]) async throws {
        let outcome = try await DocketProcess.run(words)
        #expect(outcome.exitCode == 64)
        #expect(outcome.standardOutput == "")
        #expect(outcome.standardError.contains("nonsense"))
    }

    @Test func `the version is printed`() async throws {
        let outcome = try await DocketProcess.run(["version"])
        #expect(outcome.exitCode == 0)
        #expect(outcome.standardOutput.hasPrefix("docket "))
    }
}
