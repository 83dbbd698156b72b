import DocketJSON

/// What the writers of one cycle sent and what was acknowledged, and the judge of what is there
/// after the crash.
struct KillHistory: Sendable {
    /// Items of each order that the writers send.
    static let itemsEach = 3

    /// Names of all orders that were sent, answered or not.
    var sent: Set<String> = []
    /// Orders whose 201 was read to its end, by id: the name.
    var created: [String: String] = [:]
    /// Ids of orders whose Process was answered with 201.
    var processed: Set<String> = []

    /// An order as the server shows it afterwards.
    struct Shown: Sendable {
        let id: String
        let name: String
        let state: String
        let items: Int

        init(id: String, name: String, state: String, items: Int) {
            self.id = id
            self.name = name
            self.state = state
            self.items = items
        }

        init(_ json: JSONValue) {
            id = json["Id"]?.text ?? ""
            name = json["Name"]?.text ?? ""
            state = json["State"]?.text ?? ""
            items = json["Items"]?.elements?.count ?? 0
        }
    }

    /// Takes over what another writer noted.
    mutating func merge(_ other: KillHistory) {
        sent.formUnion(other.sent)
        created.merge(other.created) { first, _ in first }
        processed.formUnion(other.processed)
    }

    /// Everything that is wrong with what is there: lost, doubled, half there, or never sent.
    func faults(_ shown: [Shown]) -> [String] {
        var faults: [String] = []
        var byID: [String: Shown] = [:]
        var names: Set<String> = []
        for order in shown {
            if byID.updateValue(order, forKey: order.id) != nil {
                faults.append("\(order.id) is there twice")
            }
            if !names.insert(order.name).inserted { faults.append("\(order.name) is doubled") }
            if !sent.contains(order.name) { faults.append("\(order.name) was never sent") }
            if order.items != Self.itemsEach {
                faults.append("\(order.name) has \(order.items) items: half there")
            }
        }
        for (id, name) in created {
            guard let order = byID[id] else {
                faults.append("\(name) was acknowledged and is lost")
                continue
            }
            if order.name != name { faults.append("\(name) is now \(order.name)") }
            if processed.contains(id), order.state != "Processed" {
                faults.append("\(name) was processed and is \(order.state)")
            }
        }
        return faults
    }
}
