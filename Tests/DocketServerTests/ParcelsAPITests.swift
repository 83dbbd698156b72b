import DocketCore
import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// The parcel API by its public door.
@Suite struct ParcelsAPITests {
    /// Makes the order of the documents.
    @discardableResult
    static func make(
        _ server: TestServer, _ items: [String] = [Parcels.item()],
        headers: [String: String] = [:], token: String = "sandbox-token"
    ) async throws -> TestServer.Reply {
        try await server.send(
            .post, "/api/orders", headers: headers, body: body(items), token: token)
    }

    static func body(_ items: [String]) -> String {
        """
        {"Items": [\(items.joined(separator: ", "))],
          "CustomerDetails": {"Email": "a@example.test", "Forename": "A", "Surname": "Sender"}}
        """
    }

    @Test func `the answer to an order has the shape and the prices of the documents`()
        async throws
    {
        try await TestServer.run { server in
            let made = try await Self.make(server)
            #expect(made.status == 200)
            let id = try #require(made["OrderId"]?.text)
            #expect(id.wholeMatch(of: /14146[0-9]{11}/) != nil)
            let payment = try #require(made["Links", "payment"]?.text)
            #expect(payment.contains(try Regex("/order/payment\\?id=\(id)&hash=[0-9a-f]{32}$")))
            #expect(
                made["Links", "PayWithPrePay"]?.text?.hasSuffix("/api/orders/\(id)/paywithprepay")
                    ?? false)
            #expect(made["TotalPrice"]?.numberText == "13.43")
            #expect(made["TotalVat"]?.numberText == "2.24")
            #expect(made["TotalPriceExVat"]?.numberText == "11.19")
            let line = made["OrderlineIdMap", 0]
            #expect(line?["ItemId"]?.text == Parcels.itemID)
            #expect(line?["OrderLineId"]?.text == "\(id)001")
            let hmac = try #require(line?["OrderLineIdHmac"]?.text)
            #expect(hmac.contains(try Regex("^\(id)001\\|[A-Za-z0-9+/]{43}=$")))
        }
    }

    @Test func `a parcel order is an order of the Orders API`() async throws {
        try await TestServer.run { server in
            let made = try await Self.make(server, [Parcels.item(), Parcels.item()])
            let id = try #require(made["OrderId"]?.text)
            let list = try await server.send(
                .get, "/v1/Companies(14146)/OrderFull?$filter=SourceId%20eq%20'\(id)'")
            let order = try #require(list[0])
            #expect(order["OrderTypeId"]?.numberText == "1")
            #expect(order["State"]?.text == "Created")
            #expect(order["Items"]?.elements?.count == 2)
            for place in 0..<2 {
                let item = order["Items"]?[place]
                #expect(item?["ItemTypeId"]?.asText == "4")
                #expect(item?["SellingPrice"]?.numberText == "13.43")
                #expect(item?["SKU"]?.text == "courier-next-day")
            }
            let customer = try #require(order["BillingCustomerId"]?.text)
            let found = try await server.send(.get, "/v1/Companies(14146)/Customers(\(customer))")
            #expect(found["FamilyName"]?.text == "Sender")
            // The next order of the same person is billed to the same customer.
            let other = try await Self.make(server)
            let otherID = other["OrderId"]?.text ?? ""
            let second = try await server.send(
                .get, "/v1/Companies(14146)/Orders?$filter=SourceId%20eq%20'\(otherID)'"
            )
            #expect(second[0]?["BillingCustomerId"]?.text == customer)
            try await server.send(.post, "/api/orders/\(id)/paywithprepay")
            let paid = try await server.send(
                .get, "/v1/Companies(14146)/Orders(\(order["Id"]?.text ?? ""))/Events")
            #expect(
                paid.json.elements?.map { $0["Type"]?.text } == ["order.created", "order.paid"])
        }
    }

    @Test func `numbers may be texts, and both spellings are taken`() async throws {
        try await TestServer.run { server in
            let item = Parcels.item()
                .replacing("\"CountryIsoCode\"", with: "\"country\"")
                .replacing("\"EstimatedValue\": 25", with: "\"VALUE\": \"25.00\"")
                .replacing("\"Weight\": 1.5", with: "\"Weight\": \" 1.50 \"")
                .replacing("\"Height\": 10", with: "\"height\": \"1e1\"")
                .replacing(
                    "\"Upsells\": []",
                    with:
                        #""Extras": [{"Type": "cover", "Values": {"Cover": "30"}}, "Sms"]"#
                )
                .replacing("\"Reference\"", with: "\"CustomerReference\"")
                .replacing("GBR", with: "gb")
            let made = try await Self.make(server, [item])
            #expect(made["TotalPriceExVat"]?.numberText == "12.39", "\(made.text)")
            let found = try await server.send(
                .get, "/api/orders?orderId=\(made["OrderId"]?.text ?? "")")
            #expect(found["Items", 0, "Reference"]?.text == "PO-118")
            #expect(
                found["Items", 0, "Breakdown"]?.elements?.map { $0["Description"]?.text } == [
                    "Parcel 1, up to 2 kg", "Cover to £50", "Messages by SMS",
                ])
        }
    }

    private static let faults: [(String, String, type: String, error: String)] = [
        (
            "\"Email\": \"a@example.test\",", "", "Address",
            "Collection Address: Please enter the email address"
        ),
        ("\"EstimatedValue\": 25, ", "", "Parcel", "Please enter a value for your parcel"),
        (
            "\"EstimatedValue\": 25, ", "\"EstimatedValue\": 0, ", "Parcel",
            "Please enter a value for your parcel"
        ),
        (
            "\"Service\": \"courier-next-day\",", "", "Service",
            "Please choose a service, such as one that a quote names"
        ),
        (
            "courier-next-day", "courier-next-dya", "Service",
            "There is no service courier-next-dya; did you mean courier-next-day?"
        ),
        (
            "\"Weight\": 1.5", "\"Weight\": 31", "Service",
            "A price could not be found for these specifications: parcel 1 is too heavy for "
        ),
        (
            "\"Weight\": 1.5", "\"Weight\": -1", "Parcel",
            "Please enter the weight of your parcel in kilograms, above 0 and up to 10000"
        ),
        (
            "\"Weight\": 1.5", "\"Weight\": \"heavy\"", "Parcel",
            "Parcel 1: The weight must be a number"
        ),
        ("\"LS1 1AA\",", "\"LS1 1AA\", \"Town\": null, \"x\": 1,", "Order", "Badly formatted json"),
        (
            "\"Leeds\", \"Postcode\": \"LS1 1AA\"", "\"Leeds\"", "Address",
            "Delivery Address: Please enter the postcode"
        ),
        (
            "\"CountryIsoCode\": \"GBR\", \"Spec", "\"CountryIsoCode\": \"XXX\", \"Spec", "Address",
            "Delivery Address: The country must be three letters of ISO 3166-1, such as GBR"
        ),
        (
            "2017-05-02T00:00:00", "2017-02-30", "CollectionDate",
            "The collection date must be a day such as "
        ),
        (
            "\"CollectionDate\": \"2017-05-02T00:00:00\", ", "", "CollectionDate",
            "Please choose a collection date"
        ),
        (
            "\"Upsells\": []", "\"Upsells\": [\"Luck\"]", "Upsell",
            "There is no upsell Luck; there are Cover,"
        ),
        (
            "\"Upsells\": []", "\"Upsells\": [\"PrintInStore\"]", "Upsell",
            "A price could not be found for these specifications: PrintInStore can't be had "
        ),
        (
            "PO-118", String(repeating: "x", count: 51), "Item",
            "The reference has more than 50 characters"
        ),
        (Parcels.itemID, "mine", "Item", "The Id of an item must be a GUID, not mine"),
    ]

    @Test(arguments: faults.indices)
    func `what is wrong is told in words that help`(index: Int) async throws {
        let (part, other, type, error) = Self.faults[index]
        try await TestServer.run { server in
            let item = Parcels.item().replacing(part, with: other)
            #expect(item != Parcels.item())
            for path in ["/api/orders", "/api/orders/verify"] {
                let reply = try await server.send(.post, path, body: Self.body([item]))
                let found = reply["Errors"]?.elements?.first {
                    $0["Error"]?.text?.hasPrefix(error) ?? false
                }
                #expect(found?["Type"]?.text == type, "\(path): \(reply.text)")
                if type != "Order" {
                    #expect(found?["ItemId"]?.text == (other == "mine" ? "mine" : Parcels.itemID))
                    #expect(reply.status == (path == "/api/orders" ? 400 : 200))
                }
            }
        }
    }

    @Test func `all that is wrong comes at once, each with its item`() async throws {
        try await TestServer.run { server in
            let other = "11111111-1bfa-4152-a8d7-0f0a5d9f602c"
            let items = [
                Parcels.item().replacing("\"Town\": \"Leeds\", ", with: ""),
                Parcels.item().replacing("Books", with: "").replacing(Parcels.itemID, with: other),
            ]
            let body = Self.body(items).replacing(
                "a@example.test\", \"Fore", with: "nobody\", \"Fore")
            let reply = try await server.send(.post, "/api/orders", body: body)
            #expect(reply.status == 400)
            let errors = (reply["Errors"]?.elements ?? []).map {
                "\($0["ItemId"]?.text ?? "-"): \($0["Error"]?.text ?? "")"
            }
            #expect(
                errors == [
                    "-: Customer: The email address must be one, such as a@example.com",
                    "\(Parcels.itemID): Delivery Address: Please enter the town",
                    "\(other): Please enter what is in your parcel",
                ])
        }
    }

    @Test func `what goes abroad is told to customs`() async throws {
        try await TestServer.run { server in
            let item = Parcels.item(service: "wren-worldwide").replacing(
                "\"CountryIsoCode\": \"GBR\", \"Spec", with: "\"CountryIsoCode\": \"USA\", \"Spec"
            ).replacing("\"OriginCountry\": \"GBR\"", with: "\"OriginCountry\": null")
            let needs = try await server.send(.post, "/api/customs", body: Self.body([item]))
            #expect(needs[Parcels.itemID, "RequiresCustomsDetails"] == .boolean(true))
            let refused = try await Self.make(server, [item])
            #expect(
                refused["Errors"]?.elements?.map { $0["Error"]?.text } == [
                    "Please supply the reason for exporting your parcel.",
                    "Please supply the VAT status of the sender.",
                    "Please supply the country of manufacture.",
                    "Please supply the contents of your parcel, one by one",
                ])
            let told = item.replacing(
                "\"OriginCountry\": null",
                with: "\"OriginCountry\": \"United Kingdom\", \"ExportReason\": \"Gift\", "
                    + "\"VatStatus\": \"Individual\""
            ).replacing(
                "\"Contents\": null",
                with: "\"Contents\": [{\"Description\": \"Book\", \"Quantity\": \"1\", "
                    + "\"EstimatedValue\": \"10\", \"OriginCountry\": \"France\"}]")
            let made = try await Self.make(server, [told])
            #expect(made.status == 200, "\(made.text)")
            #expect(made["TotalVat"]?.numberText == "0")
        }
    }

    @Test func `quotes come cheapest first, each with its sums`() async throws {
        try await TestServer.run { server in
            let body = """
                {"CollectionAddress": {"Country": "GBR", "Postcode": "BL1 1AA"},
                  "DeliveryAddress": {"Country": "GBR", "Postcode": "LS1 1AA"},
                  "Parcels": [{"Value": "25", "Weight": "1.5", "Length": 20, "Width": 15,
                    "Height": 10}], "Extras": ["Signature"]}
                """
            let reply = try await server.send(.post, "/api/quotes", body: body)
            let quotes = try #require(reply["Quotes"]?.elements)
            #expect(quotes.count == 9)
            let prices = quotes.compactMap { $0["TotalPrice"]?.numberText.flatMap(Double.init) }
            #expect(prices == prices.sorted())
            let next = quotes.first { $0["Service"]?["Slug"]?.text == "courier-next-day" }
            // 11.19 and 0.85, and a fifth of that.
            #expect(next?["TotalPriceExVat"]?.numberText == "12.04")
            #expect(next?["TotalVat"]?.numberText == "2.41")
            #expect(next?["TotalPrice"]?.numberText == "14.45")
            let one = try await server.send(
                .post, "/api/quotes",
                body: body.replacing("\"Extras\"", with: "\"Service\": \"wren-small\", \"Extras\""))
            #expect(one["Errors", 0, "Type"]?.text == "Service")
        }
    }

    @Test func `a retry under a key makes one order, a dry run none`() async throws {
        try await TestServer.run { server in
            let key = ["Idempotency-Key": "\"parcel-1\""]
            let first = try await Self.make(server, headers: key)
            let again = try await Self.make(server, headers: key)
            #expect(again.text == first.text)
            #expect(again.headers["Idempotent-Replayed"] == "true")
            let tried = try await Self.make(server, headers: ["Prefer": "dry-run"])
            let id = try #require(tried["OrderId"]?.text)
            let count = try await server.send(.get, "/v1/Companies(14146)/Orders/$count")
            #expect(count.text == "1")
            #expect(try await server.send(.get, "/api/orders?orderId=\(id)").status == 404)
        }
    }

    @Test func `an expired order can't be paid, nor one that was cancelled`() async throws {
        try await TestServer.run { server in
            let id = try await Self.make(server)["OrderId"]?.text ?? ""
            try await server.advance(seconds: 73 * 3600)
            let late = try await server.send(.post, "/api/orders/\(id)/paywithprepay")
            #expect(late.status == 409)
            #expect(late["Errors", 0, "Error"]?.text?.hasPrefix("The order has expired") ?? false)
            #expect(try await server.send(.get, "/api/prepay").text == "100")
        }
    }

    @Test func `with too little money the answer names the balance`() async throws {
        try await TestServer.run { server in
            let company = ["Docket-Company": "1"]
            let id = try await Self.make(server, headers: company)["OrderId"]?.text ?? ""
            let reply = try await server.send(
                .post, "/api/orders/\(id)/paywithprepay", headers: company)
            #expect(reply.status == 400)
            #expect(reply["Errors", 0, "Name"]?.text == "Balance")
            #expect(
                reply["Errors", 0, "Description"]?.text
                    == "Your prepay balance of £0.00 is below the price of £13.43")
        }
    }

    @Test func `a delivery completes the order once all shipments are there`() async throws {
        try await TestServer.run { server in
            let made = try await Self.make(server, [Parcels.item(), Parcels.item()])
            let id = try #require(made["OrderId"]?.text)
            try await server.send(.post, "/api/orders/\(id)/paywithprepay")
            for (line, state) in [("001", "Processed"), ("002", "Completed")] {
                let told = try await server.send(
                    .post, "/api/tracking/\(id)\(line)",
                    body: #"{"Stage": "Delivered", "Location": "Leeds"}"#)
                #expect(told["Number"]?.numberText == "2")
                let found = try await server.send(.get, "/api/orders?orderId=\(id)")
                #expect(found["State"]?.text == state)
            }
            let results = try await server.send(.get, "/api/tracking/\(id)002")
            #expect(
                results["Results"]?.elements?.map { $0["Stage"]?.text } == ["Delivered", "Booked"])
        }
    }

    @Test func `countries are those of ISO 3166, and services those of the card`() async throws {
        try await TestServer.run { server in
            let countries = try await server.send(.get, "/api/countries")
            #expect(countries.json.elements?.count == 249)
            let britain = countries.json.elements?.first { $0["Iso3Code"]?.text == "GBR" }
            #expect(britain?["Iso2Code"]?.text == "GB")
            #expect(britain?["RequiresCustoms"] == .boolean(false))
            let services = try await server.send(.get, "/api/services")
            #expect((services.json.elements?.count ?? 0) >= 12)
            let dates = try await server.send(
                .post, "/api/collectiondates", body: #"{"ServiceSlug": "tarn-shop"}"#)
            let days = (dates["CollectionDates"]?.elements ?? []).compactMap {
                $0["CollectionDate"]?.text.flatMap { CalendarDay($0) }
            }
            #expect(days.count > 15)
            #expect(days.allSatisfy { $0.weekday <= 5 })
        }
    }
}
