import CLibPQ
import DocketStore

/// Why PostgreSQL did not do what it was asked.
///
/// Decided by SQLSTATE (PostgreSQL manual, appendix A), never by the name of a constraint, which
/// Citus does not pass on. The server's detail line holds whole rows, so it is not kept.
struct PostgresError: Error {
    /// Five characters; empty where the connection itself failed.
    let state: String
    /// The first line of what the server said.
    let message: String
    /// Which of the statements that were sent together failed; -1 where none was sent.
    var index = 0
    /// Whether the connection is of no use any more.
    var isLost = false

    /// What a failed result says.
    init(_ result: OpaquePointer?) {
        state = Self.field("C", of: result) ?? ""
        message = Self.field("M", of: result) ?? "the connection was lost"
    }

    /// A field by its letter (PostgreSQL manual, section 55.8).
    private static func field(_ letter: Unicode.Scalar, of result: OpaquePointer?) -> String? {
        PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }

    /// A failure of the connection itself.
    init(lost message: String) {
        state = ""
        self.message = message
        isLost = true
    }

    /// A statement whose values do not fit: a fault of the program (SQLSTATE 07000, dynamic SQL
    /// error).
    init(misuse message: String, state: String = "07000") {
        self.state = state
        self.message = message
    }

    /// A COMMIT that went through with a warning (SQLSTATE class 01): it may not be where the
    /// operator wants every commit to be.
    static func warned(at index: Int) -> PostgresError {
        var error = PostgresError(misuse: "the server warned at COMMIT", state: "01000")
        error.index = index
        return error
    }

    /// Whether the same transaction may succeed when it is run again: a serialization failure, a
    /// deadlock, a lock that was waited for too long.
    var mayBeRetried: Bool { ["40001", "40P01", "55P03"].contains(state) }

    /// Whether a COMMIT that failed so may have happened all the same. Citus reports whatever
    /// fails there as XX000.
    var leavesCommitUnknown: Bool {
        isLost || ["08", "01"].contains(state.prefix(2)) || state.hasPrefix("57P")
            || state == "XX000"
    }

    /// Whether the statement was stopped, which its time limit does, or an operator
    /// (query_canceled).
    var isStopped: Bool { state == "57014" }

    /// Whether the server has no way to do it (feature_not_supported).
    var isUnsupported: Bool { state == "0A000" }

    /// What the store makes of it.
    var sqlError: SQLError {
        let detail = state.isEmpty ? message : "\(message) (\(state))"
        if isLost || mayBeRetried { return .unavailable(detail: detail) }
        return switch state.prefix(2) {
        case _ where state == "23505": .conflict
        // A limit of the program: the stack, columns, arguments.
        case "54": .tooComplex
        case "22", "23": .constraint(detail: detail)
        // Connections, resources, an operator's hand, the disk, a server that only reads.
        case "08", "53", "57", "58", "25", "XX": .unavailable(detail: detail)
        default: .misuse(detail: detail)
        }
    }
}
