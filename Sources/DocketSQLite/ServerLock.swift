package import DocketStore
import Foundation

/// The right to serve a database file: one server has it at a time, since it alone is to write.
///
/// Kept by a lock on a file of its own beside the database, `PATH-serve`. The system gives it back
/// when the process ends, however that comes. Commands such as `docket export` need it not.
package final class ServerLock: Sendable {
    private let path: String
    private let descriptor: Int32

    /// Takes the lock of the database at `path`.
    ///
    /// - Throws: `DatabaseRefusal.served` where another server has it, `.unreadable`.
    package init(path: String) throws(DatabaseRefusal) {
        self.path = "\(path)-serve"
        while true {
            let descriptor = open(self.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw .unreadable(path: path, detail: "\(self.path) can't be written")
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let process = Self.text(of: descriptor)
                close(descriptor)
                throw .served(path: path, process: process)
            }
            if Self.isFile(descriptor, at: self.path) {
                self.descriptor = descriptor
                break
            }
            // It was just taken away by one that could not serve after all.
            close(descriptor)
        }
        // For whoever is refused; the lock holds without it.
        let text = "\(ProcessInfo.processInfo.processIdentifier)\n"
        _ = ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, text.utf8.count, 0) }
    }

    /// Gives the lock back.
    deinit {
        close(descriptor)
    }

    /// Takes its file away, so that all there is lies in the database's own. What a killed server
    /// leaves locks nothing.
    package func removeFile() {
        unlink(path)
    }

    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var (mine, there) = (stat(), stat())
        return fstat(descriptor, &mine) == 0 && stat(path, &there) == 0
            && mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
    }

    private static func text(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(count, 0)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "?" : String(decoding: digits, as: UTF8.self)
    }
}
