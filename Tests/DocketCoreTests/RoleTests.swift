import DocketCore
import Testing

@Suite struct RoleTests {
    @Test(arguments: [
        ("reader", "orders.read directory.read"), ("clerk", "orders.write directory.read"),
        ("manager", "orders.write orders.process directory.write public-api payment"),
        ("administrator", "admin"),
    ])
    func `a role is its scopes and nothing else`(name: String, scopes: String) throws {
        let role = try #require(Role(name: name))
        #expect(role.scopes.description == scopes)
        #expect(Role(scopes: role.scopes) == role)
        #expect(Role(name: name.uppercased()) == role)
    }

    @Test func `these are all roles`() {
        #expect(Role.names == "reader, clerk, manager, administrator")
        #expect(Role(name: "owner") == nil)
        #expect(Role(name: "") == nil)
    }

    @Test(
        arguments: [
            ("orders.write orders.read directory.read", .clerk),
            ("admin payment openid", .administrator), ("orders.read", nil), ("", nil),
            ("orders.read directory.read payment", nil), ("orders.write directory.write", nil),
            ("orders.read directory.read openid", nil),
        ] as [(String, Role?)])
    func `scopes have the name of the role that allows the same`(
        scopes: String, role: Role?
    ) throws {
        #expect(Role(scopes: try #require(ScopeSet(scopes))) == role)
    }

    @Test func `all scopes together are an administrator's`() {
        #expect(Role(scopes: .all) == .administrator)
    }
}
