import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

// Clients and users, in the words of docs/api/people.md.

extension OperationDescription {
    static let listClients = OperationDescription(
        "listClients", .people, "Lists clients", "By Id; those of this Company and no other.",
        parameters: [.afterClient, .topPeople],
        answers: [
            .ok(
                "The clients.",
                .array(of: NamedSchema.client.reference, upTo: CompanyClients.pageMax),
                headers: [.link])
        ])

    static let createClient = OperationDescription(
        "createClient", .people, "Registers a client",
        "Its Secret is shown now and never again. Nobody gives more than their own token allows.",
        body: .json(.clientInput, Examples.client),
        answers: [.created("The client with its Secret.", .newClient)], refusals: [.conflict])

    static let readClient = OperationDescription(
        "readClient", .people, "Reads a client",
        answers: [.ok("The client.", NamedSchema.client.reference)])

    static let replaceClient = OperationDescription(
        "replaceClient", .people, "Replaces a client",
        "An absent member is unset; an absent Disabled stays.",
        body: .json(.clientInput, Examples.clientReplacement),
        answers: [.ok("The client.", NamedSchema.client.reference)], refusals: [.mismatchedID])

    static let deleteClient = OperationDescription(
        "deleteClient", .people, "Shuts a client out", "Its tokens are taken back, for good.",
        answers: [.nothing("It is shut out.")])

    static let rotateClientSecret = OperationDescription(
        "rotateClientSecret", .people, "Gives a client a new Secret",
        "The old one is good no more. A public client has none.",
        answers: [.ok("The client with its new Secret.", NamedSchema.newClient.reference)],
        refusals: [.conflict])
}

extension OperationDescription {
    static let listUsers = OperationDescription(
        "listUsers", .people, "Lists users",
        "In the order of their making; those of this Company and no other.",
        parameters: [.afterUser, .topPeople],
        answers: [
            .ok(
                "The users.", .array(of: NamedSchema.user.reference, upTo: CompanyUsers.pageMax),
                headers: [.link])
        ])

    static let createUser = OperationDescription(
        "createUser", .people, "Registers a user",
        "Passwords that many people take, or that are made of the user's names, are refused.",
        body: .json(.userInput, Examples.user), answers: [.created("The user.", .user)],
        refusals: [.conflict])

    static let readUser = OperationDescription(
        "readUser", .people, "Reads a user",
        answers: [.ok("The user.", NamedSchema.user.reference)])

    static let replaceUser = OperationDescription(
        "replaceUser", .people, "Replaces a user",
        "An absent Disabled and an absent Password stay; a new one takes back the tokens that the "
            + "old one got.",
        body: .json(.userReplacement, Examples.userReplacement),
        answers: [.ok("The user.", NamedSchema.user.reference)], refusals: [.mismatchedID])

    static let deleteUser = OperationDescription(
        "deleteUser", .people, "Shuts a user out", "Their tokens are taken back, for good.",
        answers: [.nothing("They are shut out.")])
}

extension ClientMember: DescribedMember {
    /// What clients' ids are made of.
    static let idPattern = "^[A-Za-z0-9._~:@-]{1,\(ClientDraft.idCharactersMax)}$"

    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id:
            .sent(
                Sent.requiredText(
                    from: 1, upTo: ClientDraft.idCharactersMax, pattern: Self.idPattern
                ).orNull,
                "What it calls itself, chosen once; a random one where it is absent.", "web-shop")
        case .name: .sent(Sent.personsName, "What people call it.", "Web shop")
        case .role: .role
        case .scopes: .scopes
        case .redirectURIs:
            .sent(
                Schema.array(
                    of: Schema(
                        "string",
                        [
                            "maxLength": .number("\(RedirectRule.lengthMax)"),
                            "pattern": #"^[a-z][a-z0-9+.-]*:[!$-;=?-\[\]_a-z~]+$"#,
                        ]), upTo: RedirectRule.countMax
                ).orNull, "Where a browser may be sent with a code or a token.",
                ["https://shop.example/back"])
        case .allowsImplicit:
            .sent(Sent.plainFlag, "Whether a token may be handed out in a redirect.", false)
        case .isPublic:
            .sent(Sent.plainFlag, "Chosen once: it can't keep a secret, and gets none.", false)
        case .isDisabled: .sent(Sent.plainFlag, "Whether it is shut out.", false)
        }
    }
}

