extension RateCard {
    /// The tables of the card that a sandbox begins with: three couriers that nobody ever met, in
    /// four zones, from the United Kingdom. With it, the example of the documents comes out: 11.19
    /// and 2.24 of VAT are 13.43.
    ///
    /// Source of the example: seed 004.
    package static let sandboxTables: RateTables = [
        .services: rows(sandboxServices),
        .zones: [
            ["UK", "United Kingdom", "20", "No"],
            ["UK-REMOTE", "Highlands, islands and Northern Ireland", "20", "No"],
            ["EU", "European Union", "0", "Yes"],
            ["WORLD", "Rest of the world", "0", "Yes"],
        ],
        .places: [
            ["UK", "GBR", ""],
            ["UK-REMOTE", "GBR", "AB31-38 BT HS IM IV1-63 KA27-28 KW PA20-78 PH17-50 TR21-25 ZE"],
            ["WORLD", "*", ""],
        ] + europeanUnion.split(separator: " ").map { ["EU", String($0), ""] },
        .bands: sandboxBands.split(separator: "\n").flatMap(bands),
        .surcharges: [
            ["tarn-large", "*", "over 1.5 m long", "LongestSide", "150", "8.50", ""],
            ["*", "UK", "heavier than 25 kg", "Weight", "25", "4", ""],
            ["*", "UK-REMOTE", "over 3 m along and round", "Girth", "300", "", "25"],
            ["courier-next-day", "*", "collected on a Saturday", "Saturday", "", "6", ""],
            ["courier-two-day", "*", "collected on a Saturday", "Saturday", "", "4.50", ""],
            ["courier-worldwide", "*", "fuel", "Always", "", "", "12.5"],
        ],
        .extras: [
            ["*", "Cover", "50", "1"], ["*", "Cover", "100", "1.80"],
            ["*", "Cover", "250", "3.60"], ["*", "Cover", "500", "6.40"],
            ["*", "Cover", "1000", "11.90"], ["*", "ExtendedBaseCover", "100", "1.50"],
            ["*", "Signature", "", "0.85"], ["*", "Sms", "", "0.20"],
            ["courier-next-day", "DeliveryGuarantee", "", "1.25"],
            ["courier-next-day-noon", "DeliveryGuarantee", "", "1.75"],
            ["courier-worldwide", "DeliveryGuarantee", "", "4"],
            ["tarn-shop", "PrintInStore", "", "0.50"],
            ["wren-tracked", "PrintInStore", "", "0.60"],
            ["courier-europe", "DeliveredDutyPaid", "", "6"],
            ["courier-worldwide", "DeliveredDutyPaid", "", "8.50"],
        ],
        .holidays: sandboxHolidays.split(whereSeparator: \.isWhitespace).map { [String($0)] },
    ]

