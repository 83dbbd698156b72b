#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's random numbers, fetched 32 at a time: an order with its items needs some ten, and
/// each would be a system call of its own with `SystemRandomNumberGenerator`.
package struct SecureRandom: RandomNumberGenerator {
    private var words: [UInt64] = []

    /// A generator, with nothing fetched yet.
    package init() {}

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        if let word = words.popLast() { return word }
        words = [UInt64](repeating: 0, count: 32)
        // 256 bytes are the most that one call gives.
        let code = words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) }
        precondition(code == 0, "the system has no random numbers")
        return words.removeLast()
    }
}
