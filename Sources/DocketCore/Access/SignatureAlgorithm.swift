/// How a JWT can be signed; its name is what stands in the header's `alg`.
///
/// Source: RFC 7518, section 3.1; RFC 8037, section 3.1.
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case hs256 = "HS256"

    /// Whether whoever can check a signature can make one: such a key is a secret, and must never
    /// come from where others can read it.
    package var isSymmetric: Bool {
        switch self {
        case .hs256: true
        case .es256, .es384, .es512, .edDSA, .ps256, .ps384, .ps512, .rs256, .rs384, .rs512:
            false
        }
    }
}
