import DocketCore

extension CSDL {
    /// The document in XML.
    ///
    /// Source: OData CSDL XML Representation 4.01.
    var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element(
            "edmx:Edmx",
            ["xmlns:edmx": "http://docs.oasis-open.org/odata/ns/edmx", "Version": version.rawValue]
        ) { writer in
            writer.element("edmx:Reference", ["Uri": Self.vocabulary.url + ".xml"]) { writer in
                writer.element(
                    "edmx:Include",
                    ["Namespace": Self.vocabulary.name, "Alias": Self.vocabulary.alias])
            }
            writer.element("edmx:DataServices") { writer in
                writer.element(
                    "Schema",
                    [
                        "xmlns": "http://docs.oasis-open.org/odata/ns/edm",
                        "Namespace": Self.namespace,
                    ], content: writeSchema)
            }
        }
        return writer.bytes
    }

    private func writeSchema(_ writer: inout XMLWriter) {
        for type in Self.types { write(type, to: &writer) }
        if version == .v40 {
            writer.element("ComplexType", ["Name": Self.document, "OpenType": "true"])
        }
        writer.element("EntityContainer", ["Name": Self.container]) { writer in
            for set in Self.sets { Self.write(set, to: &writer) }
            for term in Self.unsupported {
                writer.element("Annotation", ["Term": Self.term(term), "Bool": "false"])
            }
        }
    }

    private func write(_ type: EntityType, to writer: inout XMLWriter) {
        let name = type.key == nil ? "ComplexType" : "EntityType"
        writer.element(name, ["Name": type.name]) { writer in
            if let key = type.key {
                writer.element("Key") { $0.element("PropertyRef", ["Name": key]) }
            }
            for property in properties(of: type) { Self.write(property, to: &writer) }
        }
    }

    private static func write(_ property: Property, to writer: inout XMLWriter) {
        let type = property.isCollection ? "Collection(\(property.type))" : property.type
        if property.isNavigation {
            writer.element(
                "NavigationProperty",
                ["Name": property.name, "Type": type, "ContainsTarget": "true"])
        } else {
            writer.element(
                "Property",
                [
                    "Name": property.name, "Type": type,
                    "Nullable": property.isNullable ? "true" : "false",
                    "MaxLength": property.maxLength.map { "\($0)" },
                    "Precision": property.precision.map { "\($0)" },
                    "Scale": property.scale.map { "\($0)" },
                ])
        }
    }

    private static func write(_ set: EntitySet, to writer: inout XMLWriter) {
        writer.element(
            "EntitySet", ["Name": set.name, "EntityType": qualified(set.type.name)]
        ) { writer in
            guard let restriction = set.restriction else { return }
            writer.element("Annotation", ["Term": term(restriction.term)]) { writer in
                writer.element("Record") { writer in
                    writer.element(
                        "PropertyValue", ["Property": restriction.member, "Bool": "false"])
                }
            }
        }
    }

    private static func term(_ name: String) -> String { "\(vocabulary.alias).\(name)" }
}
