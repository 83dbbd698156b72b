package import DocketCore
package import DocketStore
import Foundation

/// A database in a PostgreSQL, or in a Citus above it: a few connections that write, each for many
/// callers at once, a few that read, and one that listens; each on a thread of its own.
package final class PostgresDatabase: Database {
    private let queue: PostgresWriteQueue
    private let writers: [PostgresWriter]
    private let readers: PostgresReaders
    private let listener: PostgresListener

    /// Connects, and migrates the database where that is needed and its role may.
    ///
    /// - Parameter figures: what it counts of its work.
    /// - Throws: `DatabaseRefusal`, `SQLError`.
    package init(
        _ settings: PostgresSettings, figures: DatabaseFigures = DatabaseFigures()
    ) throws {
        let isDistributed = try PostgresSetup.prepare(settings) || settings.actsAsOnCitus
        queue = PostgresWriteQueue(mayMix: !isDistributed)
        let listener = PostgresListener(settings)
        self.listener = listener
        writers = (0..<settings.writers).map { [queue] number in
            PostgresWriter(
                queue, settings, number: number, isDistributed: isDistributed, figures: figures
            ) {
                listener.tell($0)
            }
        }
        readers = PostgresReaders(settings, isDistributed: isDistributed)
    }

    /// Migrates a database on Citus and distributes its tables over the nodes.
    ///
    /// - Returns: the tables that had not been distributed before.
    /// - Throws: `DatabaseRefusal`, `SQLError`.
    package static func distribute(_ settings: PostgresSettings) throws -> [String] {
        try PostgresSetup.distribute(settings)
    }

    /// Waits for a connection that reads.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await withUnsafeThrowingContinuation { continuation in
            let job = ReadTransactionJob(TransactionJob(of: nil, body, continuation))
            do {
                try readers.enqueue(job)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Waits for a connection that reads. What takes longer than a moment begins again as a job of
    /// those that never have all connections.
    package func query<Value: Sendable>(
        forAtMost seconds: Int,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let end = ContinuousClock.now + .seconds(seconds)
        do {
            return try await read(PostgresTimeLimit(end: end, isLong: false), body)
        } catch SQLError.tookTooLong where ContinuousClock.now < end {
            return try await read(PostgresTimeLimit(end: end, isLong: true), body)
        }
    }

    private func read<Value: Sendable>(
        _ limit: PostgresTimeLimit,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await withUnsafeThrowingContinuation { continuation in
            let job = ReadTransactionJob(
                TransactionJob(of: nil, body, continuation), limit: limit)
            do {
                try readers.enqueue(job)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Goes together with other statements that wait, in one round trip.
    package func fold<Value: Sendable>(
        _ sql: SQL, into value: Value,
        _ step: @escaping @Sendable (inout Value, any SQLCursor) throws(SQLError) -> Void
    ) async throws -> Value {
        try await withUnsafeThrowingContinuation { continuation in
            do {
                try readers.enqueue(StatementJob(sql, into: value, step, continuation))
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Waits for the batch that the job becomes part of.
    package func write<Value: Sendable>(
        of company: CompanyID?, onlyAdds: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await withUnsafeThrowingContinuation { continuation in
            do {
                try queue.enqueue(
                    TransactionJob(of: company, onlyAdds: onlyAdds, body, continuation))
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Has `handler` called with what any server on the database announces.
    package func listen(_ handler: @escaping @Sendable (Announcement?) -> Void) {
        listener.add(handler)
    }

    /// Whether the connection that listens is there.
    package var hearsOthers: Bool { listener.hears }

    /// How busy the writers and the readers are.
    package var load: DatabaseLoad {
        let (writes, reads) = (queue.load, readers.load)
        return DatabaseLoad(
            waitingWrites: writes.waiting, waitingReads: reads.waiting,
            pools: [
                .init("write", connections: writers.count, busy: writes.batches),
                .init("read", connections: reads.connections, busy: reads.busy),
            ])
    }

    /// Finishes what waits, then closes the connections.
    package func close() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [queue, writers, readers, listener] in
                queue.close()
                for writer in writers { writer.join() }
                readers.close()
                listener.close()
                continuation.resume()
            }
        }
    }
}
