import DocketCore
import DocketService
import DocketTestKit
import Testing

@Suite struct PasswordTests {
    @Test func `a hash knows its password and no other`() async throws {
        let passwords = TestPasswords.passwords()
        let hash = try await passwords.hash("correct horse")
        #expect(try await passwords.verify("correct horse", against: hash))
        #expect(try await !passwords.verify("correct horsf", against: hash))
        #expect(try await !passwords.verify("correct horse", against: passwords.ofNobody))
    }

    @Test func `equal passwords have different hashes`() async throws {
        let passwords = TestPasswords.passwords()
        let first = try await passwords.hash("correct horse")
        let second = try await passwords.hash("correct horse")
        #expect(first.salt != second.salt && first.key != second.key)
    }

    @Test func `scrypt is that of RFC 7914`() async throws {
        // Section 12, second vector: N = 1024, r = 8, p = 16.
        let key: [UInt8] = [
            0xfd, 0xba, 0xbe, 0x1c, 0x9d, 0x34, 0x72, 0x00, 0x78, 0x56, 0xe7, 0x19, 0x0d, 0x01,
            0xe9, 0xfe, 0x7c, 0x6a, 0xd7, 0xcb, 0xc8, 0x23, 0x78, 0x30, 0xe7, 0x73, 0x76, 0x63,
            0x4b, 0x37, 0x31, 0x62, 0x2e, 0xaf, 0x30, 0xd9, 0x2e, 0x22, 0xa3, 0x88, 0x6f, 0xf1,
            0x09, 0x27, 0x9d, 0x98, 0x30, 0xda, 0xc7, 0x27, 0xaf, 0xb9, 0x4a, 0x83, 0xee, 0x6d,
            0x83, 0x60, 0xcb, 0xdf, 0xa2, 0xcc, 0x06, 0x40,
        ]
        let text = "scrypt$ln=10,r=8,p=16$TmFDbA$\(Base64.encodeURL(key))"
        let hash = try #require(PasswordHash(text))
        #expect(try await Passwords().verify("password", against: hash))
    }

    @Test func `whoever comes when too many wait is refused at once`() async throws {
        let passwords = TestPasswords.passwords()
        let cheap = try #require(PasswordHash("scrypt$ln=10,r=8,p=1$AAEC$AAEC"))
        let accepted = Passwords.runningMax + Passwords.waitingMax
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<(accepted + 8) {
                group.addTask {
                    do {
                        _ = try await passwords.verify("x", against: cheap)
                        return false
                    } catch ServiceError.overloaded {
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused > 0 && refused <= 8)
    }
}
