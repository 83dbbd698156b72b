package import DocketCore
import DocketJSON

extension CompanyStore {
    /// The items of an order, in the order of `Index`, then of id.
    package func items(of orderID: GUID) throws(SQLError) -> [OrderItem] {
        let query = SQL(Self.selectItems, [.company(company), .guid(orderID)])
        return try connection.all(query) { (row) throws(SQLError) in try Self.item(row, from: 0) }
    }

    func insert(_ item: OrderItem, of orderID: GUID) throws(SQLError) {
        let fields = item.fields
        _ = try connection.insert(
            Self.insertItem,
            [
                .company(company), .guid(orderID), .guid(item.id),
                .integer(fields.type?.rawValue), .integer(fields.status?.rawValue),
                .integer(fields.index), .text(fields.productID),
                .integer(fields.supplierEntityID), .text(fields.supplierReference),
                .integer(Int64(fields.quantity)), .money(fields.cost),
                .money(fields.listPrice), .money(fields.sellingPrice),
                .text(fields.description), .text(fields.notes), .text(fields.sku),
                .text(fields.shippingOptionID),
                .text(ItemLists.encode(serialNumbers: fields.serialNumbers)),
                .text(ItemLists.encode(tracking: fields.tracking)),
            ])
        guard !fields.serialNumbers.isEmpty else { return }
        for number in Set(fields.serialNumbers) {
            _ = try connection.insert(
                Self.insertSerial,
                [.company(company), .guid(orderID), .guid(item.id), .text(number)])
        }
    }

    func delete(_ item: OrderItem, of orderID: GUID) throws(SQLError) {
        let key: [SQLValue] = [.company(company), .guid(orderID), .guid(item.id)]
        if !item.fields.serialNumbers.isEmpty {
            try connection.send(SQL(Self.deleteSerials, key))
        }
        try connection.send(SQL(Self.deleteItem, key))
    }

    /// Reads the columns of an item, of which `first` is the first.
    static func item(_ row: any SQLCursor, from first: Int) throws(SQLError) -> OrderItem {
        let texts = RowTexts(row, columns: first + 1..<first + 9)
        var fields = ItemFields()
        fields.productID = texts[first + 1]
        fields.supplierReference = texts[first + 2]
        fields.description = texts[first + 3]
        fields.notes = texts[first + 4]
        fields.sku = texts[first + 5]
        fields.shippingOptionID = texts[first + 6]
        fields.type = ItemType(rawValue: Int32(truncatingIfNeeded: row.integer(first + 9)))
        fields.status = ItemStatus(rawValue: Int32(truncatingIfNeeded: row.integer(first + 10)))
        fields.index = row.int32(first + 11)
        fields.supplierEntityID = row.int32(first + 12)
        fields.quantity = Int32(truncatingIfNeeded: row.integer(first + 13))
        fields.cost = row.money(first + 14)
        fields.listPrice = row.money(first + 15)
        fields.sellingPrice = row.money(first + 16)
        do {
            fields.serialNumbers = try ItemLists.serialNumbers(texts[first + 7])
            fields.tracking = try ItemLists.tracking(texts[first + 8])
        } catch {
            throw .unavailable(detail: "an item's lists can't be read")
        }
        guard let id = row.guid(first), fields.type != nil, fields.status != nil else {
            throw .unavailable(detail: "an item's row can't be read")
        }
        return OrderItem(id: id, fields: fields)
    }

    /// What `item(_:from:)` reads, in its order.
    static let itemColumns = """
        id, product_id, supplier_reference, description, notes, sku, shipping_option_id,
        serial_numbers, tracking, item_type_id, item_status_id, item_index,
        supplier_entity_id, quantity, cost, list_price, selling_price
        """

    static let itemColumnCount = 17

    private static let selectItems = SQLStatement(
        """
        SELECT \(itemColumns)
        FROM order_items WHERE company_id = $1 AND order_id = $2
        ORDER BY item_index, id
        """)

    private static let insertItem = SQLInsert(
        into: "order_items",
        [
            "company_id", "order_id", "id", "item_type_id", "item_status_id", "item_index",
            "product_id", "supplier_entity_id", "supplier_reference", "quantity", "cost",
            "list_price", "selling_price", "description", "notes", "sku", "shipping_option_id",
            "serial_numbers", "tracking",
        ])

    private static let insertSerial = SQLInsert(
        into: "order_item_serials", ["company_id", "order_id", "item_id", "serial_number"])

    private static let deleteSerials = SQLStatement(
        """
        DELETE FROM order_item_serials
        WHERE company_id = $1 AND order_id = $2 AND item_id = $3
        """)

    private static let deleteItem = SQLStatement(
        """
        DELETE FROM order_items WHERE company_id = $1 AND order_id = $2 AND id = $3
        """)
}

/// Serial numbers and tracking as they are kept: JSON arrays, in the form in which they go out.
enum ItemLists {
    private static let none: Text = "[]"
    private static let trackingFields = JSONFields(["Quantity", "TrackingNumber"])

    static func encode(serialNumbers: [Text]) -> Text {
        guard !serialNumbers.isEmpty else { return none }
        var writer = JSONWriter(capacity: 32 * serialNumbers.count)
        writer.beginArray()
        for number in serialNumbers { writer.string(utf8: number.utf8) }
        writer.endArray()
        return Text(utf8: writer.bytes[...])
    }

    static func encode(tracking: [Tracking]) -> Text {
        guard !tracking.isEmpty else { return none }
        var writer = JSONWriter(capacity: 64 * tracking.count)
        writer.beginArray()
        for parcel in tracking {
            writer.beginObject()
            writer.key("Quantity")
            writer.integer(parcel.quantity)
            writer.key("TrackingNumber")
            writer.string(utf8: parcel.number.utf8)
            writer.endObject()
        }
        writer.endArray()
        return Text(utf8: writer.bytes[...])
    }

    static func serialNumbers(_ text: Text?) throws(JSONError) -> [Text] {
        guard let text, text != none else { return [] }
        var reader = JSONReader(Array(text.utf8))
        var numbers: [Text] = []
        try reader.array { (_, reader) throws(JSONError) in
            numbers.append(Text(utf8: try reader.string()))
        }
        return numbers
    }

    static func tracking(_ text: Text?) throws(JSONError) -> [Tracking] {
        guard let text, text != none else { return [] }
        var reader = JSONReader(Array(text.utf8))
        var parcels: [Tracking] = []
        try reader.array { (_, reader) throws(JSONError) in
            var quantity: Int32 = 0
            var number: Text = ""
            try reader.object(trackingFields) { (field, reader) throws(JSONError) in
                if field == 0 {
                    quantity = (try? DecimalNumber.int32(try reader.number())) ?? 0
                } else {
                    number = Text(utf8: try reader.string())
                }
            }
            parcels.append(Tracking(quantity: quantity, number: number))
        }
        return parcels
    }
}
