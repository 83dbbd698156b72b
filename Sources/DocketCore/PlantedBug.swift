#if DEBUG
    import Synchronization

    /// A bug that the torture harness plants to see that it is found: `DOCKET_PLANT` names it. None
    /// of this is in a release build. Tests/Torture/planted.md says what each does, and which
    /// harness finds it.
    package enum PlantedBug: String, Sendable, CaseIterable {
        case synchronousNormal = "synchronous-normal"
        case answerBeforeCommit = "answer-before-commit"
        case keyAfterEffect = "key-after-effect"
        case keyNotFenced = "key-not-fenced"
        case eventOutsideTransaction = "event-outside-transaction"
        case balanceOutsideTransaction = "balance-outside-transaction"
        case ifMatchOutsideTransaction = "if-match-outside-transaction"
        case neAsSQLNe = "ne-as-sql-ne"
        case likeUnescaped = "like-unescaped"
        case versionNotBumped = "version-not-bumped"
        case expiryByStartClock = "expiry-by-start-clock"
        case webhookMarkedBeforeSent = "webhook-marked-before-sent"
        case webhookRetryNewID = "webhook-retry-new-id"
        case sseSkipsOnResume = "sse-skips-on-resume"
        case fsyncRetried = "fsync-retried"
        case moneyInDouble = "money-in-double"
        case paymentNotIdempotent = "payment-not-idempotent"

        private static let planted = Mutex<PlantedBug?>(nil)
        private static let start = Mutex<Timestamp?>(nil)

        /// How long planted bugs that are about time leave it to go wrong, in milliseconds.
        package static let milliseconds: Int64 = 5

        /// Plants the bug of that name.
        ///
        /// - Returns: whether there is one.
        package static func plant(_ name: String) -> Bool {
            let bug = PlantedBug(rawValue: name)
            planted.withLock { $0 = bug }
            return bug != nil
        }

        /// Whether it is this one that is planted.
        package var isPlanted: Bool { Self.planted.withLock { $0 == self } }

        /// The first instant that was asked about.
        static func start(_ now: Timestamp) -> Timestamp {
            start.withLock { start in
                let first = start ?? now
                start = first
                return first
            }
        }
    }
#endif
