import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// A refusal as clients see it.
///
/// Source: contract, section 5; RFC 9457.
struct Problem: Sendable {
    let type: ProblemType
    let status: HTTPResponse.Status
    /// The documents' text, in `Message` and in `detail`.
    let message: String
    /// What is wrong, place by place; the first `faultsMax` are told.
    var faults: [Fault] = []
    /// A body of 4 MiB can have more faults than anybody reads.
    static let faultsMax = 1000
    /// The States that an update may set now, where a transition was refused.
    var allowed: [OrderState]?
    /// Where in a query the fault is, in Unicode scalars from 0.
    var position: Int?
    /// Its media type.
    static let contentType = "application/problem+json"
    /// Further header fields of the answer.
    var headers: HTTPFields = [:]

    init(_ type: ProblemType, _ status: HTTPResponse.Status, _ message: String) {
        self.type = type
        self.status = status
        self.message = message
    }

    /// The answer, with `traceID` as `traceId`.
    func answer(traceID: String) -> Answer {
        var answer = Answer.json(status, document(traceID: traceID))
        answer.headers = headers
        answer.headers[.contentType] = Self.contentType
        return answer
    }

    /// The problem document.
    func document(traceID: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("type")
        writer.string(type.uri)
        writer.key("title")
        writer.string(status.reasonPhrase)
        writer.key("status")
        writer.integer(status.code)
        writer.key("detail")
        writer.string(message)
        writer.key("Message")
        writer.string(message)
        if let allowed {
            writer.key("allowed")
            writer.beginArray()
            for state in allowed { writer.name(state.name) }
            writer.endArray()
        }
        if let position {
            writer.key("position")
            writer.integer(position)
        }
        if !faults.isEmpty { writeFaults(to: &writer) }
        writer.key("traceId")
        writer.string(traceID)
        writer.endObject()
        return writer.bytes
    }

    private func writeFaults(to writer: inout JSONWriter) {
        writer.key("errors")
        writer.beginArray()
        for fault in faults.prefix(Self.faultsMax) {
            writer.beginObject()
            writer.key("pointer")
            writer.string(fault.pointer)
            writer.key("detail")
            writer.string(fault.detail)
            writer.endObject()
        }
        writer.endArray()
        var order: [String] = []
        var details: [String: [String]] = [:]
        for fault in faults.prefix(Self.faultsMax) {
            let key = Self.modelStateKey(fault.pointer)
            if details[key] == nil { order.append(key) }
            details[key, default: []].append(fault.detail)
        }
        writer.key("ModelState")
        writer.beginObject()
        for key in order {
            writer.key(key)
            writer.beginArray()
            for detail in details[key] ?? [] { writer.string(detail) }
            writer.endArray()
        }
        writer.endObject()
    }

    /// `/Items/0/ItemStatusId` as old clients have it: `Items[0].ItemStatusId`.
    private static func modelStateKey(_ pointer: String) -> String {
        var key = ""
        for part in pointer.split(separator: "/") {
            if part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                key += "[\(part)]"
            } else {
                key += key.isEmpty ? String(part) : ".\(part)"
            }
        }
        return key
    }
}

extension ProblemType {
    /// The problem's `type`: the path of the page that explains it.
    var uri: String { "/problems/\(rawValue)" }
}
