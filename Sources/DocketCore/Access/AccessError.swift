/// Why a client, a user or a token was not registered, changed or revoked.
package enum AccessError: Error, Sendable, Equatable {
    case clientExists(String)
    case clientUnknown(String)
    case clientDisabled(String)
    case clientPublic(String)
    case userExists(String)
    case userUnknown(String)
    case userDisabled(String)
    case tokenUnknown(String)
    case invalidClientID(String)
    case invalidName(String)
    case invalidRedirect(String)
    case tooManyRedirects(max: Int)
    case secretTooShort(charactersMin: Int)
    case passwordTooShort(charactersMin: Int)
    case passwordTooLong(bytesMax: Int)
    case passwordUsual
    case passwordOfNames
    case nothingAllowed
    case defaultCompanyNotAllowed(CompanyID)
    case companyUnknown(CompanyID)
}

extension AccessError: CustomStringConvertible {
    /// One line for the person at the terminal.
    package var description: String {
        switch self {
        case .clientExists(let id): "there is a client \(id) already"
        case .clientUnknown(let id): "there is no client \(id)"
        case .clientDisabled(let id): "client \(id) is disabled"
        case .clientPublic(let id): "client \(id) is public: it has no secret"
        case .userExists(let name): "there is a user \(name) already"
        case .userUnknown(let name): "there is no user \(name)"
        case .userDisabled(let name): "user \(name) is disabled"
        case .tokenUnknown(let id): "there is no token \(id)"
        case .invalidClientID(let id):
            "'\(id)' is no client id: 1 to \(ClientDraft.idCharactersMax) letters, digits or -._~:@"
        case .invalidName(let name):
            "'\(name)' is no name: 1 to \(ClientDraft.nameCharactersMax) visible characters"
        case .invalidRedirect(let uri):
            "'\(uri)' is no redirect: \(RedirectRule.words)"
        case .tooManyRedirects(let count): "a client has at most \(count) redirects"
        case .secretTooShort(let characters):
            "a secret has at least \(characters) characters; leave it out to have one made"
        case .passwordTooShort(let characters):
            "a password has at least \(characters) characters"
        case .passwordTooLong(let bytes): "a password has at most \(bytes) bytes"
        case .passwordUsual: "the password is one of those that most people take"
        case .passwordOfNames:
            "the password is made of names that go with the user: their own, the company's, docket"
        case .nothingAllowed: "name at least one scope, and companies or all of them"
        case .defaultCompanyNotAllowed(let company):
            "default company \(company) is not one of the client's companies"
        case .companyUnknown(let company): "there is no company \(company)"
        }
    }
}
