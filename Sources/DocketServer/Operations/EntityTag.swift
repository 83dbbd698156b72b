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
            let isWeak = tag.hasPrefix("W/")
            if isWeak, name == .ifMatch { continue }
            if let known = EntityTag(text: isWeak ? tag.dropFirst(2) : tag[...]) {
                versions.insert(known.version)
            }
        }
        return .some(versions)
    }

    /// Reads what stands in `ETag`, without `W/`.
    ///
    /// - Returns: `nil` for a tag that was never given.
    private init?(text: Substring) {
        guard text.utf8.count > 2, text.first == "\"", text.last == "\"" else { return nil }
        let parts = text.dropFirst().dropLast()
            .split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let version = Int64(parts[0]) else { return nil }
        self.init(version: version, form: parts.count == 2 ? String(parts[1]) : nil)
        let forms = ODataMetadata.allCases.map(\.rawValue)
        guard self.text == text, form.map(forms.contains) ?? true else { return nil }
    }

    /// The tags of a field that is a list of them; a comma between quotes is part of a tag.
    static func tags(in headers: HTTPFields, _ name: HTTPField.Name) -> [String] {
        headers[values: name].flatMap { field in
            var tags = [""]
            var isQuoted = false
            for character in field {
                if character == "\"" { isQuoted.toggle() }
                if character == ",", !isQuoted {
                    tags.append("")
                } else {
                    tags[tags.count - 1].append(character)
                }
            }
            return tags.map(\.trimmingSpaces).filter { !$0.isEmpty }
        }
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
