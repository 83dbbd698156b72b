import CLibPQ
import DocketStore
import Foundation

/// A connection in libpq's pipeline mode: what is sent together costs one round trip. Each hot
/// statement is prepared once; values and columns go in PostgreSQL's binary form.
///
/// Used by one thread at a time; its calls wait for the server.
final class PostgresConnection {
    /// A statement that the server knows by name, with the types of its values.
    private struct Prepared {
        /// Kept, since it is known by its identity.
        let statement: SQLStatement
        let name: String
        let types: [UInt32]
    }

    private let handle: OpaquePointer?
    /// Set by libpq when the server warns.
    private let hasWarned: UnsafeMutablePointer<Bool>
    private var prepared: [ObjectIdentifier: Prepared] = [:]
    private var isBroken = false

    /// Connects.
    ///
    /// - Throws: an error that is `isLost` where there is no server, or it turns us away.
    init(_ settings: PostgresSettings) throws(PostgresError) {
        handle = Self.connect(settings.url)
        hasWarned = .allocate(capacity: 1)
        hasWarned.initialize(to: false)
        PQsetNoticeReceiver(
            handle,
            { hasWarned, _ in hasWarned?.assumingMemoryBound(to: Bool.self).pointee = true },
            hasWarned)
        guard PQstatus(handle) == CONNECTION_OK else { throw lost() }
        try execute(
            """
            SET statement_timeout = \(settings.statementTimeoutSeconds * 1000);
            SET lock_timeout = \(PostgresSettings.lockTimeoutMilliseconds);
            SET idle_in_transaction_session_timeout = 60000;
            SET TimeZone = 'UTC';
            SET client_min_messages = 'warning';
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') = 'off'
            """)
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    }

    deinit {
        PQfinish(handle)
        hasWarned.deallocate()
    }

    /// Whether the server has warned since this was asked last. At a COMMIT it does where somebody
    /// has cut short its waiting for a standby, and it commits all the same.
    func takeWarning() -> Bool {
        defer { hasWarned.pointee = false }
        return hasWarned.pointee
    }

    /// Whether the connection can be used.
    var isAlive: Bool { !isBroken && PQstatus(handle) == CONNECTION_OK }

    /// Whether the server has hung up while nothing was asked of it.
    var wasHungUp: Bool {
        guard isAlive else { return true }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        // First what it said last may be there, then the end.
        for _ in 0..<4 where poll(&descriptor, 1, 0) > 0 {
            if PQconsumeInput(handle) == 0 { return true }
        }
        return !isAlive
    }

