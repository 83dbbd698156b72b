package import DocketJSON
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A socket that sends what no HTTP client would, and sees every byte that comes back. It blocks
/// its thread: see `talk`.
///
/// A class, since it is the socket's identity.
package final class RawConnection {
    /// Why there is no answer.
    package enum Failure: Error, Sendable, Equatable {
        /// Nobody listens.
        case refused
        /// The other side closed the connection before the answer's end.
        case closed
        /// Nothing came in time.
        case timedOut
        /// What came is no HTTP.
        case malformed(String)
    }

    private let descriptor: Int32
    private var received: [UInt8] = []
    private var isAtEnd = false

    /// Connects to a port of this machine.
    ///
    /// - Throws: `Failure.refused`.
    package init(port: Int) throws {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // What was thrown away is closed by `deinit`. Closed twice it would be somebody else's.
        guard result == 0 else { throw Failure.refused }
        var isOn: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Runs `body` with a connection, on a thread of its own.
    package static func talk<Value: Sendable>(
        to port: Int, _ body: @escaping @Sendable (RawConnection) throws -> Value
    ) async throws -> Value {
        try await OwnThread.run { try body(try RawConnection(port: port)) }
    }

    // MARK: - Sending

    /// Sends all bytes, as far as the other side takes them.
    ///
    /// - Returns: whether it took all.
    @discardableResult
    package func send(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            guard wait(for: Int16(POLLOUT), seconds: 300) else { return false }
            let count = bytes[sent...].withUnsafeBytes {
                #if canImport(Glibc)
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                #else
                    Darwin.send(descriptor, $0.baseAddress, $0.count, 0)
                #endif
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends a text.
    @discardableResult
    package func send(_ text: String) -> Bool { send(text.utf8) }

    /// Says that nothing more is sent; answers still come.
    package func finishSending() {
        #if canImport(Glibc)
            shutdown(descriptor, Int32(SHUT_WR))
        #else
            shutdown(descriptor, SHUT_WR)
        #endif
    }

    // MARK: - Receiving

    /// Reads one answer.
    ///
    /// - Parameters:
    ///   - isHead: whether it answers a HEAD, and so has no body.
    ///   - seconds: how long it may take; by itself so long that only a server that hangs takes
    ///     longer, on whatever machine.
    /// - Throws: `Failure`.
    package func answer(isHead: Bool = false, seconds: Double = 300) throws -> RawAnswer {
        let end = Date(timeIntervalSinceNow: seconds)
        while true {
            let answer = try next(isHead: isHead, before: end)
            // 100 Continue and the like come before the answer itself.
            if answer.status / 100 != 1 { return answer }
        }
    }

    /// Whether a client that asked to be told may go on with its body: 100 Continue comes next, and
    /// not an answer.
    package func mayContinue() throws -> Bool {
        try next(isHead: false, before: Date(timeIntervalSinceNow: 300)).status == 100
    }

    /// The status of the next answer, as soon as it begins to come; the answer is still to be read.
    package func comingStatus() throws -> Int {
        let end = Date(timeIntervalSinceNow: 300)
        while !received.contains(UInt8(ascii: "\n")) {
            if isAtEnd { throw Failure.closed }
            try receive(before: end)
        }
        let line = received.prefix { $0 != UInt8(ascii: "\r") }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else {
            throw Failure.malformed(String(decoding: line, as: UTF8.self))
        }
        return status
    }

    private func next(isHead: Bool, before end: Date) throws -> RawAnswer {
        while true {
            if let (answer, length) = try RawAnswer.parse(
                received, isHead: isHead, isAtEnd: isAtEnd)
            {
                received.removeFirst(length)
                return answer
            }
            if isAtEnd { throw Failure.closed }
            try receive(before: end)
        }
    }

    /// All answers that come until the other side closes, or is silent for `seconds`.
    package func answers(seconds: Double) -> [RawAnswer] {
        var answers: [RawAnswer] = []
        while let answer = try? answer(seconds: seconds) { answers.append(answer) }
        return answers
    }

    /// All answers that come until the other side closes.
    ///
    /// - Throws: `Failure.timedOut` where it does not close within five minutes; `.malformed`.
    package func allAnswers() throws -> [RawAnswer] {
        var answers: [RawAnswer] = []
        while true {
            do {
                answers.append(try answer())
            } catch Failure.closed {
                return answers
            }
        }
    }

    /// Whether the other side closes the connection, without another byte, within `seconds`.
    package func isClosed(within seconds: Double) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while received.isEmpty {
            if isAtEnd { return true }
            guard (try? receive(before: end)) != nil else { return false }
        }
        return false
    }

    /// Whether the other side closes the connection without another byte, and sooner than a server
    /// closes one that is idle, which is after 15 s.
    package var isClosedAtOnce: Bool { isClosed(within: 10) }

    /// Bytes that have come and were not read as part of an answer.
    package var rest: [UInt8] { received }

    private func receive(before end: Date) throws {
        guard wait(for: Int16(POLLIN), seconds: end.timeIntervalSinceNow) else {
            throw Failure.timedOut
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            received += buffer[..<count]
        } else {
            isAtEnd = true
        }
    }

    private func wait(for event: Int16, seconds: Double) -> Bool {
        var request = pollfd(fd: descriptor, events: event, revents: 0)
        return poll(&request, 1, Int32(max(0, seconds) * 1000)) > 0
    }
}

/// An answer as it came over the wire.
package struct RawAnswer: Sendable {
    /// The status.
    package let status: Int
    /// The header fields, names in lower case.
    package let fields: [(name: String, value: String)]
    /// The body, without its framing.
    package let body: [UInt8]

    /// The first field of that name.
    package subscript(_ name: String) -> String? {
        fields.first { $0.name == name.lowercased() }?.value
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; `.null` where it is none.
    package var json: JSONValue { (try? JSONValue(body)) ?? .null }

    /// Reads an answer off the front of what came.
    ///
    /// - Returns: the answer and how many bytes it took; `nil` where more must come.
    static func parse(
        _ bytes: [UInt8], isHead: Bool, isAtEnd: Bool
    ) throws -> (RawAnswer, Int)? {
        guard let headerEnd = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let header = String(decoding: bytes[..<headerEnd.lowerBound], as: UTF8.self)
        let lines = header.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw RawConnection.Failure.malformed(lines[0])
        }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                name: parts[0].lowercased(),
                value: (parts.last ?? "").trimmingCharacters(in: .whitespaces)
            )
        }
        func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        let start = headerEnd.upperBound
        let isBodiless = isHead || status / 100 == 1 || status == 204 || status == 304
        if isBodiless {
            return (RawAnswer(status: status, fields: fields, body: []), start)
        }
        if field("transfer-encoding")?.lowercased() == "chunked" {
            guard let (body, end) = try chunks(bytes, from: start) else { return nil }
            return (RawAnswer(status: status, fields: fields, body: body), end)
        }
        if let length = field("content-length").flatMap({ Int($0) }) {
            guard bytes.count >= start + length else { return nil }
            let body = Array(bytes[start..<start + length])
            return (RawAnswer(status: status, fields: fields, body: body), start + length)
        }
        guard isAtEnd else { return nil }
        return (
            RawAnswer(status: status, fields: fields, body: Array(bytes[start...])), bytes.count
        )
    }

    private static func chunks(_ bytes: [UInt8], from start: Int) throws -> ([UInt8], Int)? {
        var body: [UInt8] = []
        var position = start
        while true {
            guard let lineEnd = bytes[position...].firstRange(of: [13, 10]) else { return nil }
            let line = String(decoding: bytes[position..<lineEnd.lowerBound], as: UTF8.self)
            guard let size = Int(line, radix: 16) else {
                throw RawConnection.Failure.malformed(line)
            }
            let end = lineEnd.upperBound + size + 2
            guard bytes.count >= end else { return nil }
            body += bytes[lineEnd.upperBound..<lineEnd.upperBound + size]
            position = end
            if size == 0 { return (body, position) }
        }
    }
}
