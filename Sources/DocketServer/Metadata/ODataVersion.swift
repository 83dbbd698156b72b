import HTTPTypes

/// The version of OData that an answer is written for.
///
/// Source: OData 4.01 Protocol, 8.1.5 and 8.2.7.
enum ODataVersion: String, Sendable, CaseIterable {
    case v40 = "4.0"
    case v401 = "4.01"

    /// The greatest version that the client takes: `OData-MaxVersion`, else the `OData-Version`
    /// that it writes itself, else the newest.
    ///
    /// - Throws: `RequestError.badRequest` for what is no version, or one that is not to be had.
    init(_ headers: HTTPFields) throws(RequestError) {
        let own = try Self.read("OData-Version", headers)
        if let own, own > Self.newest {
            throw RequestError.badRequest("OData-Version is at most 4.01 here", position: nil)
        }
        let wanted = try Self.read("OData-MaxVersion", headers) ?? own ?? Self.newest
        self = wanted < Self.newest ? .v40 : .v401
    }

    private static let newest = 4.01

    private static func read(_ name: String, _ headers: HTTPFields) throws(RequestError) -> Double?
    {
        guard let field = HTTPField.Name(name), let text = headers[field] else { return nil }
        let digits = text.trimmingSpaces
        let isNumber = digits.split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
        guard digits.utf8.count <= 8, isNumber, let version = Double(digits), version >= 4
        else {
            throw RequestError.badRequest(
                "\(name) must be a version of OData from 4.0 on", position: nil)
        }
        return version
    }
}
