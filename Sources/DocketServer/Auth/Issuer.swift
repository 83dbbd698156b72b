/// The name of this server among issuers of tokens: the address under which its clients know it.
struct Issuer: Sendable {
    /// What the operator has set, without a slash at its end; without it, the server goes by the
    /// address that each request names, which is right for a server that is tried out.
    let publicURL: String?

    /// The name.
    func name(for call: Call) -> String { publicURL ?? call.origin }
}
