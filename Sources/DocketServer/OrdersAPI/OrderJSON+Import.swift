package import DocketCore
package import DocketJSON

/// Orders out of files: what clients may write, and what an export has beside that.
extension OrderJSON {
    /// Reads an OrderFull that was an order somewhere else. What is wrong with it is told by the
    /// draft.
    ///
    /// - Throws: `JSONError` for what is no JSON, or no object.
    package static func imported(
        _ body: [UInt8]
    ) throws(JSONError) -> (draft: OrderDraft, origin: OrderOrigin) {
        let document = try JSONValue(body)
        var draft = orderDraft(body, for: .create, withItems: true)
        var origin = OrderOrigin()
        for member in document.members ?? [] where member.value != .null {
            let (name, value) = (member.name, member.value)
            switch name.lowercased() {
            case "id": origin.id = id(value, name, &draft)
            case "printableid":
                origin.printableID = read(value, name, "a PrintableId", &draft) {
                    PrintableID($0)
                }
            case "createddateutc":
                origin.createdAt = read(value, name, "a time", &draft) {
                    Timestamp($0)?.wholeMilliseconds
                }
            case "modifieddateutc":
                origin.modifiedAt = read(value, name, "a time", &draft) {
                    Timestamp($0)?.wholeMilliseconds
                }
            case "items":
                origin.itemIDs = (value.elements ?? []).enumerated().map { position, item in
                    let id = item.members?.last { $0.name.lowercased() == "id" }
                    guard let id, id.value != .null else { return nil }
                    return self.id(id.value, "Items/\(position)/Id", &draft)
                }
            default: continue
            }
        }
        return (draft, origin)
    }

    /// A row of CSV as the object that `imported` reads: an empty cell is a member that is not
    /// there, items stand in theirs as JSON.
    ///
    /// - Parameter cells: members with their cells, each well-formed UTF-8.
    /// - Throws: `JSONError` for items that are no JSON.
    package static func document(
        _ cells: [(member: OrderMember, cell: [UInt8])]
    ) throws(JSONError) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        for (member, cell) in cells where !cell.isEmpty {
            writer.key(member.name)
            if member == .items {
                writer.raw(try JSONValue(cell).encoded[...])
            } else if numbers.contains(member), (try? JSONValue(cell))?.numberText != nil {
                writer.raw(cell[...])
            } else {
                writer.string(utf8: cell[...])
            }
        }
        writer.endObject()
        return writer.bytes
    }

    private static let numbers: Set<OrderMember> = [
        .discountAmount, .employeeID, .entityID, .orderExpiryHours, .orderTypeID,
        .shippingEntityID, .version,
    ]

    /// An id; all zeros are none (contract, section 1).
    private static func id(
        _ value: JSONValue, _ name: String, _ draft: inout OrderDraft
    ) -> GUID? {
        let id = read(value, name, "a UUID", &draft) { GUID($0) }
        return id.flatMap { $0.isZero ? nil : $0 }
    }

    private static func read<Value>(
        _ value: JSONValue, _ name: String, _ kind: String, _ draft: inout OrderDraft,
        _ parse: (String) -> Value?
    ) -> Value? {
        if let parsed = value.text.flatMap(parse) { return parsed }
        draft.faults.append(Fault("/\(name)", "\(name) must be \(kind)"))
        return nil
    }
}
