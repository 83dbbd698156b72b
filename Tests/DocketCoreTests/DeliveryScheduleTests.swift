import DocketCore
import Testing

@Suite struct DeliveryScheduleTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)

    private static func seconds(
        after tries: Int, share: Double = 0, asked: Int64? = nil
    ) -> Double? {
        DeliverySchedule.next(after: tries, at: now, share: share, asked: asked)
            .map { Double($0.microseconds - now.microseconds) / 1_000_000 }
    }

    @Test func `the pauses are the published ones`() {
        #expect(
            DeliverySchedule.pauses == [
                0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
            ])
        // 75 hours, 35 minutes and 5 seconds.
        #expect(DeliverySchedule.pauses.reduce(0, +) == 272_105)
    }

    @Test(arguments: DeliverySchedule.pauses.indices)
    func `after each failure there is its pause, and a tenth more at most`(tries: Int) throws {
        let pause = Double(DeliverySchedule.pauses[tries])
        #expect(Self.seconds(after: tries) == pause)
        for share in [0, 0.25, 0.5, 0.999, 1] {
            let wait = try #require(Self.seconds(after: tries, share: share))
            #expect(wait >= pause)
            #expect(wait <= pause * 1.1 + 0.001)
        }
        let latest = try #require(Self.seconds(after: tries, share: 1))
        #expect(abs(latest - pause * 1.1) < 0.01)
    }

    @Test(arguments: [10, 11, 1000])
    func `after ten tries there is none`(tries: Int) {
        #expect(Self.seconds(after: tries) == nil)
        #expect(Self.seconds(after: tries, asked: 60) == nil)
    }

    @Test(
        arguments: [
            (1, nil, 5), (1, 0, 5), (1, -100, 5), (1, 4, 5), (1, 5, 5), (1, 6, 6), (1, 120, 120),
            (3, 120, 1800), (3, 1801, 1801), (2, 86_400, 86_400), (2, 86_401, 86_400),
            (1, .max, 86_400), (9, .max, 86_400),
        ] as [(Int, Int64?, Double)])
    func `what the receiver asks for is kept to, if it is longer, up to a day`(
        tries: Int, asked: Int64?, wait: Double
    ) {
        #expect(Self.seconds(after: tries, asked: asked) == wait)
    }
}

@Suite struct CircuitBreakerTests {
    private static let start = Timestamp(microseconds: 1_700_000_000_000_000)
    private static let most = 8

    /// One that has opened at `start`.
    private static var opened: CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failuresMax { breaker.failed(at: start, asked: nil) }
        return breaker
    }

    private static func limit(_ breaker: CircuitBreaker, after seconds: Int64) -> Int {
        breaker.limit(most, at: start.adding(seconds: seconds))
    }

    @Test func `a few failures change nothing`() {
        var breaker = CircuitBreaker()
        #expect(Self.limit(breaker, after: 0) == Self.most)
        for _ in 1..<CircuitBreaker.failuresMax {
            breaker.failed(at: Self.start, asked: nil)
            #expect(Self.limit(breaker, after: 0) == Self.most)
        }
    }

    @Test func `after five in a row nothing is sent for half a minute, then one trial`() {
        let breaker = Self.opened
        #expect(Self.limit(breaker, after: 0) == 0)
        #expect(Self.limit(breaker, after: 29) == 0)
        #expect(Self.limit(breaker, after: 30) == 1)
        #expect(Self.limit(breaker, after: 10_000) == 1)
    }

    @Test func `a trial that fails doubles the pause, up to five minutes`() {
        var breaker = Self.opened
        var now: Int64 = 30
        for pause in [60, 120, 240, 300, 300, 300, 300, 300, 300, 300, 300] as [Int64] {
            breaker.failed(at: Self.start.adding(seconds: now), asked: nil)
            #expect(Self.limit(breaker, after: now + pause - 1) == 0, "\(pause)")
            #expect(Self.limit(breaker, after: now + pause) == 1, "\(pause)")
            now += pause
        }
    }

    @Test func `a trial that succeeds lets all through, and the count begins anew`() {
        var breaker = Self.opened
        breaker.succeeded()
        #expect(Self.limit(breaker, after: 30) == Self.most)
        let later = Self.start.adding(seconds: 31)
        for _ in 1..<CircuitBreaker.failuresMax { breaker.failed(at: later, asked: nil) }
        #expect(Self.limit(breaker, after: 31) == Self.most)
        breaker.failed(at: later, asked: nil)
        #expect(Self.limit(breaker, after: 31) == 0)
    }

    @Test func `successes between failures keep it closed`() {
        var breaker = CircuitBreaker()
        for _ in 0..<20 {
            breaker.failed(at: Self.start, asked: nil)
            breaker.succeeded()
        }
        #expect(Self.limit(breaker, after: 0) == Self.most)
    }

    @Test(arguments: [(120, 120), (1, 1), (300, 300), (100_000, 300), (.max, 300)])
    func `who asks to be spared is spared, up to five minutes`(asked: Int64, pause: Int64) {
        var breaker = CircuitBreaker()
        breaker.failed(at: Self.start, asked: asked)
        #expect(Self.limit(breaker, after: pause - 1) == 0)
        #expect(Self.limit(breaker, after: pause) == Self.most)
    }

    @Test func `what is asked for shortens no pause`() {
        var breaker = Self.opened
        breaker.failed(at: Self.start.adding(seconds: 30), asked: 1)
        #expect(Self.limit(breaker, after: 89) == 0)
        var spared = CircuitBreaker()
        spared.failed(at: Self.start, asked: 250)
        spared.failed(at: Self.start, asked: nil)
        #expect(Self.limit(spared, after: 249) == 0)
    }
}
