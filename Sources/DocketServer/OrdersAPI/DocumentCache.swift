import DocketCore
import NIOCore
import Synchronization

/// Orders as they went out last, in bounded memory. A document is used only where the store says
/// that the order's Version is still the same, so one that somebody else has changed, on whatever
/// server, is never shown (docs/decisions/0008-document-cache.md).
///
/// A class, since all requests share it.
final class DocumentCache: Sendable {
    /// Which document of which order.
    struct Key: Hashable, Sendable {
        let company: CompanyID
        let id: GUID
        let withItems: Bool
    }

    /// A document and the Version of the order that it shows.
    struct Document: Sendable {
        let version: Int64
        let body: ByteBuffer
    }

    /// Two generations: when the young one is full it becomes the old one, and the old one goes.
    private struct Generations {
        var young: [Key: Document] = [:]
        var old: [Key: Document] = [:]
        var youngBytes = 0
    }

    /// Bytes of a generation.
    private static let generationBytesMax = 8 << 20
    /// Bytes of the largest document that is kept.
    private static let documentBytesMax = 64 << 10
    private let generations = Mutex(Generations())

    /// The document that was kept last; what is larger than `documentBytesMax` is not.
    subscript(_ key: Key) -> Document? {
        get {
            generations.withLock { $0.young[key] ?? $0.old[key] }
        }
        set {
            guard let newValue, newValue.body.readableBytes <= Self.documentBytesMax else { return }
            generations.withLock { generations in
                generations.youngBytes += newValue.body.readableBytes + 128
                if generations.youngBytes > Self.generationBytesMax {
                    generations.old = generations.young
                    generations.young = [:]
                    generations.youngBytes = newValue.body.readableBytes + 128
                }
                generations.young[key] = newValue
            }
        }
    }
}
