import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// A database with company 1, and files beside it.
private struct ImportFolder {
    let folder: TemporaryFolder
    var database: String { "sqlite:\(folder.path("docket.db"))" }

    /// Runs `body` in a new folder.
    static func run(_ body: (ImportFolder) async throws -> Void) async throws {
        let folder = ImportFolder(folder: try TemporaryFolder())
        defer { folder.folder.remove() }
        let made = try await DocketProcess.run(
            ["company", "create", "--database", folder.database, "--id", "1", "--name", "Alder"])
        try #require(made.exitCode == 0, "\(made.standardError)")
        try await body(folder)
    }

    /// Imports a file of that text into company 1.
    func load(
        _ noun: String, _ name: String, _ text: String, _ options: [String] = [],
        company: Int = 1
    ) async throws -> ChildProcess.Outcome {
        let path = folder.path(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try await DocketProcess.run(
            ["import", "--database", database, "--company", "\(company)", noun, path] + options)
    }
}

@Suite struct ImportTests {
    @Test func `customers come from CSV with their ids and addresses`() async throws {
        try await ImportFolder.run { folder in
            let id = "0192f3a0-0000-7000-8000-000000000001"
            let csv = """
                \u{FEFF}id,CUSTOMERTYPEID,PrimaryName,Notes,Address.AddressTypeId,Address.Locality\r
                \(id),2,Ada,"two
                lines, ""quoted\""",3,Oslo\r

                ,3,Ørsted,,,\r
                """
            let loaded = try await folder.load("customers", "people.csv", csv)
            #expect(loaded.exitCode == 0)
            #expect(loaded.standardOutput == "stored 2 customers\n")
            #expect(loaded.standardError == "")
            let again = try await folder.load("customers", "people.csv", csv)
            #expect(again.exitCode == 1)
            #expect(again.standardOutput == "stored nothing, 1 bad line\n")
            #expect(
                again.standardError.contains(
                    ":2: Customer resource with id \(id) is there already"))
        }
    }

    @Test func `one bad line and nothing is stored`() async throws {
        try await ImportFolder.run { folder in
            let csv = "Id,Name\n5,A\n6,\nx,B\n5,C\n\"7,D\n"
            let loaded = try await folder.load("locations", "stores.csv", csv)
            #expect(loaded.exitCode == 1)
            let lines = loaded.standardError.split(separator: "\n").map {
                $0.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
            }
            #expect(
                lines.prefix(4) == [
                    "3: The Name field is required",
                    "4: Id must be a whole number of 32 bits",
                    "5: Location resource with id 5 is there already",
                    "6: a cell in quotes has no end",
                ])
            let clean = try await folder.load("locations", "stores.csv", "Id,Name\n5,A\n")
            #expect(clean.standardOutput == "stored 1 location\n")
        }
    }

    @Test func `with keep-going the good lines are stored and the bad ones listed`()
        async throws
    {
        try await ImportFolder.run { folder in
            let ndjson = """
                {"FirstName": "A", "LastName": "B", "UserName": "ab", "Id": 7}
                {"FirstName": "A", "LastName": "B", "UserName": "ab"}

                {"FirstName": "A", "LastName": "B", "UserName": "ac"
                {"FirstName": "A", "LastName": "B", "UserName": "ad", "PhoneNumbers": [1]}
                """
            let loaded = try await folder.load(
                "employees", "staff.ndjson", ndjson, ["--keep-going"])
            #expect(loaded.exitCode == 1)
            #expect(loaded.standardOutput == "stored 2 employees, 2 bad lines\n")
            #expect(loaded.standardError.contains(":2: UserName ab belongs to another Employee"))
            #expect(loaded.standardError.contains(":4: no valid JSON: "))
        }
    }

    @Test func `a column that is not known stops everything`() async throws {
        try await ImportFolder.run { folder in
            let loaded = try await folder.load(
                "locations", "stores.csv", "Name,Nmae,Address.City\nA,B,C\n", ["--keep-going"])
            #expect(loaded.exitCode == 1)
            #expect(loaded.standardError.contains("unknown columns: Nmae, Address.City"))
        }
    }

    @Test func `a nested member of a CSV file is JSON`() async throws {
        try await ImportFolder.run { folder in
            let csv = #"Name,Roles"# + "\n" + #"A,"[{""Name"":""Store""}]""# + "\nB,[\n"
            let loaded = try await folder.load("locations", "s.csv", csv, ["--keep-going"])
            #expect(loaded.standardOutput == "stored 1 location, 1 bad line\n")
            #expect(loaded.standardError.contains(":3: Roles must be JSON: "))
        }
    }

    @Test(arguments: [
        (["customers", "none.csv"], "can't open"),
        (["customers", "none.txt"], "--format"),
        (["shops", "none.csv"], "shops"),
    ])
    func `what can't be is told`(arguments: [String], words: String) async throws {
        let outcome = try await DocketProcess.run(
            ["import", "--database", "sqlite:/nonexistent/x.db", "--company", "1"] + arguments)
        #expect(outcome.exitCode != 0)
        #expect(outcome.standardError.contains(words))
    }

    @Test func `a company that is not there is told`() async throws {
        try await ImportFolder.run { folder in
            let loaded = try await folder.load(
                "locations", "s.csv", "Name\nA\n", company: 2)
            #expect(loaded.exitCode == 1)
            #expect(loaded.standardError.contains("there is no company 2"))
        }
    }

    @Test func `a large file is one transaction`() async throws {
        try await ImportFolder.run { folder in
            var text = ""
            for number in 1...20_000 { text += #"{"Name": "Store \#(number)"}"# + "\n" }
            let loaded = try await folder.load("locations", "many.jsonl", text)
            #expect(loaded.standardOutput == "stored 20000 locations\n")
        }
    }
}
