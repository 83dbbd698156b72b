import ArgumentParser
import Configuration
import DocketCore
import Foundation
import SystemPackage

/// Settings that no flag gave: from the environment, else from a file (contract, section 11).
struct Settings {
    private let reader: ConfigReader

    /// - Parameter file: a JSON file; where there is none, `DOCKET_CONFIG` names one, if set.
    init(file: String?) async throws {
        let environment = ProcessInfo.processInfo.environment
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment)
                .prefixKeys(with: "docket")
        ]
        if let file = file ?? environment["DOCKET_CONFIG"] {
            providers.append(
                try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
        }
        reader = ConfigReader(providers: providers)
    }

    /// A setting as text: the flag's, else the next place's, else `value`.
    func string(_ name: String, flag: String?, default value: String) -> String {
        flag ?? reader.string(forKey: ConfigKey([name]), default: value)
    }

    /// A setting that is a number.
    ///
    /// - Throws: `ValidationError` where it is none, or not in `range`.
    func integer(
        _ name: String, flag: Int?, default value: Int, in range: ClosedRange<Int>
    ) throws -> Int {
        let key = ConfigKey([name])
        let text = flag.map { "\($0)" } ?? reader.string(forKey: key)
        let number = text.map { Int($0) } ?? reader.int(forKey: key) ?? value
        guard let number, range.contains(number) else {
            throw ValidationError(
                "\(name) must be a number from \(range.lowerBound) to \(range.upperBound), "
                    + "not '\(text ?? "")'")
        }
        return number
    }

    /// A setting that is networks: each flag, or the one text elsewhere, with commas between.
    ///
    /// - Throws: `ValidationError` where something is none.
    func networks(_ name: String, flags: [String]) throws -> [Network] {
        let text = string(
            name, flag: flags.isEmpty ? nil : flags.joined(separator: ","), default: "")
        return try text.split(separator: ",").map { part in
            guard let network = Network(part.filter { $0 != " " }) else {
                throw ValidationError("\(name) must be such as 10.0.0.0/8, not '\(part)'")
            }
            return network
        }
    }

    /// A setting that is one of a few words.
    ///
    /// - Throws: `ValidationError` where it is another.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, flag: String?, default value: Choice
    ) throws -> Choice {
        let text = string(name, flag: flag, default: value.rawValue)
        guard let choice = Choice(rawValue: text.lowercased()) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(name) must be one of \(choices), not '\(text)'")
        }
        return choice
    }
}
