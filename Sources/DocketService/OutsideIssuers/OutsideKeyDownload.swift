import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Gets an issuer's keys from an address. Certificates are checked as ever; redirects are not
/// followed, since the operator trusts this address and no other.
enum OutsideKeyDownload {
    /// What the address answers.
    ///
    /// - Parameter seconds: what all of it may take.
    /// - Throws: `OutsideKeyError`.
    static func bytes(
        from address: String, in seconds: Int64
    ) async throws(OutsideKeyError) -> [UInt8] {
        // Asked once an hour: no connection is kept as long.
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(seconds), read: .seconds(seconds)))
        configuration.httpVersion = .http1Only
        // Asked again in a minute anyway; and what failed is told as what it was.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        let result: Result<[UInt8], OutsideKeyError>
        do {
            result = .success(
                try await within(seconds) { try await get(address, client, in: seconds) })
        } catch let error as OutsideKeyError {
            result = .failure(error)
        } catch is NIOTooManyBytesError {
            result = .failure(.tooLarge)
        } catch {
            result = .failure(.noAnswer("\(error)"))
        }
        try? await client.shutdown()
        return try result.get()
    }

    private static func get(
        _ address: String, _ client: HTTPClient, in seconds: Int64
    ) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "Accept", value: "application/jwk-set+json, application/json")
        request.headers.add(name: "User-Agent", value: "docket")
        let response = try await client.execute(request, timeout: .seconds(seconds))
        guard response.status == .ok else {
            throw OutsideKeyError.status(Int(response.status.code))
        }
        let body = try await response.body.collect(upTo: OutsideKeySet.bytesMax)
        return Array(body.readableBytesView)
    }

    /// The client's own deadline ends with the head of the answer.
    private static func within(
        _ seconds: Int64, _ work: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw OutsideKeyError.tooSlow(seconds)
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() else { throw OutsideKeyError.tooSlow(seconds) }
            return bytes
        }
    }
}
