import DocketCore
import DocketJSON

// The words of docs/api/orders.md, and examples that fit one another.

extension OrderMember: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id:
            .sent(
                Sent.guid, "Made by Docket. In an update it must be the one of the path.", orderID)
        case .name: .text("What people call the order.", "iPhone 5 Order")
        case .billingAddressID:
            .guid(
                "An Address of the billing Customer; of any Customer of the Company where none is "
                    + "set.", "a08b0640-606a-41f0-901a-facaf50e75dd")
        case .billingCustomerID:
            .guid(
                "A Customer of the Company; needed for Process.",
                "659c2a38-d083-4421-9330-46d779702f85")
        case .createdDateUTC: .readOnly("When the order was made.", "2026-11-21T21:15:20.642Z")
        case .discountAmount:
            .sent(
                Sent.positiveAmount, "At most four decimal places; not negative.", 15,
                ["minimum": 0])
        case .discountCode: .text("The code of the discount.", "MTRY-15")
        case .discountDescription: .longText("Words for the discount.", "Military discount")
        case .employeeID:
            .sent(Sent.integer(0 ... .max), "An Employee of the Company; 0 where unset.", 15)
        case .entityID:
            .sent(Sent.requiredInteger(1 ... .max), "A Location of the Company.", 14202)
        case .orderExpiryDate:
            .readOnly("CreatedDateUtc and OrderExpiryHours.", "2026-11-24T21:15:20.642Z")
        case .orderExpiryHours:
            .sent(
                Sent.integer(OrderLimits.expiryHours),
                "Hours until it expires: 72 where absent on create, unchanged on update.", 72,
                ["minimum": 1, "maximum": .number("\(OrderLimits.expiryHours.upperBound)")])
        case .orderType: .readOnly("The name of the type.", "Sales")
        case .orderTypeID: .kind("1 Sales, 2 Transfer, 3 Purchase, 4 RMA.", 1, upTo: 4)
        case .printableID:
            .readOnly(
                "Unique in the Company. The last digit checks the others (Damm).",
                "8765-1234-987", ["pattern": "^[0-9]{4}-[0-9]{4}-[0-9]{3}$"])
        case .shippingAddressID:
            .guid(
                "As BillingAddressId, of the shipping Customer.",
                "a08b0640-606a-41f0-901a-facaf50e75dd")
        case .shippingCustomerID:
            .guid(
                "A Customer of the Company; not together with ShippingEntityId, unless handling is "
                    + "lenient.", "659c2a38-d083-4421-9330-46d779702f85")
        case .shippingEntityID:
            .sent(
                Sent.integer(0 ... .max),
                "A Location of the Company, 0 where unset; not together with ShippingCustomerId, "
                    + "unless handling is lenient.", 0)
        case .state:
            .sent(
                Written.name(OrderState.allCases.map(\.description)).orNull,
                "Where the order stands. An update may name the next one: Pending of a Created "
                    + "order, Cancelled of a Pending one.", "Created")
        case .tenderID: .text("Stored and returned, not checked.", "T-20")
        case .customerID: .text("Stored and returned, not checked.", "C-7")
        case .sourceID: .text("Stored and returned, not checked.", "web")
        case .sourceName: .text("Stored and returned, not checked.", "Web shop")
        case .tenderOrigin: .text("Stored and returned, not checked.", "Till 3")
        case .items: .readOnly("The items, by Index.", [])
        case .version:
            .readOnly("1 on create, one more with each change.", 1, ["minimum": 1])
        case .modifiedDateUTC: .readOnly("When it last changed.", "2026-11-21T21:15:20.642Z")
        case .orderID:
            .sent(Sent.guid, "Where it is sent, it must be the id of the path.", orderID)
        }
    }

    private var orderID: JSONValue { PathKey.order.example }
}

extension ItemMember: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id:
            .sent(
                Sent.guid, "Made by Docket. In an update it must be the item's.",
                PathKey.item.example)
        case .cost: .sent(Sent.amount, "What one costs the Company.", 4.5)
        case .description:
            .longText("Words for the item.", "Samsung Galaxy S4 Standard Battery")
        case .itemStatus: .readOnly("The name of the status.", "New")
        case .itemStatusID:
            .kind(
                "It must belong to the type. DropShip: 1 New, 2 Cancelled, 3 Processed, 4 Ordered, "
                    + "5 Error, 6 NotAvailable, 7 Shipped, 8 Received. InStock: 9 New, "
                    + "10 Processed, 11 Error, 12 BackOrder, 16 Cancelled. eCommerce: 13 New, "
                    + "14 Processed, 17 Cancelled. Shipping: 15 Shipping.", 1, upTo: 17)
        case .itemType: .readOnly("The name of the type.", "DropShip")
        case .itemTypeID:
            .sent(
                Sent.requiredInteger(1...4),
                "1 DropShip, 2 InStock, 3 eCommerce, 4 Shipping. It goes out as a string.", "1")
        case .index:
            .sent(
                Sent.integer(),
                "Sorts the items. Where absent, one more than the largest; the first 0.", 0)
        case .listPrice: .sent(Sent.amount, "The price of one in the list.", 10.99)
        case .notes: .longText("Notes.", "Fragile")
        case .orderID:
            .sent(Sent.guid, "Where it is sent, it must be the id of the path.", orderID)
        case .productID: .text("Unique among the order's items.", "P-1")
        case .quantity:
            .sent(
                Sent.integer(0 ... .max), "How many; 0 where absent.", 2, ["minimum": 0])
        case .sellingPrice: .sent(Sent.amount, "The price of one.", 9.99)
        case .serialNumbers:
            .sent(
                Schema.array(of: Sent.requiredText(from: 0), upTo: OrderLimits.serialNumbersMax)
                    .orNull, "Serial numbers.", ["abc321"])
        case .sku: .text("The stock keeping unit.", "00001")
        case .shippingOptionID: .text("How it is shipped.", "1")
        case .supplierEntityID:
            .sent(Sent.integer(), "Stored and returned, not checked; 0 where unset.", 0)
        case .supplierReference: .text("What the supplier calls it.", "S-9")
        case .trackingInformation:
            .sent(
                .any([
                    Schema.array(
                        of: NamedSchema.trackingInput.reference,
                        upTo: OrderLimits.trackingEntriesMax),
                    NamedSchema.trackingInput.reference, Schema("null"),
                ]), "Its parcels; a single object is read as an array of one.",
                [["Quantity": 2, "TrackingNumber": "1Z999"]])
        case .itemExtensions: .readOnly("Reserved.", [], ["maxItems": 0])
        case .shoppingOptionID:
            .text("A misspelling of ShippingOptionId, which wins where both are there.", "1")
        }
    }

    private var orderID: JSONValue { PathKey.order.example }
}

extension TrackingMember: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .quantity:
            .sent(
                Sent.requiredInteger(1 ... .max), "How many are in the parcel.", 2, ["minimum": 1])
        case .number: .requiredText("The number by which the carrier knows it.", "1Z999")
        }
    }
}
