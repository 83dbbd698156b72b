import DocketCore
import HTTPTypes
import NIOCore
import Synchronization

/// A request and its answer, as a connection sees them go by.
struct Exchange: Sendable {
    /// `nil` for what came and was no request.
    let method: HTTPRequest.Method?
    /// When its header was there.
    let beganAt: NIODeadline
    /// Of its body.
    var receivedBytes = 0
    /// `nil` until the answer has begun.
    var status: Int?
    /// Of the answer's body.
    var sentBytes = 0
    /// Whether the connection ended before the answer did.
    var isAborted = false
    /// What was found out about it; `nil` where it was refused before.
    var note: RequestNote?
    /// Its id where there is no note.
    var requestID: String?
}

/// What is found out about a request while it is worked on, for whoever sees its answer off.
struct RequestNote: Sendable {
    let route: RouteFigures
    /// The company that it is about.
    let company: CompanyID?
    /// Who sent it; `nil` where no good token came with it.
    let principal: Principal?
    let mark: RequestMark
}

/// The notes of a connection's requests on their way from those who work on them to
/// `TrafficHandler`, in the order of the requests, which is also that of their answers.
///
/// A class: both have the same one.
final class RequestNotes: Sendable {
    /// Those of the connection that the task works for.
    @TaskLocal static var current: RequestNotes?

    private let notes = Mutex<[RequestNote]>([])

    /// Notes what was found out about the next request.
    func add(_ note: RequestNote) {
        notes.withLock { $0.append(note) }
    }

    /// What was noted of the request that was not answered yet for the longest time; `nil` where
    /// nothing was.
    func take() -> RequestNote? {
        notes.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
