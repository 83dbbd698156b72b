#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the system says of the process: nothing where there is no `/proc`.
enum ProcessFigures {
    /// By the names of `MetricCatalogue.process`.
    static func current() -> [String: Double] {
        var figures: [String: Double] = [:]
        // The name of the program, in parentheses, may have spaces in it.
        if let stat = text(of: "/proc/self/stat"), let end = stat.lastIndex(of: ")") {
            let fields = stat[end...].split(separator: " ").dropFirst()
            let numbers = fields.map { Double($0) ?? 0 }
            if numbers.count > 21 {
                figures["process_cpu_seconds_total"] = (numbers[11] + numbers[12]) / ticks
                figures["process_virtual_memory_bytes"] = numbers[20]
                figures["process_resident_memory_bytes"] = numbers[21] * pageBytes
                figures["process_start_time_seconds"] = bootedAt.map { $0 + numbers[19] / ticks }
            }
        }
        figures["process_open_fds"] = openFiles
        figures["process_max_fds"] = openFilesMax
        return figures
    }

    /// In which the system counts time, a second.
    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    private static let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))

    /// When the machine was started, in seconds since 1970.
    private static let bootedAt: Double? = text(of: "/proc/stat")?.split(separator: "\n")
        .first { $0.hasPrefix("btime ") }?.split(separator: " ").last.flatMap { Double($0) }

    private static var openFiles: Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0.0
        while readdir(folder) != nil { count += 1 }
        // Itself, its parent, and the folder that is being read.
        return max(0, count - 3)
    }

    private static var openFilesMax: Double? {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? Double(limit.rlim_cur) : nil
    }

    /// A file of the kernel's, which does not say how long it is.
    private static func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(file, &piece, piece.count)
            if count <= 0 { return count < 0 ? nil : String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }
}
