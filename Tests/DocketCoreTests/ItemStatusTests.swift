import DocketCore
import Testing

@Suite struct ItemStatusTests {
    /// The table of the contract (section 2).
    private static let table: [(type: ItemType, id: Int32, name: String)] = [
        (.dropShip, 1, "New"), (.dropShip, 2, "Cancelled"), (.dropShip, 3, "Processed"),
        (.dropShip, 4, "Ordered"), (.dropShip, 5, "Error"), (.dropShip, 6, "NotAvailable"),
        (.dropShip, 7, "Shipped"), (.dropShip, 8, "Received"),
        (.inStock, 9, "New"), (.inStock, 10, "Processed"), (.inStock, 11, "Error"),
        (.inStock, 12, "BackOrder"), (.inStock, 16, "Cancelled"),
        (.eCommerce, 13, "New"), (.eCommerce, 14, "Processed"), (.eCommerce, 17, "Cancelled"),
        (.shipping, 15, "Shipping"),
    ]

    @Test(arguments: table)
    func `a status has the type and the name of the contract`(
        type: ItemType, id: Int32, name: String
    ) throws {
        let status = try #require(ItemStatus(rawValue: id))
        #expect(status.type == type)
        #expect("\(status.name)" == name)
    }

    @Test func `there are no other statuses`() {
        #expect(
            Set(ItemStatus.allCases.map(\.rawValue)) == Set(Self.table.map(\.id)))
        #expect(ItemStatus(rawValue: 0) == nil)
        #expect(ItemStatus(rawValue: 18) == nil)
    }

    @Test(
        arguments: [
            (1, ItemType.dropShip, "DropShip"), (2, .inStock, "InStock"),
            (3, .eCommerce, "eCommerce"), (4, .shipping, "Shipping"),
        ] as [(Int32, ItemType, String)])
    func `a type has the id and the name of the documents`(
        id: Int32, type: ItemType, name: String
    ) {
        #expect(type.rawValue == id)
        #expect("\(type.name)" == name)
    }

    @Test(arguments: ItemStatus.allCases)
    func `processing makes New what its type calls Processed`(status: ItemStatus) {
        let processed: [Int32: Int32] = [1: 3, 9: 10, 13: 14]
        #expect(status.processed?.rawValue == processed[status.rawValue])
    }

    @Test(arguments: ItemStatus.allCases)
    func `shipping makes Shipped of DropShip items that are Processed or Ordered`(
        status: ItemStatus
    ) {
        let shipped: [Int32: Int32] = [3: 7, 4: 7]
        #expect(status.shipped?.rawValue == shipped[status.rawValue])
    }

    @Test func `cancelling makes every item what its type calls Cancelled`() {
        let cancelled = ItemType.allCases.map { $0.cancelled?.rawValue }
        #expect(cancelled == [2, 16, 17, nil])
    }
}
