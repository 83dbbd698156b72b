package import DocketCore
import DocketJSON

extension OrderDocument {
    /// What made an order into what it is, as a JSON Patch of its document with items
    /// (RFC 6902; contract, section 10).
    package static func patch(from before: Order, to after: Order) -> [UInt8] {
        var patch = PatchWriter()
        for member in patchedMembers {
            let value = json { writeValue(of: member, after, to: &$0) }
            if value != json({ writeValue(of: member, before, to: &$0) }) {
                patch.replace("/\(member.name)", value)
            }
        }
        if before.items != after.items { patchItems(from: before, to: after, &patch) }
        return patch.end()
    }

    /// The patch that makes the whole document out of nothing.
    package static func patch(adding document: [UInt8]) -> [UInt8] {
        var patch = PatchWriter(capacity: document.count + 64)
        patch.write("add", "", document)
        return patch.end()
    }

    /// The document that `patch(adding:)` adds.
    static func added(by patch: [UInt8]) -> [UInt8] {
        let (start, end) = (Self.patch(adding: []).dropLast(2).count, 2)
        return Array(patch.dropFirst(start).dropLast(end))
    }

    private static let patchedMembers = OrderMember.allCases.filter {
        $0 != .items && $0 != .orderID
    }

    private static func patchItems(
        from before: Order, to after: Order, _ patch: inout PatchWriter
    ) {
        let (old, new) = (Set(before.items.map(\.id)), Set(after.items.map(\.id)))
        let kept = before.items.filter { new.contains($0.id) }
        guard kept.map(\.id) == after.items.map(\.id).filter(old.contains) else {
            patch.replace("/Items", items(of: after))
            return
        }
        for (place, item) in before.items.enumerated().reversed() where !new.contains(item.id) {
            patch.remove("/Items/\(place)")
        }
        var present: [GUID: OrderItem] = [:]
        for item in kept { present[item.id] = item }
        for (place, item) in after.items.enumerated() {
            guard let old = present[item.id] else {
                patch.write("add", "/Items/\(place)", bytes(item, of: after.id))
                continue
            }
            guard old != item else { continue }
            for member in allItemMembers {
                let value = json { writeValue(of: member, item, of: after.id, to: &$0) }
                if value != json({ writeValue(of: member, old, of: after.id, to: &$0) }) {
                    patch.replace("/Items/\(place)/\(member.name)", value)
                }
            }
        }
    }

    private static func items(of order: Order) -> [UInt8] {
        json { writer in
            writer.beginArray()
            for item in order.items { write(item, of: order.id, to: &writer) }
            writer.endArray()
        }
    }

    private static func json(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        write(&writer)
        return writer.bytes
    }
}

/// Writes a JSON Patch.
private struct PatchWriter {
    private var writer: JSONWriter

    init(capacity: Int = 512) {
        writer = JSONWriter(capacity: capacity)
        writer.beginArray()
    }

    mutating func replace(_ path: String, _ value: [UInt8]) { write("replace", path, value) }

    mutating func remove(_ path: String) { write("remove", path, nil) }

    mutating func write(_ operation: StaticString, _ path: String, _ value: [UInt8]?) {
        writer.beginObject()
        writer.key("op")
        writer.plain(operation)
        writer.key("path")
        writer.string(path)
        if let value {
            writer.key("value")
            writer.raw(value[...])
        }
        writer.endObject()
    }

    /// The whole patch.
    mutating func end() -> [UInt8] {
        writer.endArray()
        return writer.bytes
    }
}
