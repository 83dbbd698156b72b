import DocketCore
import DocketTestKit
import Foundation
import Testing

/// OASIS's own cases, each with the rule of the grammar that it is about.
@Suite(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"))
struct QueryParserCasesTests {
    @Test func `every right case is read, or something in it is not to be had`() throws {
        for item in try QueryCase.all() where item.isRight {
            switch item.outcome() {
            case .read, .unsupported, .ofAnotherKind(nil): break
            case .ofAnotherKind(let kind?):
                Issue.record("\(item.rule) '\(item.input)' is read as \(kind)")
            case .invalid(let message):
                #expect(
                    QueryCase.unknownNames.contains { message.hasPrefix($0) },
                    "\(item.rule) '\(item.input)': \(message)")
            }
        }
    }

    @Test func `every wrong case is refused`() throws {
        for item in try QueryCase.all() where !item.isRight {
            switch item.outcome() {
            case .invalid: break
            // A number is no date, but it is an expression.
            case .ofAnotherKind(.some): break
            case .read, .unsupported, .ofAnotherKind(nil):
                Issue.record("\(item.rule) '\(item.input)' is read: \(item.outcome())")
            }
        }
    }

    // Custom options are of the grammar, but there are none here: they are refused as misspelt.
    @Test(arguments: QueryCase.groups)
    func `nearly every right case is read, names that do not exist included`(
        group: String
    ) throws {
        let cases = try QueryCase.all().filter {
            $0.group == group && $0.isRight && !$0.input.contains("!")
        }
        let refused = cases.filter {
            if case .invalid = $0.outcome() { return true }
            return false
        }
        #expect(!cases.isEmpty)
        #expect(
            refused.count * 20 <= cases.count,
            "\(refused.count) of \(cases.count): \(refused.map(\.input))")
    }

    @Test func `rules are left out for a reason only`() throws {
        let rules = Set(try QueryCase.all(withThoseLeftOut: true).map(\.rule))
        let known = Set(QueryCase.readings.keys).union(QueryCase.leftOut.keys)
        #expect(rules.subtracting(known).isEmpty)
    }
}

/// A case, and how it is put to the parser.
struct QueryCase {
    let rule: String
    let input: String
    let group: String
    let isRight: Bool

    /// What became of it.
    enum Outcome {
        case read, unsupported
        /// It is an expression, but not of the rule's kind; `nil` where the kind is right.
        case ofAnotherKind(QuerySyntax.Kind?)
        case invalid(String)
    }

    /// How the text of a rule becomes one that the parser has an entry for.
    enum Reading {
        /// `name=value&name=value`, percent-encoded.
        case options(before: String)
        /// An expression, percent-encoded, with text around it that makes it one.
        case expression(before: String, after: String)
        /// A value of a payload, not percent-encoded.
        case payload(before: String, after: String)
    }

    /// What a right case may be refused for: names that this model lacks, and an option that is
    /// given twice, which the grammar leaves to the prose (OData 4.01 URL Conventions, 5.1).
    static let unknownNames = [
        "there is no query option", "there is no function", "the option is given more than once",
    ]

    static let leftOut = [
        "booleanValue": "a payload's value; in a URL letter case is free",
        "primitiveValue": "a payload's value without quotes, which no expression can hold",
    ]

    private static let plain = Reading.expression(before: "", after: "")
    private static let value = Reading.payload(before: "", after: "")
    private static let whole = Reading.options(before: "")

    static let readings: [String: Reading] = {
        var readings: [String: Reading] = [
            "anyExpr": .expression(before: "Items/", after: ""),
            "stringInUrl": .expression(before: "Name in [", after: "]"),
            "durationValue": .payload(before: "duration'", after: "'"),
            "enumValue": .payload(before: "Model.Kind'", after: "'"),
            "searchExpr": .options(before: "$search="),
        ]
        for rule in [
            "filter", "orderby", "orderBy", "queryOptions", "systemQueryOption", "compute",
            "customQueryOption", "skiptoken", "expand", "select", "search",
        ] { readings[rule] = whole }
        for rule in [
            "commonExpr", "boolCommonExpr", "boolcommonExpr", "firstMemberExpr",
            "propertyPathExpr", "isofExpr", "binaryLiteral", "boolean", "date", "guid", "null",
            "dateTimeOffsetValueInUrl", "durationLiteral", "decimalLiteral", "doubleLiteral",
            "int16Literal", "int32Literal", "stringLiteral", "primitiveLiteral", "enumLiteral",
            "odataIdentifier", "geographyCollection", "geographyLineString",
            "geographyMultiPoint", "geographyPoint", "geographyPolygon", "geometryCollection",
            "geometryMultiLineString", "geometryMultiPoint", "geometryMultiPolygon",
            "geometryPoint",
        ] { readings[rule] = plain }
        for rule in [
            "dateValue", "dateTimeOffsetValue", "decimalValue", "doubleValue", "singleValue",
            "byteValue", "sbyteValue", "int32Value", "int64Value", "timeOfDayValue",
        ] { readings[rule] = value }
        return readings
    }()

