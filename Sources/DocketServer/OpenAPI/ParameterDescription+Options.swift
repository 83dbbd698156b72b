import DocketCore
import DocketJSON
import DocketService

// The query options, in the words of docs/api/queries.md. Names are taken in any letter case, and
// those of OData without `$` too.

extension ParameterDescription {
    /// Which of a list come.
    ///
    /// - Parameter noun: what is listed, in small letters.
    static func filter(_ noun: String, _ example: JSONValue) -> ParameterDescription {
        option("filter", of: noun, "Those that meet a condition.", example)
    }

    /// What is searched for.
    static let search = option("search", "Those that have words in their texts.", "battery")
    /// In which order.
    static let orderBy = option(
        "orderby", "Another order: keys, each with `asc` or `desc`.", "Id desc")
    /// Which members.
    static let select = option("select", "Only these members; `*` is all of them.", "Id")
    /// What is written inside.
    ///
    /// - Parameter list: the member, such as `Items`.
    static func expand(_ list: String) -> ParameterDescription {
        option(
            "expand", of: list.lowercased(),
            "What lies inside as a list, with options of its own in parentheses.",
            .string("\(list)($top=1)"))
    }
    /// How many at most.
    static let top = ParameterDescription(
        "top", name: "$top", .query, "The first n.", wholeNumber.example(10))
    /// How many are passed over.
    static let skip = ParameterDescription(
        "skip", name: "$skip", .query, "All but the first n.", wholeNumber.example(0))
    /// Whether the count is wanted.
    static let count = ParameterDescription(
        "count", name: "$count", .query,
        "Whether `OData-Count` says how many the list has, pages aside.",
        Written.flag.example(true))
    /// Where to go on.
    static let skipToken = ParameterDescription(
        "skiptoken", name: "$skiptoken", .query,
        "Where to go on: what `Link` of the page before has here, and good for the same list only.",
        Schema("string", ["minLength": 1]))

    /// The form of a list.
    static let listFormat = format("list-format", ["json", "csv", "ndjson"])
    /// The form of one thing.
    static let oneFormat = format("format", ["json"])
    /// The form of the model.
    static let modelFormat = format("model-format", ["xml", "json"])

    /// A moment in an order's life.
    static let asOf = ParameterDescription(
        name: "asOf", .query, "The order as it was: at a Version, or at an instant.",
        Sent.moment.example("1"))

    private static func option(
        _ name: String, of noun: String? = nil, _ words: String, _ example: JSONValue
    ) -> ParameterDescription {
        // The limit is one of bytes, and so no less in characters.
        let most = JSONValue.number("\(QueryLimits.textBytesMax)")
        return ParameterDescription(
            noun.map { "\(name)-\($0)" } ?? name, name: "$\(name)", .query, words,
            Schema("string", ["minLength": 1, "maxLength": most]).example(example))
    }

    private static func format(_ key: String, _ names: [String]) -> ParameterDescription {
        ParameterDescription(
            key, name: "$format", .query,
            "The form of the answer, before what `Accept` says: a short name or a media type.",
            Schema.any([Written.name(names), Schema("string", ["pattern": .string(mediaType)])])
                .example("json"))
    }

    /// A media type with parameters, as RFC 9110 writes it; those have no quotes here.
    private static let mediaType =
        "^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(; *[A-Za-z0-9._-]+=[A-Za-z0-9._-]+)*$"
    private static let wholeNumber = Written.integer.with(["minimum": 0])
}

// MARK: - Pages

extension ParameterDescription {
    /// Where a page of events begins.
    static let afterEvent = ParameterDescription(
        "after-event", name: "after", .query,
        "The Sequence behind which they begin; 0 where it is absent.",
        Written.longInteger.with(["minimum": 0]).example(0))
    /// How many events a page has.
    static let topEvents = pageSize("top-events", upTo: History.pageMax)

    /// Where a page of clients begins.
    static let afterClient = ParameterDescription(
        "after-client", name: "after", .query, "The Id behind which they begin.",
        Schema("string", ["pattern": .string(ClientMember.idPattern)]).example("sandbox"))
    /// Where a page of users begins.
    static let afterUser = ParameterDescription(
        "after-user", name: "after", .query, "The Id behind which they begin.",
        Sent.requiredGUID.example(PathKey.user.example))
    /// How many clients or users a page has.
    static let topPeople = pageSize("top-people", upTo: CompanyClients.pageMax)

    /// How far deliveries must have come.
    static let deliveryState = ParameterDescription(
        "delivery-state", name: "state", .query, "Only those that have come so far.",
        Written.name(Delivery.State.allCases.map(\.name)).example("Parked"))
    /// Where a page of deliveries begins.
    static let beforeDelivery = ParameterDescription(
        "before-delivery", name: "before", .query,
        "Only those that were made before the delivery of this Id.",
        Sent.requiredGUID.example(PathKey.delivery.example))
    /// How many deliveries a page has.
    static let topDeliveries = pageSize("top-deliveries", upTo: Webhooks.deliveriesMax)

    private static func pageSize(_ key: String, upTo most: Int) -> ParameterDescription {
        ParameterDescription(
            key, name: "$top", .query, "How many at most; \(most) where it is absent.",
            Written.integer.with(["minimum": 1, "maximum": .number("\(most)")]).example(2))
    }
}
