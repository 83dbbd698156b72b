import Synchronization

/// What a closure finds that has to give back something else.
///
/// A class, since the closure and who waits for it share it.
final class Box<Value: Sendable>: Sendable {
    private let kept = Mutex<Value?>(nil)

    /// `nil` until it is found.
    var value: Value? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
