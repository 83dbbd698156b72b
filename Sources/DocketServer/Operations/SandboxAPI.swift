import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// The sandbox's own operations, without a token.
///
/// Source: contract, section 11.
struct SandboxAPI: Sendable {
    /// Moves the clock.
    let control: SandboxControl

    /// Every operation, for the table of routes; there are none outside the sandbox.
    var routes: [Route] {
        [
            Route(
                .get, "sandbox/clock", .anyone, .readClock, { call in clock(at: call.now) },
                isLimited: false),
            Route(.post, "sandbox/clock", .anyone, .advanceClock, advance, isLimited: false),
            Route(.post, "sandbox/reset", .anyone, .resetSandbox, reset, isLimited: false),
        ]
    }

    @Sendable private func reset(_ call: Call) async throws -> Answer {
        try await control.reset()
        return .empty(.noContent)
    }

    private func clock(at now: Timestamp) -> Answer {
        var writer = JSONWriter(capacity: 64)
        writer.beginObject()
        writer.key("now")
        writer.time(now)
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    @Sendable private func advance(_ call: Call) async throws -> Answer {
        var values = FieldReader()
        var seconds: JSONScalar = .null
        var reader = JSONReader(try await call.jsonBody())
        do {
            try reader.requireObject()
            try reader.object(JSONFields(["advanceSeconds"])) { (_, reader) throws(JSONError) in
                seconds = try reader.scalar()
            }
            try reader.end()
        } catch {
            throw RequestError.invalid([Fault(error)])
        }
        let number = values.int32(seconds, "advanceSeconds")
        guard let number, number > 0, values.faults.isEmpty else {
            values.note("advanceSeconds", "advanceSeconds must be a whole number above 0")
            throw RequestError.invalid(Array(values.faults.prefix(1)))
        }
        guard try await control.advance(seconds: Int64(number)) else {
            values.note("advanceSeconds", "the clock can't be moved further than the year 9000")
            throw RequestError.invalid(values.faults)
        }
        return clock(at: control.clock.now())
    }
}
