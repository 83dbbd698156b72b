import DocketJSON
import HTTPTypes

// Items, in the words of docs/api/orders.md.

extension OperationDescription {
    static let addItem = OperationDescription(
        "addItem", .items, "Adds an item",
        parameters: versions, body: .json(.addedItem, Examples.addedItem),
        answers: [.created("The item.", .item, headers: [.eTag])],
        refusals: itemRefusals)

    static let readItem = OperationDescription(
        "readItem", .items, "Reads an item",
        parameters: [.ifNoneMatch],
        answers: [.ok("The item.", NamedSchema.item.reference, headers: [.eTag])])

    static let replaceItem = OperationDescription(
        "replaceItem", .items, "Replaces an item",
        "An absent member is unset; an absent Index stays.",
        parameters: versions, body: .json(.itemUpdate, Examples.itemUpdate),
        answers: [.ok("The item.", NamedSchema.item.reference, headers: [.eTag])],
        refusals: itemRefusals)

    static let patchItem = OperationDescription(
        "patchItem", .items, "Changes some of an item",
        "A JSON Merge Patch (RFC 7396): an absent member stays, `null` unsets.",
        parameters: versions, body: .patch(.itemPatch, Examples.itemPatch),
        answers: [.ok("The item.", NamedSchema.item.reference, headers: [.eTag])],
        refusals: itemRefusals)

    static let deleteItem = OperationDescription(
        "deleteItem", .items, "Removes an item",
        parameters: versions, answers: [.nothing("It is gone.", headers: [.eTag])],
        refusals: OrderRefusals.states)

    private static let itemRefusals = [.mismatchedID] + OrderRefusals.states

    static let listItems = ListDescription.items.all("listItems", "By Index, then Id.")
    static let countItems = ListDescription.items.count("countItems")
}

extension ListDescription {
    static let items = ListDescription(
        name: "Items", tag: .items, element: .selectedItem, filter: "Quantity gt 1",
        isTagged: true,
        row: (csv: "SKU,Quantity\r\n00001,2\r\n", ndjson: "{\"Quantity\":2,\"SKU\":\"00001\"}\n"))
}
