/// When a service may collect: working days, of which today is one until the cut-off.
package struct CollectionDays: Sendable {
    /// How many days ahead something can be ordered.
    package static let daysAhead: Int64 = 28

    private let card: RateCard
    private let service: CourierService
    private let today: CalendarDay
    private let isTooLateToday: Bool

    /// The days of a service.
    ///
    /// - Parameters:
    ///   - today: the day where the card's clocks are.
    ///   - minutes: the time of day there, in minutes after midnight.
    package init(
        of service: CourierService, on card: RateCard, today: CalendarDay, minutes: Int
    ) {
        self.card = card
        self.service = service
        self.today = today
        isTooLateToday = minutes >= service.cutOffMinutes
    }

    /// Every day that can be chosen, the first one first.
    package var all: [CalendarDay] {
        (0...Self.daysAhead).map { today.adding(days: $0) }.filter(isPossible)
    }

    /// The first day from `wanted` on; `nil` where none is near enough.
    package func first(from wanted: CalendarDay) -> CalendarDay? {
        let start = max(wanted, today)
        let days = today.adding(days: Self.daysAhead).number - start.number
        guard days >= 0 else { return nil }
        return (0...days).lazy.map { start.adding(days: $0) }.first(where: isPossible)
    }

    /// Whether it can be chosen.
    package func isPossible(_ day: CalendarDay) -> Bool {
        guard day > today || (day == today && !isTooLateToday),
            day <= today.adding(days: Self.daysAhead), !card.holidays.contains(day)
        else { return false }
        return day.weekday <= 5 || (day.weekday == 6 && worksOnSaturdays)
    }

    /// What a collection on that day costs more for a parcel, where that is an amount.
    package func surcharge(on day: CalendarDay) -> Money {
        guard day.weekday == 6 else { return .zero }
        return Money.sum(saturdays.map(\.amount)) ?? .zero
    }

    /// The day of delivery of what is collected on that day: Saturdays are none.
    package func delivery(collectedOn day: CalendarDay) -> CalendarDay {
        var day = day
        var left = service.deliveryDays
        while left > 0 {
            day = day.adding(days: 1)
            if day.weekday <= 5, !card.holidays.contains(day) { left -= 1 }
        }
        return day
    }

    /// Whether the card has a price for it.
    private var worksOnSaturdays: Bool { !saturdays.isEmpty }

    private var saturdays: [Surcharge] {
        card.surcharges.filter { surcharge in
            surcharge.basis == .saturday && surcharge.service == service.slug
        }
    }
}
