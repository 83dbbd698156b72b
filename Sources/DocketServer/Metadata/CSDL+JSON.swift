import DocketCore
import DocketJSON

extension CSDL {
    /// The document in JSON, which is of version 4.01 only.
    ///
    /// Source: OData CSDL JSON Representation 4.01.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 16 << 10)
        writer.object { writer in
            writer.key("$Version")
            writer.string(version.rawValue)
            writer.key("$EntityContainer")
            writer.string(Self.qualified(Self.container))
            writer.key("$Reference")
            writer.object(Self.writeReference)
            writer.key(Self.namespace)
            writer.object { writer in
                for type in Self.types { write(type, to: &writer) }
                Self.writeContainer(to: &writer)
            }
        }
        return writer.bytes
    }

    private static func writeReference(to writer: inout JSONWriter) {
        writer.key(vocabulary.url + ".json")
        writer.object { writer in
            writer.key("$Include")
            writer.beginArray()
            writer.object { writer in
                writer.key("$Namespace")
                writer.string(vocabulary.name)
                writer.key("$Alias")
                writer.string(vocabulary.alias)
            }
            writer.endArray()
        }
    }

    private func write(_ type: EntityType, to writer: inout JSONWriter) {
        writer.key(type.name)
        writer.object { writer in
            writer.key("$Kind")
            writer.plain(type.key == nil ? "ComplexType" : "EntityType")
            if let key = type.key {
                writer.key("$Key")
                writer.beginArray()
                writer.string(key)
                writer.endArray()
            }
            for property in properties(of: type) { Self.write(property, to: &writer) }
        }
    }

    /// What is not there has its default: a string that is never null.
    private static func write(_ property: Property, to writer: inout JSONWriter) {
        writer.key(property.name)
        writer.object { writer in
            if property.isNavigation {
                writer.key("$Kind")
                writer.plain("NavigationProperty")
            }
            if property.isCollection { writer.flag("$Collection") }
            if property.type != "Edm.String" {
                writer.key("$Type")
                writer.string(property.type)
            }
            if property.isNavigation { writer.flag("$ContainsTarget") }
            if property.isNullable { writer.flag("$Nullable") }
            for (name, value) in [
                ("$MaxLength", property.maxLength), ("$Precision", property.precision),
                ("$Scale", property.scale),
            ] {
                guard let value else { continue }
                writer.key(name)
                writer.integer(value)
            }
        }
    }

    private static func writeContainer(to writer: inout JSONWriter) {
        writer.key(container)
        writer.object { writer in
            writer.key("$Kind")
            writer.plain("EntityContainer")
            for set in sets {
                writer.key(set.name)
                writer.object { writer in
                    writer.flag("$Collection")
                    writer.key("$Type")
                    writer.string(qualified(set.type.name))
                    if let restriction = set.restriction {
                        writer.key("@\(vocabulary.alias).\(restriction.term)")
                        writer.object { $0.flag(restriction.member, false) }
                    }
                }
            }
            for term in unsupported { writer.flag("@\(vocabulary.alias).\(term)", false) }
        }
    }
}

extension JSONWriter {
    /// An object with what `members` writes in it.
    fileprivate mutating func object(_ members: (inout JSONWriter) -> Void) {
        beginObject()
        members(&self)
        endObject()
    }

    /// A member that is true, or false.
    fileprivate mutating func flag(_ name: String, _ value: Bool = true) {
        key(name)
        boolean(value)
    }
}