    private static func rows(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The bands of a line such as `courier-next-day UK 1 10.49 2 11.19`.
    private static func bands(_ line: Substring) -> [[String]] {
        let words = line.split(separator: " ").map(String.init)
        return stride(from: 2, to: words.count - 1, by: 2).map { place in
            [words[0], words[1], words[place], words[place + 1]]
        }
    }

    private static let sandboxServices = """
        courier-next-day|Courier Next Day|pennine|Pennine Parcels|Collection|Door|Fast|1|16:00|GBR\
        |120|60|60|30|5000|50|Yes|Collected from your door and delivered the next working day.
        courier-next-day-noon|Courier Next Day by Noon|pennine|Pennine Parcels|Collection|Door|Fast\
        |1|15:00|GBR|120|60|60|30|5000|50|Yes|Collected from your door and delivered by noon.
        courier-two-day|Courier Two Day|pennine|Pennine Parcels|Collection|Door|Medium|2|17:00|GBR\
        |120|60|60|30|5000|20|Yes|Collected from your door, delivered within two working days.
        courier-europe|Courier Europe|pennine|Pennine Parcels|Collection|Door|Medium|3|15:00|GBR\
        |120|60|60|30|5000|50|Yes|By road to the whole European Union.
        courier-worldwide|Courier Worldwide|pennine|Pennine Parcels|Collection|Door|Fast|3|14:00\
        |GBR|120|80|80|50|5000|100|Yes|Flown to nearly every country.
        tarn-economy|Tarn Economy|tarn|Tarn Carriers|Collection|Door|Slow|4|18:00|GBR\
        |100|50|50|20||20|Yes|The cheapest way from door to door.
        tarn-large|Tarn Large|tarn|Tarn Carriers|Collection|Door|Medium|3|14:00|GBR\
        |240|120|120|70|4000|50|Yes|For what is too large for the others.
        tarn-shop|Tarn Shop to Door|tarn|Tarn Carriers|Shop|Door|Medium|3|17:30|GBR\
        |80|50|50|15||20|No|Bring it to a shop, where the label is printed.
        tarn-shop-to-shop|Tarn Shop to Shop|tarn|Tarn Carriers|Shop|Shop|Slow|3|17:30|GBR\
        |60|50|50|10||20|No|From one shop to another, to be fetched there.
        tarn-europe|Tarn Europe|tarn|Tarn Carriers|Shop|Door|Slow|7|17:00|GBR\
        |80|50|50|20||20|Yes|From any shop, a week to the European Union.
        wren-small|Wren Small Post|wren|Wren Post|Shop|Door|Slow|3|17:00|GBR\
        |35|25|2.5|0.75||20|Yes|For what goes through a letter box.
        wren-tracked|Wren Tracked|wren|Wren Post|Shop|Door|Medium|2|17:00|GBR\
        |61|46|46|20||75|Yes|From any post shop, tracked all the way.
        wren-locker|Wren Locker|wren|Wren Post|Locker|Door|Medium|2|20:00|GBR\
        |64|41|38|15||50|No|Leave it in a locker at any hour.
        wren-worldwide|Wren Worldwide|wren|Wren Post|Shop|Door|Slow|10|16:00|GBR\
        |60|30|30|10||50|Yes|By post to every country there is.
        """

    private static let europeanUnion = """
        AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT \
        ROU SVK SVN ESP SWE
        """

    /// Service, zone, and then kilograms and pounds in turn.
    private static let sandboxBands = """
        courier-next-day UK 1 10.49 2 11.19 5 12.49 10 14.99 20 19.99 30 27.49
        courier-next-day UK-REMOTE 2 17.99 5 19.49 10 23.99 20 31.49 30 42.99
        courier-next-day-noon UK 2 15.29 5 16.99 10 19.49 20 25.99 30 34.99
        courier-two-day UK 2 7.49 5 8.29 10 9.99 20 13.49 30 18.99
        courier-two-day UK-REMOTE 2 12.49 5 13.99 10 16.99 20 22.49 30 29.99
        courier-europe EU 2 18.49 5 22.99 10 29.99 20 41.49 30 54.99
        courier-worldwide EU 1 27.99 5 38.49 10 52.99 30 98.99 50 159.99
        courier-worldwide WORLD 1 34.99 5 61.49 10 98.99 30 214.99 50 349.99
        tarn-economy UK 2 4.59 5 5.49 10 6.99 20 9.49
        tarn-economy UK-REMOTE 2 9.99 5 11.49 10 14.49 20 18.99
        tarn-large UK 10 16.99 20 21.49 30 26.99 50 39.99 70 54.49
        tarn-large UK-REMOTE 10 29.99 30 46.99 70 89.99
        tarn-shop UK 1 2.89 2 3.39 5 4.79 10 5.99 15 7.49
        tarn-shop UK-REMOTE 2 6.49 5 7.99 15 11.99
        tarn-shop-to-shop UK 1 1.99 5 2.99 10 4.49
        tarn-europe EU 1 8.99 2 10.49 5 13.99 10 18.49 20 27.99
        wren-small UK 0.1 1.65 0.25 1.99 0.75 2.49
        wren-small UK-REMOTE 0.1 1.65 0.25 1.99 0.75 2.49
        wren-tracked UK 1 3.35 2 3.69 5 5.19 10 6.79 20 10.99
        wren-tracked UK-REMOTE 1 3.35 2 3.69 5 5.19 10 6.79 20 10.99
        wren-locker UK 1 2.69 5 4.39 15 6.89
        wren-worldwide EU 0.25 6.49 1 9.79 2 12.49 5 21.99 10 33.49
        wren-worldwide WORLD 0.25 7.99 1 14.49 2 19.99 5 38.99 10 62.99
        """

    /// England's, as the package `holidays` 0.109 of PyPI has them.
    private static let sandboxHolidays = """
        2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
        2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
        2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
        2029-01-01 2029-03-30 2029-04-02 2029-05-07 2029-05-28 2029-08-27 2029-12-25 2029-12-26
        2030-01-01 2030-04-19 2030-04-22 2030-05-06 2030-05-27 2030-08-26 2030-12-25 2030-12-26
        """
}
