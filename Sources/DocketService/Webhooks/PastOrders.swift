import DocketCore
import DocketJSON
import DocketStore
import Synchronization

/// Orders as they were at their events. Those that were asked for last are remembered, since the
/// events of an order are asked for one after the other.
///
/// A class, since the calls of a run share it.
final class PastOrders: Sendable {
    /// An order's document at a version.
    private struct Place {
        let version: Int64
        let document: JSONValue
    }

    /// Orders that are remembered.
    private static let ordersMax = 64

    private let company: CompanyID
    private let database: any Database
    private let places = Mutex<[GUID: Place]>([:])

    init(of company: CompanyID, in database: any Database) {
        self.company = company
        self.database = database
    }

    /// The order at an event; `nil` where its history does not go back so far.
    func order(at event: OrderEvent) async throws -> Order? {
        let present = try await CompanyStore.order(event.orderID, of: company, true, in: database)
        if let present, present.version == event.version { return present }
        let known = places.withLock { $0[event.orderID] }.flatMap { place in
            place.version <= event.version ? place : nil
        }
        let events = try await database.all(
            CompanyStore.events(
                of: event.orderID, in: company, after: known?.version ?? 0,
                upTo: event.version))
        guard
            let document = History.replay(events.map(\.event), onto: known?.document)
        else { return nil }
        places.withLock { places in
            if places.count >= Self.ordersMax { places = [:] }
            places[event.orderID] = Place(version: event.version, document: document)
        }
        return OrderDocument.order(document)
    }
}
