package import DocketCore
package import DocketJSON

/// Events as JSON documents: every documented member (contract, section 10).
package enum EventDocument {
    /// A list of events.
    package static func bytes(_ events: [KeptEvent]) -> [UInt8] {
        let bytes = events.reduce(64) { $0 + 320 + ($1.event.changes?.utf8.count ?? 0) }
        var writer = JSONWriter(capacity: bytes)
        writer.beginArray()
        for event in events { write(event, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    /// Writes one event.
    package static func write(_ kept: KeptEvent, to writer: inout JSONWriter) {
        let event = kept.event
        writer.beginObject()
        writer.key("Sequence")
        writer.integer(kept.sequence)
        writer.key("Type")
        writer.string(event.type.rawValue)
        writer.key("OrderId")
        writer.guid(event.orderID)
        writer.key("Version")
        writer.integer(event.version)
        writer.key("At")
        writer.time(event.at)
        writer.key("Actor")
        writer.string(event.actor)
        writer.key("Changes")
        if let changes = event.changes { writer.raw(changes.utf8) } else { writer.null() }
        writer.key("Hash")
        if let hash = kept.hash { writer.string(hash.hexadecimal) } else { writer.null() }
        writer.endObject()
    }
}
