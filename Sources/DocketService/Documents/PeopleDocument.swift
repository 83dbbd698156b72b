package import DocketCore
import DocketJSON

/// Clients and users as JSON documents.
package enum PeopleDocument {
    /// One client.
    package static func bytes(_ client: Client, secret: ShownSecret = .absent) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        write(client, secret: secret, to: &writer)
        return writer.bytes
    }

    /// A list of clients.
    package static func bytes(_ clients: [Client]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + 384 * clients.count)
        writer.beginArray()
        for client in clients { write(client, secret: .absent, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    private static func write(
        _ client: Client, secret: ShownSecret, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("Id")
        writer.string(client.id)
        writer.key("Name")
        writer.string(client.name)
        write(client.scopes, to: &writer)
        writer.key("RedirectUris")
        writer.beginArray()
        for uri in client.redirectURIs { writer.string(uri) }
        writer.endArray()
        writer.key("AllowsImplicit")
        writer.boolean(client.allowsImplicit)
        writer.key("Public")
        writer.boolean(client.secretHash == nil)
        writer.key("Disabled")
        writer.boolean(client.isDisabled)
        writer.secret(secret)
        writer.endObject()
    }

    /// One user.
    package static func bytes(_ user: User) -> [UInt8] {
        var writer = JSONWriter(capacity: 384)
        write(user, to: &writer)
        return writer.bytes
    }

    /// A list of users.
    package static func bytes(_ users: [User]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + 256 * users.count)
        writer.beginArray()
        for user in users { write(user, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    private static func write(_ user: User, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("Id")
        writer.guid(user.id)
        writer.key("UserName")
        writer.string(user.name)
        write(user.scopes, to: &writer)
        writer.key("Disabled")
        writer.boolean(user.isDisabled)
        writer.endObject()
    }

    private static func write(_ scopes: ScopeSet, to writer: inout JSONWriter) {
        writer.key("Role")
        writer.optional(Role(scopes: scopes)) { $0.string($1.rawValue) }
        writer.key("Scopes")
        writer.beginArray()
        for scope in scopes.scopes { writer.string(scope.rawValue) }
        writer.endArray()
    }
}

/// How a document tells a secret: when it is made, and never again.
package enum ShownSecret: Sendable, Equatable {
    /// Not even that there is one.
    case absent
    /// It was told before, or there is none: `null`.
    case withheld
    /// This is it.
    case shown(String)

    /// A secret that was just made; `nil` where there is none.
    package init(_ text: String?) {
        self = text.map { .shown($0) } ?? .withheld
    }
}

extension JSONWriter {
    /// The member `Secret`.
    mutating func secret(_ secret: ShownSecret) {
        switch secret {
        case .absent: return
        case .withheld:
            key("Secret")
            null()
        case .shown(let text):
            key("Secret")
            string(text)
        }
    }
}
