import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// A customer of the sandbox who pays with a browser, of which little is needed.
final class Shopper {
    private let server: ServerProcess
    private var cookies: [String: String] = [:]

    init(_ server: ServerProcess) { self.server = server }

    /// An order of the parcel API.
    static let order = """
        {"Items": [{"Id": "06364749-1bfa-4152-a8d7-0f0a5d9f602c", "Service": "courier-next-day",
          "CollectionDate": "2017-05-02T00:00:00",
          "CollectionAddress": {"ContactName": "A Sender", "Email": "a@example.test",
            "Phone": "01000000000", "Property": "1", "Street": "First Road", "Town": "Bolton",
            "Postcode": "BL1 1AA", "CountryIsoCode": "GBR"},
          "Parcels": [{"Height": 10, "Length": 20, "Width": 15, "Weight": 1.5,
            "EstimatedValue": 25, "ContentsSummary": "Books",
            "DeliveryAddress": {"ContactName": "B Receiver", "Property": "2",
              "Street": "Second Road", "Town": "Leeds", "Postcode": "LS1 1AA",
              "CountryIsoCode": "GBR"}}]}],
          "CustomerDetails": {"Email": "a@example.test", "Forename": "A", "Surname": "Sender"}}
        """

    /// Makes an order.
    ///
    /// - Returns: its number, the reference of its line, and path and query of its page.
    static func order(
        at server: ServerProcess
    ) async throws -> (id: String, line: String, page: String) {
        let made = try await EndToEnd.send(to: server, "POST", "/api/orders", order)
        try #require(made.status == 200, "\(made.text)")
        let page = made.json["Links"]?["payment"]?.text ?? ""
        return (
            made.json["OrderId"]?.text ?? "",
            made.json["OrderlineIdMap"]?.elements?.first?["OrderLineIdHmac"]?.text ?? "",
            path(of: page)
        )
    }

    /// Path and query of an address, whatever name the server goes by in it.
    static func path(of address: String) -> String {
        String(address.trimmingPrefix(/http:\/\/[^\/]*/))
    }

    /// Goes to a page.
    func get(_ path: String) async throws -> RawAnswer {
        try await send("GET", path, nil)
    }

    /// Presses the button to pay by card.
    func payByCard(at page: String) async throws -> RawAnswer {
        let text = try await get(page).text
        let csrf = text.firstMatch(of: /name="csrf" value="([^"]+)"/)?.1 ?? ""
        return try await send("POST", page, "csrf=\(csrf)&with=card")
    }

    private func send(_ method: String, _ path: String, _ form: String?) async throws -> RawAnswer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
        if !cookies.isEmpty {
            let pairs = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            text += "Cookie: \(pairs)\r\n"
        }
        if let form {
            text +=
                "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: \(form.utf8.count)\r\n"
        }
        let request = text + "\r\n" + (form ?? "")
        let answer = try await RawConnection.talk(to: server.port) { connection throws in
            connection.send(request)
            return try connection.answer()
        }
        for field in answer.fields where field.name == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return answer
    }
}
