import Foundation

/// Reads a password from the terminal without showing it, or from standard input.
enum PasswordPrompt {
    /// The password: twice the same at a terminal, else the first line of standard input.
    ///
    /// - Throws: `CommandRefusal` where there is none, or the two differ.
    static func read() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine() else {
                throw CommandRefusal(
                    description: "no --password, and none on standard input")
            }
            return line
        }
        let password = try ask("Password: ")
        guard try ask("Again: ") == password else {
            throw CommandRefusal(description: "the two passwords differ")
        }
        return password
    }

    private static func ask(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine() else {
            throw CommandRefusal(description: "no password was given")
        }
        return line
    }
}
