import DocketCore
import DocketJSON
import HTTPTypes

/// The address of a company, below which OData finds everything.
///
/// Addresses are whole, since Excel and Power BI take no others in a context.
struct ServiceRoot: Sendable {
    /// Such as `http://localhost:8080/v1/Companies(1)/`.
    let url: String

    /// The root of a company.
    ///
    /// - Parameter origin: scheme and host; empty where the request names none.
    init(origin: String, company: CompanyID) {
        url = "\(origin)/v1/Companies(\(company))/"
    }

    /// Where the model is described.
    var metadata: String { url + "$metadata" }

    /// The context of a list, such as `…$metadata#Orders(Id,Name)`.
    ///
    /// - Parameters:
    ///   - path: the set, or what is below one of its entities: `Orders`, `Orders(…)/Items`.
    ///   - selecting: the names of `$select`, as the catalogue has them; none for all.
    func context(_ path: String, selecting: [String] = []) -> String {
        let names = selecting.isEmpty ? "" : "(\(selecting.joined(separator: ",")))"
        return "\(metadata)#\(path)\(names)"
    }

    /// Scheme and host of a request, by which its client finds the server.
    ///
    /// Where it is not this server that speaks TLS, a proxy that does says so, and is believed if
    /// it is trusted.
    static func origin(_ request: HTTPRequest, from peer: Peer) -> String {
        guard let host = request.authority, !host.isEmpty, host.utf8.allSatisfy(isOfHost) else {
            return ""
        }
        let isSecure = request.scheme == "https" || peer.saysHTTPS(request.headerFields)
        return "\(isSecure ? "https" : "http")://\(host)"
    }

    /// Letters, digits and what else an address or a port has.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
            || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":")]
                .contains(byte)
            || [UInt8(ascii: "["), UInt8(ascii: "]")].contains(byte)
    }
}

/// What stands round a list in OData's JSON: the opening, then the array, then the closing.
///
/// Source: OData 4.01 JSON Format, 12.
struct ODataEnvelope: Sendable {
    /// How much control information is wanted.
    let metadata: ODataMetadata
    /// The address of the context.
    let context: String
    /// How many there are without paging, where that was asked for.
    var count: Int?

    /// Everything before the array.
    var opening: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        if metadata != .none {
            writer.key("@odata.context")
            writer.string(context)
        }
        if let count {
            writer.key("@odata.count")
            writer.integer(count)
        }
        writer.key("value")
        return writer.bytes
    }

    /// One thing's JSON object with the context in it.
    static func one(_ object: [UInt8], context: String) -> [UInt8] {
        var writer = JSONWriter(capacity: object.count + 256)
        writer.beginObject()
        writer.key("@odata.context")
        writer.string(context)
        return writer.bytes + [UInt8(ascii: ",")] + object.dropFirst()
    }

    /// Everything behind the array.
    ///
    /// - Parameter nextLink: the whole address of the next page; `nil` on the last one.
    static func closing(nextLink: String?) -> [UInt8] {
        guard let nextLink else { return [UInt8(ascii: "}")] }
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("@odata.nextLink")
        writer.string(nextLink)
        writer.endObject()
        return [UInt8(ascii: ",")] + writer.bytes.dropFirst()
    }
}
