/// How long a person, or an address, waits after wrong passwords: no time at first, then twice as
/// long after each, so that nobody guesses much and nobody is kept out for long.
///
/// Source: contract, section 7; ASVS 5.0, 6.3.1.
package struct SignInDelay: Sendable, Equatable {
    /// Whom it is about.
    package enum Subject: Sendable, CaseIterable {
        /// A name, whether or not there is such a user.
        case account
        /// Where the browser is.
        case address

        /// Wrong passwords that cost nothing: people mistype, and a whole office may share an
        /// address.
        var freeFailures: Int {
            switch self {
            case .account: 5
            case .address: 100
            }
        }
    }

    /// The longest wait, in seconds.
    package static let secondsMax: Int64 = 300
    /// After so many seconds without a wrong password, all are forgotten.
    package static let memorySeconds: Int64 = 24 * 3600

    /// Wrong passwords since the last right one.
    package let failures: Int
    /// When the last of them was.
    package let lastAt: Timestamp

    /// What is known.
    package init(failures: Int, lastAt: Timestamp) {
        self.failures = failures
        self.lastAt = lastAt
    }

    /// How many seconds to wait from `now` on; 0 for none.
    package func seconds(of subject: Subject, at now: Timestamp) -> Int64 {
        let excess = failures - subject.freeFailures
        guard excess >= 0, isRemembered(at: now) else { return 0 }
        let wait = excess >= 9 ? Self.secondsMax : min(Self.secondsMax, 1 << excess)
        let left = lastAt.adding(seconds: wait).microseconds - now.microseconds
        return left <= 0 ? 0 : (left + 999_999) / 1_000_000
    }

    /// Whether it still counts.
    package func isRemembered(at now: Timestamp) -> Bool {
        now < lastAt.adding(seconds: Self.memorySeconds)
    }
}