    func outcome() -> Outcome {
        switch Self.readings[rule] {
        case .options(let before): return optionsOutcome(before + input)
        case .expression(let before, let after):
            return expressionOutcome(before + Self.decoded(input) + after)
        case .payload(let before, let after): return expressionOutcome(before + input + after)
        case nil: return .invalid("no reading")
        }
    }

    private func expressionOutcome(_ text: String) -> Outcome {
        do {
            let kind = try QuerySyntax(parsing: text).kind
            guard group == "literal" else { return .read }
            return .ofAnotherKind(isOfRule(kind) ? nil : kind)
        } catch {
            return Self.outcome(of: error)
        }
    }

    private func optionsOutcome(_ query: String) -> Outcome {
        let options = query.split(separator: "&").map { option in
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let raw = parts.count > 1 ? String(parts[1]) : ""
            return QueryOptionText(
                name: Self.decoded(String(parts[0])), value: Self.decoded(raw), rawValue: raw)
        }
        do throws(QueryOptionError) {
            _ = try QueryOptions(options)
            return .read
        } catch {
            return Self.outcome(of: error.error)
        }
    }

    private static func outcome(of error: QueryError) -> Outcome {
        switch error {
        case .invalid(let message, _): .invalid(message)
        case .unsupported: .unsupported
        }
    }

    /// Whether a literal is what the rule's name says.
    private func isOfRule(_ kind: QuerySyntax.Kind) -> Bool {
        switch (rule, kind) {
        case ("boolean", .literal(.boolean)), ("null", .literal(.null)),
            ("guid", .literal(.guid)), ("date", .literal(.date)), ("dateValue", .literal(.date)),
            ("dateTimeOffsetValue", .literal(.instant)),
            ("dateTimeOffsetValueInUrl", .literal(.instant)),
            ("timeOfDayValue", .literal(.timeOfDay)), ("durationValue", .literal(.duration)),
            ("durationLiteral", .literal(.string)), ("stringLiteral", .literal(.string)),
            ("enumLiteral", .literal(.enumeration)), ("enumValue", .literal(.enumeration)),
            ("binaryLiteral", .unsupported), ("odataIdentifier", .path),
            ("stringInUrl", .binary):
            true
        case (_, .literal(.number)), (_, .literal(.infinity)), (_, .literal(.notANumber)):
            ["decimal", "double", "single", "byte", "sbyte", "int", "primitiveLiteral"]
                .contains { rule.hasPrefix($0) }
        default: false
        }
    }

    private static func decoded(_ text: String) -> String {
        text.removingPercentEncoding ?? text
    }
}

// MARK: - Where they are

extension QueryCase {
    static let groups = [
        "filter", "orderby", "options", "literal", "geo", "select", "expand", "search",
    ]

    static func all(withThoseLeftOut: Bool = false) throws -> [QueryCase] {
        guard SharedTestData.isThere else { return [] }
        let data = try Data(SharedTestData.bytes("odata/abnf-cases.json"))
        return try JSONDecoder().decode(File.self, from: data).cases
            .filter { groups.contains($0.group) }
            .filter { withThoseLeftOut || leftOut[$0.rule] == nil }
            .map { QueryCase(rule: $0.rule, input: $0.input, group: $0.group, isRight: $0.ok) }
    }

    private struct File: Decodable {
        let cases: [Item]

        struct Item: Decodable {
            let rule: String
            let input: String
            let group: String
            let ok: Bool
        }
    }
}
