import DocketJSON
package import DocketServer
import Foundation
import Testing

/// What each operation is said to answer with, against which every answer to a test is held: so
/// whatever test provokes an answer that is in no description fails.
package struct DescribedAnswers: Sendable {
    private let operations: [String: APIOperation]

    /// What is said of these operations.
    package init(_ operations: [APIOperation]) {
        self.operations = Dictionary(
            uniqueKeysWithValues: operations.map { ("\($0.method) \($0.path)", $0) })
    }

    /// Expects that an answer is one of those that are described.
    package func expect(_ reply: TestServer.Reply, to method: String, _ path: String) {
        let known = method == "HEAD" ? "GET" : method
        let names = Self.signature(path).split(separator: "/").map(String.init)
        // One segment of a path may stand for any.
        let patterns = names.indices.map { place in
            names.indices.map { $0 == place ? "{}" : names[$0] }.joined(separator: "/")
        }
        let found = ([names.joined(separator: "/")] + patterns).lazy.compactMap {
            operations["\(known) \($0)"]
        }.first
        guard let operation = found else { return }
        #expect(
            operation.statuses.contains(reply.status),
            "\(known) \(operation.path) is not said to answer \(reply.status)")
        let isRefusal =
            reply.headers["Content-Type"] == "application/problem+json" || reply["Errors"] != nil
        guard isRefusal, method != "HEAD",
            let type = reply["type"]?.text?.split(separator: "/").last
        else { return }
        #expect(
            operation.refusals.contains(String(type)),
            "\(known) \(operation.path) is not said to refuse by \(type)")
    }

    /// A path as the table of routes has it: names in small letters, keys left out.
    private static func signature(_ target: String) -> String {
        target.prefix { $0 != "?" }.split(separator: "/").map { segment in
            let text = (String(segment).removingPercentEncoding ?? String(segment)).lowercased()
            guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return text }
            return text[..<open] + "()"
        }.joined(separator: "/")
    }
}
