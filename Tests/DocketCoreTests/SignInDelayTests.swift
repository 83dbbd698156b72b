import DocketCore
import Testing

/// How long wrong passwords make people wait.
@Suite struct SignInDelayTests {
    private static let start = Timestamp(microseconds: 1_800_000_000_000_000)

    @Test(arguments: [
        (0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (12, 128), (13, 256), (14, 300), (1000, 300),
    ])
    func `an account waits twice as long after each wrong password`(failures: Int, seconds: Int64) {
        let delay = SignInDelay(failures: failures, lastAt: Self.start)
        #expect(delay.seconds(of: .account, at: Self.start) == seconds)
    }

    @Test(arguments: [(99, 0), (100, 1), (101, 2)])
    func `an address may mistype more often`(failures: Int, seconds: Int64) {
        let delay = SignInDelay(failures: failures, lastAt: Self.start)
        #expect(delay.seconds(of: .address, at: Self.start) == seconds)
    }

    @Test func `the wait gets shorter, and ends`() {
        let delay = SignInDelay(failures: 8, lastAt: Self.start)
        #expect(delay.seconds(of: .account, at: Self.start.adding(seconds: 3)) == 5)
        #expect(delay.seconds(of: .account, at: Self.start.adding(seconds: 8)) == 0)
    }

    @Test func `a day later nothing is remembered`() {
        let delay = SignInDelay(failures: 8, lastAt: Self.start)
        #expect(delay.isRemembered(at: Self.start.adding(seconds: 86_399)))
        #expect(!delay.isRemembered(at: Self.start.adding(seconds: 86_400)))
    }
}
