import DocketJSON

/// What clients may send to the parcel API: the tests send just this.
enum ParcelExamples {
    static let order: JSONValue = [
        "Items": [item],
        "CustomerDetails": [
            "Email": "a@example.test", "Forename": "A", "Surname": "Sender",
            "Telephone": "01000000000",
        ],
    ]

    private static let item: JSONValue = [
        "Id": "06364749-1bfa-4152-a8d7-0f0a5d9f602c", "Service": "courier-next-day",
        "CollectionDate": "2017-05-02T00:00:00", "Reference": "PO-118", "Upsells": [],
        "CollectionAddress": [
            "ContactName": "A Sender", "Email": "a@example.test", "Phone": "01000000000",
            "Property": "1", "Street": "First Road", "Town": "Bolton", "Postcode": "BL1 1AA",
            "CountryIsoCode": "GBR",
        ],
        "Parcels": [
            [
                "Id": "7b5a0b10-0c51-4b0a-9b61-33e52c7c2b02", "Height": 10, "Length": 20,
                "Width": 15, "Weight": 1.5, "EstimatedValue": 25, "ContentsSummary": "Books",
                "DeliveryAddress": [
                    "ContactName": "B Receiver", "Property": "2", "Street": "Second Road",
                    "Town": "Leeds", "Postcode": "LS1 1AA", "CountryIsoCode": "GBR",
                ],
            ]
        ],
    ]

    static let quote: JSONValue = [
        "CollectionAddress": ["Country": "GBR", "Postcode": "BL1 1AA"],
        "DeliveryAddress": ["Country": "GBR", "Postcode": "LS1 1AA"],
        "Parcels": [["Value": 25, "Weight": 1.5, "Length": 20, "Width": 15, "Height": 10]],
    ]

    static let collection: JSONValue = [
        "ServiceSlug": "courier-next-day", "CountryISO3Code": "GBR",
    ]

    static let trackingEvent: JSONValue = [
        "Stage": "InTransit", "Description": "Left the depot", "Location": "Bolton",
        "Timestamp": "2026-11-21T21:16:28.535Z",
    ]
}
