import DocketCore
import HTTPTypes

/// What tells one state of an order from another in HTTP: its Version, and behind a dash the form
/// of the answer where that is not plain JSON, since each form has other bytes.
///
/// Source: RFC 9110, section 8.8.3.
struct EntityTag: Sendable, Equatable {
    let version: Int64
    var form: String?

    init(version: Int64, form: String? = nil) {
        self.version = version
        self.form = form
    }

    /// As in `ETag`.
    var text: String { "\"\(version)\(form.map { "-\($0)" } ?? "")\"" }

    /// The versions that `If-Match` names (section 13.1.1: weak tags never match) or
    /// `If-None-Match`; `nil` where the field is not there.
    static func versions(
        in headers: HTTPFields, _ name: HTTPField.Name
    ) -> VersionCondition.Versions? {
        guard headers.contains(name) else { return nil }
        var versions: Set<Int64> = []
        for tag in tags(in: headers, name) {
            if tag == "*" { return .all }
            if tag.hasPrefix("W/"), name == .ifMatch { continue }
            let content = tag.drop { $0 != "\"" }.dropFirst().dropLast()
            if let version = Int64(content.prefix { $0 != "-" }) { versions.insert(version) }
        }
        return .some(versions)
    }

    /// The tags of a field that is a list of them.
    static func tags(in headers: HTTPFields, _ name: HTTPField.Name) -> [String] {
        headers[values: name].flatMap { $0.split(separator: ",").map(\.trimmingSpaces) }
    }
}

extension Call {
    /// Whether the client says by `If-None-Match` that it has what a tag stands for, weak or not
    /// (RFC 9110, section 13.1.2).
    func has(_ tag: String) -> Bool {
        EntityTag.tags(in: headers, .ifNoneMatch).contains { known in
            known == "*" || known == tag || known == "W/" + tag
        }
    }
}

extension VersionCondition {
    /// What a request demands of the version that it changes.
    init(_ headers: HTTPFields) {
        self.init(
            required: EntityTag.versions(in: headers, .ifMatch),
            refused: EntityTag.versions(in: headers, .ifNoneMatch))
    }
}
