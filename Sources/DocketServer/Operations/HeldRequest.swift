import HTTPTypes
import NIOCore

/// A request that is not whole yet, and is kept from its handler until it is.
///
/// Nobody works for a body that may never come. One that is larger than `bytesMax` goes to its
/// handler piece by piece, so that it can be refused before it is all there.
struct HeldRequest {
    /// The largest body that is held back.
    static let bytesMax = 16 << 10

    let head: HTTPRequest
    /// What came of the body.
    private(set) var body = ByteBuffer()
    /// Whether `body` is part of a larger buffer.
    private var isSlice = false

    /// The beginning of a request; `nil` for one with a body that is too large to be held back.
    init?(_ head: HTTPRequest) {
        guard head.announcedBytes ?? 0 <= Self.bytesMax else { return nil }
        self.head = head
    }

    /// Keeps a piece of the body.
    ///
    /// - Returns: whether all of it is still small enough.
    mutating func append(_ bytes: ByteBuffer) -> Bool {
        if body.readableBytes == 0 {
            body = bytes
            isSlice = true
        } else {
            letGo()
            var bytes = bytes
            body.writeBuffer(&bytes)
        }
        return body.readableBytes <= Self.bytesMax
    }

    /// Lets go of the buffer that the connection was read into, which may be much larger than what
    /// is kept of it. A body that comes in one piece is not copied.
    mutating func letGo() {
        guard isSlice else { return }
        isSlice = false
        body = ByteBuffer(bytes: body.readableBytesView)
    }
}

extension HTTPRequest {
    /// The length of the body, where the header says it.
    fileprivate var announcedBytes: Int? {
        headerFields[.contentLength].flatMap { Int($0) }
    }

    /// Whether the body is not, or may not be, held back until it is whole.
    var mayBeLarge: Bool {
        headerFields.contains(.transferEncoding) || announcedBytes ?? 0 > HeldRequest.bytesMax
    }
}
