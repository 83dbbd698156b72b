import Dispatch
package import DocketCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which hosts the server may call: those of the public internet, and those that the operator
/// allows. So no client can have it call what only the operator's own network can reach.
package struct OutgoingAddresses: Sendable {
    private let allowed: [Network]

    /// How long a name may take to be looked up, in seconds.
    private static let lookUpSeconds = 2

    /// Why a client can't have the server call what is not public.
    package static let notPublicReason = "must be an address of the public internet"

    /// - Parameter allowed: networks that may be called though they are not public.
    package init(allowing allowed: [Network] = []) {
        self.allowed = allowed
    }

    /// Why an address of a webhook is refused; `nil` for one that is taken.
    ///
    /// A name that is not known now is taken, since it may be known later; each delivery looks
    /// again.
    package func refusal(of text: String) async -> String? {
        do throws(WebhookURL.Refusal) {
            let url = try WebhookURL(text)
            let addresses = await Self.addresses(of: url)
            if addresses.isEmpty, !url.isLocalName { return nil }
            return isAllowed(addresses)
                ? nil : Self.notPublicReason
        } catch {
            return error.reason
        }
    }

    /// Where a URL's host is to be called at.
    ///
    /// - Throws: `OutgoingRefusal`.
    func place(of url: WebhookURL) async throws(OutgoingRefusal) -> NetworkAddress {
        let addresses = await Self.addresses(of: url)
        guard let address = addresses.first else { throw .unknownHost }
        guard isAllowed(addresses) else { throw .notPublic }
        return address
    }

    /// One that leads elsewhere is enough to refuse a name.
    private func isAllowed(_ addresses: [NetworkAddress]) -> Bool {
        !addresses.isEmpty
            && addresses.allSatisfy { address in
                address.isPublic || allowed.contains { $0.contains(address) }
            }
    }

    private static func addresses(of url: WebhookURL) async -> [NetworkAddress] {
        if let literal = url.literal { return [literal] }
        return await withCheckedContinuation { continuation in
            let answer = FirstAnswer(continuation)
            DispatchQueue.global().async { answer.give(lookUp(url.host)) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(lookUpSeconds)) {
                answer.give([])
            }
        }
    }

    /// Asks the system, and waits for it.
    private static func lookUp(_ host: String) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [NetworkAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = address(entry), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.ai_next
        }
        return addresses
    }

    private static func address(_ entry: addrinfo) -> NetworkAddress? {
        guard let raw = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET:
            let address = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            return NetworkAddress(withUnsafeBytes(of: address) { Array($0) })
        case AF_INET6:
            let address = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return NetworkAddress(withUnsafeBytes(of: address) { Array($0) })
        default:
            return nil
        }
    }
}

/// Why a host is not called.
package enum OutgoingRefusal: Error, Equatable {
    /// Nobody knows its address.
    case unknownHost
    /// It is no host of the public internet, nor one that the operator allows.
    case notPublic
}
