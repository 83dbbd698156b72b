package import DocketJSON
import DocketService
package import Logging

extension JSONWriter {
    /// The beginning of a line of the log, up to what the event tells of itself.
    ///
    /// - Parameters:
    ///   - level: how urgent it is.
    ///   - label: who says it.
    ///   - message: what happened.
    package init(logLine level: Logger.Level, label: String, _ message: String) {
        self.init(capacity: 512)
        beginObject()
        key("time")
        time(Self.clock.now())
        key("level")
        string(level.rawValue)
        key("label")
        string(label)
        key("message")
        string(message)
    }

    private static let clock = WallClock()
}
