/// Why a JWT is not good. Clients are told no more than `Invalid token`; the log has the name of
/// the case.
package enum OutsideTokenRefusal: String, Error, Sendable, CaseIterable {
    /// It has more than `CompactToken.bytesMax`.
    case tooLong
    /// It is not three parts in base64url, or header or payload are no JSON of the right form.
    case malformed
    /// Nobody whom the operator trusts made it.
    case unknownIssuer
    /// Its `alg` is none that the operator allows.
    case algorithmNotAllowed
    /// It wants an extension to be understood.
    case unknownExtension
    /// Its `typ` is another one.
    case wrongType
    /// The issuer has no such key.
    case unknownKey
    /// It names no key, and more than one could be meant.
    case ambiguousKey
    /// The signature is not one by that key.
    case wrongSignature
    /// It is for somebody else.
    case wrongAudience
    /// It doesn't say when it ends.
    case noExpiry
    /// It has ended.
    case expired
    /// It is not good yet, or made in the future.
    case notYetValid
    /// It doesn't say whom it is about.
    case noSubject
    /// It tells who somebody is, and allows nothing.
    case idToken
    /// It is good only with a key that Docket can't ask for.
    case boundToKey
    /// A claim is not of the form that it must have.
    case malformedClaim
}
