import DocketCore
import DocketJSON

/// The keys in parentheses of a path.
enum PathKey: CaseIterable {
    case company, order, item, location, employee, customer, address, webhook, delivery, client
    case user

    /// An order that there is none of: who tries an operation out puts in one of their own.
    static let orderID = "01a1fff7-be0e-748a-8f8c-3e44d72fdae8"

    /// The key behind a segment of a route's path, such as `orders()`.
    init?(segment: Substring) {
        switch segment {
        case "companies()": self = .company
        case "orders()", "orderfull()": self = .order
        case "items()": self = .item
        case "locations()": self = .location
        case "employees()": self = .employee
        case "customers()", "customerfull()": self = .customer
        case "addresses()": self = .address
        case "webhooks()": self = .webhook
        case "deliveries()": self = .delivery
        case "clients()": self = .client
        case "users()": self = .user
        default: return nil
        }
    }

    /// The parameter.
    var parameter: ParameterDescription {
        ParameterDescription(name: name, .path, words, schema.example(example))
    }

    /// The parameter's name.
    var name: String {
        switch self {
        case .company: "companyId"
        case .order: "orderId"
        case .item: "itemId"
        case .location: "locationId"
        case .employee: "employeeId"
        case .customer: "customerId"
        case .address: "addressId"
        case .webhook: "webhookId"
        case .delivery: "deliveryId"
        case .client: "clientId"
        case .user: "userId"
        }
    }

    /// One that the sandbox has, where it has any.
    var example: JSONValue {
        switch self {
        case .company: 14146
        case .order: .string(Self.orderID)
        case .item: "01a1fff7-be0e-7b2f-9c41-5d0a6be0f3a1"
        case .location: 14202
        case .employee: 15
        case .customer: "659c2a38-d083-4421-9330-46d779702f85"
        case .address: "a08b0640-606a-41f0-901a-facaf50e75dd"
        case .webhook: "01a1fff7-bdf7-7bb3-8478-05719b802714"
        case .delivery: "01a1fff8-0c11-7d52-b0aa-1c2f4e6a8b90"
        case .client: "web-shop"
        case .user: "01a1fff9-2f0c-7e88-9d3b-7a5c1e0f2d44"
        }
    }

    private var words: String {
        switch self {
        case .company: "The number of the Company."
        case .order: "The Id of the order."
        case .item: "The Id of the item."
        case .location: "The Id of the Location."
        case .employee: "The Id of the Employee."
        case .customer: "The Id of the Customer."
        case .address: "The Id of the Address."
        case .webhook: "The Id of the webhook."
        case .delivery: "The Id of the delivery."
        case .client: "The Id of the client."
        case .user: "The Id of the user."
        }
    }

    private var schema: Schema {
        switch self {
        case .company, .location, .employee: Written.integer.with(["minimum": 1])
        case .order, .item, .customer, .address, .webhook, .delivery, .user: Sent.requiredGUID
        case .client:
            Schema("string", ["pattern": .string(ClientMember.idPattern)])
        }
    }
}
