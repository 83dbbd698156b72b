import DocketJSON
import HTTPTypes

extension OperationDescription {
    static let checkLive = health("checkLive", "Tells whether the server is running", "live")
    static let checkReady = health(
        "checkReady", "Tells whether the server can read and write", "ready")

    private static func health(
        _ id: String, _ summary: String, _ word: String
    ) -> OperationDescription {
        OperationDescription(
            id, .server, summary,
            answers: [
                .ok(
                    "It is.",
                    .object([
                        .init("status", Written.name([word]), "That it is.", .string(word))
                    ]))
            ])
    }

    static let readClock = OperationDescription(
        "readClock", .sandbox, "Reads the clock",
        answers: [.ok("The time.", NamedSchema.clock.reference)])

    static let advanceClock = OperationDescription(
        "advanceClock", .sandbox, "Moves the clock forward", "It stays so over a restart.",
        body: .json(.clockAdvance, Examples.clock),
        answers: [.ok("The time.", NamedSchema.clock.reference)])

    static let resetSandbox = OperationDescription(
        "resetSandbox", .sandbox, "Starts the sandbox afresh", "Its clock, too.",
        answers: [.nothing("It is new.")])
}

extension NamedSchema {
    fileprivate static let clock = NamedSchema(
        "Clock", .object([.time("now", "The time of the server's clock.")]))

    fileprivate static let clockAdvance = NamedSchema(
        "ClockAdvance",
        .object([
            .init("advanceSeconds", Sent.requiredInteger(1 ... .max), "By how many seconds.", 60)
        ]))
}
