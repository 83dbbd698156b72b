import DocketCore
import DocketJSON

/// What a company has, for clients that know no more than its address.
enum ServiceDocument {
    /// The document in JSON.
    ///
    /// Source: OData 4.01 JSON Format, 5.
    static func json(_ root: ServiceRoot, _ metadata: ODataMetadata) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if metadata != .none {
            writer.key("@odata.context")
            writer.string(root.metadata)
        }
        writer.key("value")
        writer.beginArray()
        for set in CSDL.sets {
            writer.beginObject()
            writer.key("name")
            writer.string(set.name)
            writer.key("kind")
            writer.plain("EntitySet")
            writer.key("url")
            // Without a context there is nothing that it could be relative to.
            writer.string(metadata == .none ? root.url + set.name : set.name)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The document in AtomPub's XML.
    ///
    /// Source: OData 4.0 Atom Format, 5; RFC 5023, section 8.
    static func atom(_ root: ServiceRoot) -> [UInt8] {
        var writer = XMLWriter()
        writer.element(
            "service",
            [
                "xmlns": "http://www.w3.org/2007/app",
                "xmlns:atom": "http://www.w3.org/2005/Atom",
                "xmlns:metadata": "http://docs.oasis-open.org/odata/ns/metadata",
                "xml:base": root.url, "metadata:context": root.metadata,
            ]
        ) { writer in
            writer.element("workspace") { writer in
                writer.element("atom:title", ["type": "text"], text: "Docket")
                for set in CSDL.sets {
                    writer.element("collection", ["href": set.name]) { writer in
                        writer.element("atom:title", ["type": "text"], text: set.name)
                    }
                }
            }
        }
        return writer.bytes
    }
}

/// The forms of `GET /v1/Companies({c})`: the company, or what it has (contract, section 6).
enum CompanyFormat: Sendable, Equatable {
    /// The company itself.
    case company
    case serviceDocument(ODataMetadata)
    case atomService

    /// The forms with their media types. A client that names no metadata wants the company.
    static let forms: [(media: MediaType, form: CompanyFormat)] = [
        (.json, .company), (.odata(.minimal), .serviceDocument(.minimal)),
        (.odata(.full), .serviceDocument(.full)), (.odata(.none), .serviceDocument(.none)),
        (.atomService, .atomService),
    ]
}
