import Foundation
import Synchronization

/// How far a long command is, on a terminal: one line on standard error, drawn over itself. Where
/// standard error is no terminal, only messages are written.
///
/// A class, since it is the one line of the terminal.
final class ProgressBar: Sendable {
    /// How often it is drawn at most: more than that nobody sees.
    private static let interval = Duration.milliseconds(100)
    /// Characters of the bar itself.
    private static let width = 30

    private struct State {
        var drawnAt: ContinuousClock.Instant?
        var isVisible = false
    }

    private let total: Int
    private let isTerminal: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// A bar that is full at `total`.
    init(total: Int, isTerminal: Bool = isatty(STDERR_FILENO) == 1) {
        self.total = max(total, 1)
        self.isTerminal = isTerminal
    }

    /// Draws it.
    ///
    /// - Parameters:
    ///   - done: how much of the total is done.
    ///   - words: what stands beside it.
    func update(_ done: Int, _ words: @autoclosure () -> String) {
        guard isTerminal else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if let drawnAt = state.drawnAt, now - drawnAt < Self.interval { return }
            state.drawnAt = now
            state.isVisible = true
            Self.write("\r\u{1B}[K\(line(done, words(), after: now - start))")
        }
    }

    /// Writes a line above it.
    func message(_ text: String) {
        state.withLock { state in
            Self.write((state.isVisible ? "\r\u{1B}[K" : "") + text + "\n")
            state.isVisible = false
        }
    }

    /// Takes it away.
    func finish() {
        state.withLock { state in
            if state.isVisible { Self.write("\r\u{1B}[K") }
            state.isVisible = false
        }
    }

    /// `[#########---------------------]  30%  1200 lines, 4 s left`
    private func line(_ done: Int, _ words: String, after elapsed: Duration) -> String {
        let share = min(Double(done) / Double(total), 1)
        let filled = Int(share * Double(Self.width))
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: "-", count: Self.width - filled)
        let percent = Int(share * 100)
        let padding = String(repeating: " ", count: percent < 10 ? 2 : percent < 100 ? 1 : 0)
        var line = "[\(bar)] \(padding)\(percent)%  \(words)"
        let seconds = Double(elapsed.components.seconds)
        if seconds >= 1, share > 0 {
            line += ", \(Int(seconds / share * (1 - share)) + 1) s left"
        }
        return line
    }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
