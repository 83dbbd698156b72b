#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many files, connections among them, the process may have open.
enum OpenFiles {
    /// What the process needs beside its clients' connections: databases, logs, outgoing calls.
    static let reserve = 256

    /// Raises the limit as far as the system lets every process, which for old programs' sake is
    /// not where it begins.
    ///
    /// - Returns: the limit.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return assumed }
        var wanted = limit
        wanted.rlim_cur = limit.rlim_max
        if setrlimit(resource, &wanted) == 0 { limit = wanted }
        return Int(clamping: limit.rlim_cur)
    }

    /// What POSIX systems allow at least, as a rule.
    private static let assumed = 1024

    #if canImport(Glibc)
        private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let resource = RLIMIT_NOFILE
    #endif
}
