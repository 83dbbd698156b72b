#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard output and error, written to at once. What can't be written is dropped: a server goes
/// on when nobody reads its log.
enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes all bytes.
    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                #if canImport(Glibc)
                    let count = Glibc.write(
                        rawValue, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #else
                    let count = Darwin.write(
                        rawValue, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #endif
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Writes a text.
    func write(_ text: String) { write(Array(text.utf8)) }
}