    /// Whether a transaction is open, failed or not.
    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// A connection to the server of a URL, good or not.
    static func connect(_ url: String) -> OpaquePointer? {
        // The URL stands for `dbname` and is laid over what stands before it.
        let parameters = [
            ("fallback_application_name", "docket"),
            ("connect_timeout", "\(PostgresSettings.connectTimeoutSeconds)"),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"), ("client_encoding", "UTF8"), ("dbname", url),
        ]
        let words = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { (words + values).forEach { free($0) } }
        let handle = (words.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { words in
            (values.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { values in
                PQconnectdbParams(words.baseAddress, values.baseAddress, 1)
            }
        }
        // libpq would write what the server says to standard error, where the log goes.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        return handle
    }

    /// Whether libpq understands a URL.
    static func canRead(_ url: String) -> Bool {
        let options = PQconninfoParse(url, nil)
        defer { PQconninfoFree(options) }
        return options != nil
    }

    /// Runs statements without values outside of pipeline mode.
    private func execute(_ text: String) throws(PostgresError) {
        let result = PQexec(handle, text)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw failure(result, at: 0)
        }
    }

    // MARK: - Statements

    /// Runs statements in one round trip, as one transaction unless one is open.
    ///
    /// - Returns: what the last came to.
    /// - Throws: why the first that failed did; those behind it were not run.
    @discardableResult
    func run(_ statements: [PostgresRequest]) throws(PostgresError) -> PostgresResult? {
        var last: PostgresResult?
        for result in try runEach(statements) { last = try result.get() }
        return last
    }

    /// Runs statements in one round trip, as one transaction unless one is open.
    ///
    /// - Returns: what each came to, up to the first that failed.
    /// - Throws: an error that is `isLost` where the connection was lost; `index` is the first
    ///   statement that was not answered.
    func runEach(
        _ statements: [PostgresRequest]
    ) throws(PostgresError) -> [Result<PostgresResult, PostgresError>] {
        let known = try prepare(statements)
        for (index, request) in statements.enumerated() {
            try send(request, as: known[index], index: index)
        }
        return try collect(statements.count)
    }

    private func send(
        _ request: PostgresRequest, as prepared: Prepared, index: Int
    ) throws(PostgresError) {
        let parameters: PostgresParameters
        do {
            parameters = try PostgresParameters(request, as: prepared.types)
        } catch {
            // What was sent before it must be answered before anything else.
            _ = try collect(index)
            var misuse = PostgresError(misuse: "\(error): \(request.sql.text.prefix(200))")
            misuse.index = index
            throw misuse
        }
        let isSent = parameters.withPointers { values, lengths, count in
            PostgresFormats.withBinary(count) { formats in
                PQsendQueryPrepared(handle, prepared.name, count, values, lengths, formats, 1)
            }
        }
        guard isSent == 1 else { throw lost(at: 0) }
    }

    /// Ends what was sent and takes the answers to all of it.
    private func collect(
        _ count: Int
    ) throws(PostgresError) -> [Result<PostgresResult, PostgresError>] {
        guard PQpipelineSync(handle) == 1 else { throw lost(at: 0) }
        var results: [Result<PostgresResult, PostgresError>] = []
        results.reserveCapacity(count)
        var hasFailed = false
        for index in 0..<count {
            guard let result = PQgetResult(handle) else { throw lost(at: index) }
            let status = PQresultStatus(result)
            if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK {
                results.append(.success(PostgresResult(result)))
            } else {
                let error = failure(result, at: index)
                PQclear(result)
                if error.isLost { throw error }
                if !hasFailed { results.append(.failure(error)) }
                hasFailed = true
            }
            // Behind each statement's result there is a nil.
            while let extra = PQgetResult(handle) { PQclear(extra) }
        }
        guard let end = PQgetResult(handle) else { throw lost(at: count) }
        PQclear(end)
        guard isAlive else { throw lost(at: count) }
        return results
    }

    // MARK: - Preparing

    /// Sees to it that the server knows each of the statements.
    private func prepare(_ statements: [PostgresRequest]) throws(PostgresError) -> [Prepared] {
        var all: [Prepared] = []
        all.reserveCapacity(statements.count)
        for (index, request) in statements.enumerated() {
            switch request.sql.source {
            case .prepared(let statement):
                if let known = prepared[ObjectIdentifier(statement)] {
                    all.append(known)
                } else {
                    let new = try prepare(
                        statement, name: "s\(prepared.count)", index: index)
                    prepared[ObjectIdentifier(statement)] = new
                    all.append(new)
                }
            case .built(let text):
                // The statement without a name is the next one's: a list has one at most.
                all.append(try prepare(SQLStatement(text), name: "", index: index))
            }
        }
        return all
    }

    private func prepare(
        _ statement: SQLStatement, name: String, index: Int
    ) throws(PostgresError) -> Prepared {
        guard PQsendPrepare(handle, name, statement.text, 0, nil) == 1,
            PQsendDescribePrepared(handle, name) == 1
        else { throw lost(at: -1) }
        var types: [UInt32] = []
        var failed: PostgresError?
        guard PQpipelineSync(handle) == 1 else { throw lost(at: -1) }
        for _ in 0..<2 {
            guard let result = PQgetResult(handle) else { throw lost(at: -1) }
            if PQresultStatus(result) == PGRES_COMMAND_OK {
                types = (0..<PQnparams(result)).map { PQparamtype(result, $0) }
            } else if failed == nil {
                failed = failure(result, at: index)
            }
            PQclear(result)
            while let extra = PQgetResult(handle) { PQclear(extra) }
        }
        if let end = PQgetResult(handle) { PQclear(end) }
        guard isAlive else { throw lost(at: -1) }
        if let failed { throw failed }
        return Prepared(statement: statement, name: name, types: types)
    }

    // MARK: - Failures

    /// Why a result is one of failure.
    private func failure(_ result: OpaquePointer?, at index: Int) -> PostgresError {
        guard PQstatus(handle) == CONNECTION_OK else {
            isBroken = true
            var error = PostgresError(result)
            error.isLost = true
            error.index = index
            return error
        }
        var error = PostgresError(result)
        error.index = index
        return error
    }

    /// The connection is of no use any more.
    private func lost(at index: Int = -1) -> PostgresError {
        isBroken = true
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        // A line for each way that was tried; those that are indented say nothing of this one.
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("\t") }
        var error = PostgresError(
            lost: lines.isEmpty ? "the connection was lost" : lines.joined(separator: "; "))
        error.index = index
        return error
    }
}

/// The formats of values: all binary.
private enum PostgresFormats {
    private static let binary = [Int32](repeating: 1, count: 1 << 12)

    /// Calls `body` with as many formats as there are values.
    static func withBinary<Value>(
        _ count: Int32, _ body: (UnsafePointer<Int32>?) -> Value
    ) -> Value {
        count <= binary.count
            ? binary.withUnsafeBufferPointer { body($0.baseAddress) }
            : [Int32](repeating: 1, count: Int(count)).withUnsafeBufferPointer {
                body($0.baseAddress)
            }
    }
}
