import HTTPTypes
import NIOHTTP1

/// What is wrong with a request as a message, before anybody looks at what it asks for.
enum MessageFault: Error, Equatable {
    /// It is no HTTP.
    case malformed
    /// It is against a rule of HTTP; the words say which.
    case illegal(String)
    /// Its body is coded in a way that is not known.
    case unknownCoding

    /// As clients see it.
    var problem: Problem {
        switch self {
        case .malformed:
            Problem(.invalidRequest, .badRequest, "The request is not valid HTTP")
        case .illegal(let words):
            Problem(.invalidRequest, .badRequest, "The request is not valid HTTP: \(words)")
        case .unknownCoding:
            Problem(
                .notSupported, .notImplemented,
                "Not supported: transfer codings other than chunked")
        }
    }
}

/// The rules for the header of a request of HTTP/1 that the parser leaves to its users.
///
/// Source: RFC 9112, sections 3.2, 6.1 and 9.3.
struct HTTP1Rules {
    /// What is wrong, if anything is.
    let fault: MessageFault?
    /// Whether nothing behind it on the connection is looked at.
    let isLast: Bool

    /// Judges a header.
    init(_ head: HTTPRequestHead) {
        var (host, hosts): (String?, Int) = (nil, 0)
        var (coding, codings): (String?, Int) = (nil, 0)
        var wantsUpgrade = false
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where Self.isEqual(name, "host"):
                (host, hosts) = (value, hosts + 1)
            case 7 where Self.isEqual(name, "upgrade"):
                wantsUpgrade = true
            case 17 where Self.isEqual(name, "transfer-encoding"):
                (coding, codings) = (value, codings + 1)
            default:
                break
            }
        }
        let isOld = head.version.minor < 1
        fault =
            Self.fault(host: host, hosts, isOld: isOld)
            ?? Self.fault(coding: coding, codings, isOld: isOld)
            ?? Self.fault(target: head.uri, head.method)
        // The parser takes nothing for HTTP that comes behind a CONNECT or a wish for another
        // protocol, whether it was granted or not.
        isLast = !head.isKeepAlive || head.method == .CONNECT || wantsUpgrade
    }

    private static func fault(host: String?, _ count: Int, isOld: Bool) -> MessageFault? {
        guard let host else { return isOld ? nil : .illegal("it has no Host") }
        guard count == 1 else { return .illegal("it has more than one Host") }
        var name = host.utf8[...]
        while name.last == UInt8(ascii: " ") || name.last == UInt8(ascii: "\t") {
            name.removeLast()
        }
        return name.allSatisfy(isOfHost) ? nil : .illegal("its Host is none")
    }

    private static func fault(coding: String?, _ count: Int, isOld: Bool) -> MessageFault? {
        guard let coding else { return nil }
        // Whoever is between may not know of codings, and see the body's end elsewhere.
        guard !isOld else { return .illegal("HTTP/1.0 has no Transfer-Encoding") }
        return count == 1 && isEqual(coding.trimmingSpaces, "chunked") ? nil : .unknownCoding
    }

    private static func fault(target: String, _ method: HTTPMethod) -> MessageFault? {
        let fault = MessageFault.illegal("its target is none")
        switch target.utf8.first {
        case UInt8(ascii: "/"):
            return nil
        case UInt8(ascii: "*"):
            return method == .OPTIONS && target == "*" ? nil : fault
        default:
            if method == .CONNECT { return nil }
            guard let colon = target.utf8.firstIndex(of: UInt8(ascii: ":")) else { return fault }
            let (scheme, rest) = (target[..<colon], target[colon...])
            let host = rest.dropFirst(3).utf8.prefix { byte in
                byte != UInt8(ascii: "/") && byte != UInt8(ascii: "?")
            }
            let isLegal =
                (isEqual(scheme, "http") || isEqual(scheme, "https")) && rest.hasPrefix("://")
                && !host.isEmpty && host.allSatisfy(isOfHost)
            return isLegal ? nil : fault
        }
    }

    /// - Parameter lowercase: letters and `-`.
    private static func isEqual(_ text: some StringProtocol, _ lowercase: String) -> Bool {
        text.utf8.elementsEqual(lowercase.utf8) { $0 | 0x20 == $1 }
    }

    /// What a name or an address, and a port, may be written with (RFC 3986, section 3.2).
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default:
            marks.contains(byte)
        }
    }

    private static let marks = Array("-._~:[]%!$&'()*+,;=".utf8)
}
