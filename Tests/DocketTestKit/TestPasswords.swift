package import DocketCore
package import DocketService

/// Passwords that cost little: of the usual cost each takes longer than most tests.
package enum TestPasswords {
    /// A hash of `sandbox-password`, of the cost that hashes of a `TestServer` have.
    package static let sandboxHash =
        "scrypt$ln=5,r=8,p=3$ZG9ja2V0LXRlc3RraXQtMQ$IIQtWS_jRywTdar-f6m8LDAJFC-QM-HoqQGI0krHZpY"
    /// A hash of `an old password`, of a lower cost.
    package static let oldHash =
        "scrypt$ln=4,r=8,p=1$ZG9ja2V0LXRlc3Qtc2FsdA$sVD8OBBi-01eVbciCntUKkg_J3Ib9y_cPeCib6XrgfQ"

    /// What a new hash of a `TestServer` costs.
    package static let cost = PasswordHash(sandboxHash)?.cost ?? .current

    /// What hashes and checks them.
    package static func passwords() -> Passwords { Passwords(costing: cost) }
}

extension TestServer {
    /// The server's users as an operator manages them, with passwords that cost little.
    package var registeredUsers: Users {
        Users(database: database, passwords: TestPasswords.passwords())
    }
}
