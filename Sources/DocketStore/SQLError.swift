/// Why the database did not do what it was asked.
package enum SQLError: Error, Sendable, Equatable {
    /// A key that is taken.
    case conflict
    /// Another rule of the schema.
    case constraint(detail: String)
    /// Too many writers wait; nothing was done.
    case overloaded
    /// A query that stands too deep in itself, or has too many parts, for the database to read.
    case tooComplex
    /// A query that a distributed database has no way to work out.
    case unsupported(detail: String)
    /// A query that was stopped after the time that it may take.
    case tookTooLong
    /// The disk is full or failing, the file is locked, the server can't be reached, or the
    /// database is being closed. What was asked did not happen.
    case unavailable(detail: String)
    /// The connection was lost while a commit was under way: it happened whole, or not at all.
    case outcomeUnknown
    /// A statement that the database does not take: a fault of the program.
    case misuse(detail: String)
}

/// Why a database is not served.
package enum DatabaseRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file is something else; it was not touched.
    case notADocketDatabase(path: String)
    /// A later program made or migrated it.
    case newerSchema(found: Int64, known: Int64)
    /// An earlier program made it, and it is not to be migrated by the way.
    case olderSchema(found: Int64, known: Int64)
    /// `--sandbox` on a database with other people's data.
    case notASandbox
    /// There is a file already where one is to be made.
    case exists(path: String)
    /// There is no database.
    case absent(path: String)
    /// The file can't be opened.
    case unreadable(path: String, detail: String)
    /// Pages of the file are not as they were written.
    case damaged(path: String, detail: String)
    /// Another server, this process, has the file.
    case served(path: String, process: String)
    /// There is no server at the URL, or it turns us away.
    case unreachable(detail: String)
    /// It was to become a copy of another, which was not finished.
    case unfinishedCopy
    /// The server's database is not one that Docket can work with.
    case unfit(detail: String)

    /// One line for the person at the terminal.
    package var description: String {
        switch self {
        case .notADocketDatabase(let path):
            "\(path) is not a Docket database; it was left as it is"
        case .newerSchema(let found, let known):
            "the database has schema \(found), this program knows \(known): use a newer docket"
        case .olderSchema(let found, let known):
            "the database has schema \(found), this program wants \(known): run `docket migrate`, "
                + "or use the docket that serves it"
        case .notASandbox:
            "--sandbox refuses a database that was not made by --sandbox"
        case .unreadable(let path, let detail):
            "can't open \(path): \(detail)"
        case .exists(let path):
            "there is a file at \(path); it was left as it is"
        case .absent(let path):
            "there is no database at \(path)"
        case .damaged(let path, let detail):
            "\(path) is damaged: \(detail); `docket check` tells more, `docket restore` makes "
                + "a new one from a backup"
        case .served(let path, let process):
            "another server has \(path) (process \(process))"
        case .unreachable(let detail):
            "can't connect to the database: \(detail)"
        case .unfinishedCopy:
            "the database is an unfinished copy of another: empty it and run `docket migrate` again"
        case .unfit(let detail):
            "the database can't be used: \(detail)"
        }
    }
}