extension UserMember: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id:
            .sent(
                Schema([.init("type", ["string", "number", "null"])]),
                "Made by Docket. In a replacement it must be that of the path.",
                PathKey.user.example)
        case .userName:
            .sent(
                Sent.personsName, "What the person signs in with. It can't be changed.",
                "ann@example.test")
        case .password:
            .sent(
                Schema([
                    .init("type", ["string", "number"]), .init("format", "password"),
                    .init("minLength", .number("\(User.passwordCharactersMin)")),
                    .init("maxLength", .number("\(User.passwordBytesMax)")),
                    .init("writeOnly", true),
                ]), "Never shown; at most \(User.passwordBytesMax) bytes.",
                "correct horse battery")
        case .role: .role
        case .scopes: .scopes
        case .isDisabled: .sent(Sent.plainFlag, "Whether the person is shut out.", false)
        }
    }
}

extension MemberDescription {
    fileprivate static let role = sent(
        Written.role.orNull, "The name of a set of Scopes, where one has just these.", "clerk")
    fileprivate static let scopes = sent(
        Schema.array(of: Written.scope).orNull, "The most that its tokens allow.",
        ["orders.write", "directory.read"])
}

extension Written {
    fileprivate static let role = name(Role.allCases.map(\.rawValue))
    fileprivate static let scope = name(Scope.allCases.map(\.rawValue))
}

extension Sent {
    /// What people call somebody or something, without control characters.
    fileprivate static let personsName = requiredText(
        upTo: ClientDraft.nameCharactersMax, pattern: #"^[^\u0000-\u001F\u007F-\u009F]+$"#)
}

extension NamedSchema {
    /// What an administrator writes of a client.
    static let clientInput = NamedSchema(
        "ClientInput",
        .object(
            ClientMember.allCases.compactMap { $0.sent(isRequired: $0 == .name) }, anyOf: allowance)
    )
    /// What an administrator writes of a new user.
    static let userInput = NamedSchema(
        "UserInput",
        .object(
            UserMember.allCases.compactMap {
                $0.sent(isRequired: $0 == .userName || $0 == .password)
            }, anyOf: allowance))
    /// What an administrator writes of a user that is there.
    static let userReplacement = NamedSchema(
        "UserReplacement",
        .object(
            UserMember.allCases.compactMap { $0.sent(isRequired: false)?.orNull }, anyOf: allowance)
    )

    private static let allowance = [ClientMember.role, .scopes].map { "\($0.name)" }

    /// A client.
    static let client = NamedSchema("Client", .object(clientProperties))
    /// A client with its secret.
    static let newClient = NamedSchema(
        "NewClient",
        .object(
            clientProperties + [
                .secret(
                    "Xk6mGvZ0u3mJq2cVb8r1oYt5sWnE4hLpA7dQfTiCz9U",
                    "By what it proves who it is; null of a public one.")
            ]))
    /// A user.
    static let user = NamedSchema(
        "User",
        .object([
            UserMember.id.written(Written.guid),
            UserMember.userName.written(Schema("string")),
            UserMember.role.written(Written.role.orNull),
            UserMember.scopes.written(.array(of: Written.scope)),
            UserMember.isDisabled.written(Written.flag),
        ]))

    private static let clientProperties: [Schema.Property] = [
        ClientMember.id.written(Schema("string")),
        ClientMember.name.written(Schema("string")),
        ClientMember.role.written(Written.role.orNull),
        ClientMember.scopes.written(.array(of: Written.scope)),
        ClientMember.redirectURIs.written(.array(of: Schema("string"))),
        ClientMember.allowsImplicit.written(Written.flag),
        ClientMember.isPublic.written(Written.flag),
        ClientMember.isDisabled.written(Written.flag),
    ]
}

extension Schema.Property {
    /// The same, or `null`, which is as if it were absent.
    fileprivate var orNull: Self {
        with { $0["type"]?.elements?.contains("null") == true ? $0 : $0.orNull }
    }
}
