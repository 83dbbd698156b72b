package import DocketCore
import DocketJSON

/// The file in which an operator says whose JWTs are taken: a JSON list, an object an issuer. What
/// isn't understood is refused, since a misspelt member would leave a door open.
package enum OutsideIssuerFile {
    /// Members of an issuer.
    private enum Member: String, CaseIterable {
        case name = "Name"
        case issuer = "Issuer"
        case audience = "Audience"
        case algorithms = "Algorithms"
        case keys = "Keys"
        case scopes = "Scopes"
        case scopesClaim = "ScopesClaim"
        case scopeNames = "ScopeNames"
        case companies = "Companies"
        case companiesClaim = "CompaniesClaim"
        case tokenType = "TokenType"
        case allowIDTokens = "AllowIdTokens"
    }

    /// Reads the issuers; paths of keys stay as they are written.
    ///
    /// - Throws: `OutsideIssuerFault`.
    package static func issuers(_ bytes: [UInt8]) throws(OutsideIssuerFault) -> [OutsideIssuer] {
        let tree: JSONValue
        do throws(JSONError) {
            tree = try JSONValue(bytes)
        } catch {
            throw .noJSON("\(error)")
        }
        guard let list = tree.elements else { throw .noList }
        guard !list.isEmpty else { throw .empty }
        var issuers: [OutsideIssuer] = []
        for (index, element) in list.enumerated() {
            do throws(OutsideIssuerError) {
                let issuer = try issuer(element)
                if issuers.contains(where: { $0.name == issuer.name }) { throw .repeated("Name") }
                if issuers.contains(where: { $0.issuer == issuer.issuer }) {
                    throw .repeated("Issuer")
                }
                issuers.append(issuer)
            } catch {
                throw .issuer(number: index + 1, error)
            }
        }
        return issuers
    }

    private static func issuer(
        _ value: JSONValue
    ) throws(OutsideIssuerError) -> OutsideIssuer {
        guard let members = value.members else { throw .notAnObject }
        for member in members where Member(rawValue: member.name) == nil {
            throw .unknownMember(
                member.name,
                nearest: Spelling.nearest(
                    to: member.name, among: Member.allCases.map(\.rawValue)))
        }
        return try OutsideIssuer(
            name: required(.name, value), issuer: required(.issuer, value),
            audience: required(.audience, value), algorithms: algorithms(value),
            keys: OutsideKeyPlace(required(.keys, value)), mapping: mapping(value),
            tokenType: text(.tokenType, value), takesIDTokens: flag(.allowIDTokens, value))
    }

    private static func mapping(
        _ value: JSONValue
    ) throws(OutsideIssuerError) -> ClaimMapping {
        guard let scopes = value[Member.scopes.rawValue] else { throw .missing("Scopes") }
        var names: [ClaimMapping.ScopeName] = []
        if let table = value[Member.scopeNames.rawValue] {
            guard let members = table.members else {
                throw .wrongForm("ScopeNames", wanted: "an object with a scope or scopes a name")
            }
            for member in members {
                names.append(.init(member.name, means: try scopeSet(member.value, .scopeNames)))
            }
        }
        return try ClaimMapping(
            most: TokenAllowance(
                scopes: scopeSet(scopes, .scopes), companies: companies(value)),
            scopesClaim: text(.scopesClaim, value), scopeNames: names,
            companiesClaim: text(.companiesClaim, value))
    }

    // MARK: - Forms

    private static func text(
        _ member: Member, _ value: JSONValue
    ) throws(OutsideIssuerError) -> String? {
        guard let found = value[member.rawValue] else { return nil }
        guard let text = found.text, !text.isEmpty else {
            throw .wrongForm(member.rawValue, wanted: "a text that is not empty")
        }
        return text
    }

    private static func required(
        _ member: Member, _ value: JSONValue
    ) throws(OutsideIssuerError) -> String {
        guard let text = try text(member, value) else { throw .missing(member.rawValue) }
        return text
    }

    private static func flag(
        _ member: Member, _ value: JSONValue
    ) throws(OutsideIssuerError) -> Bool {
        switch value[member.rawValue] {
        case nil: false
        case .boolean(let flag)?: flag
        default: throw .wrongForm(member.rawValue, wanted: "true or false")
        }
    }

    private static func algorithms(
        _ value: JSONValue
    ) throws(OutsideIssuerError) -> Set<SignatureAlgorithm> {
        guard let found = value[Member.algorithms.rawValue] else { throw .missing("Algorithms") }
        var algorithms: Set<SignatureAlgorithm> = []
        for name in try texts(found, .algorithms) {
            guard let algorithm = SignatureAlgorithm(rawValue: name) else {
                throw .unknownAlgorithm(name)
            }
            algorithms.insert(algorithm)
        }
        return algorithms
    }

    /// Scopes with spaces between, or a list of them.
    private static func scopeSet(
        _ value: JSONValue, _ member: Member
    ) throws(OutsideIssuerError) -> ScopeSet {
        var scopes: [Scope] = []
        let found = if let text = value.text { [text] } else { try texts(value, member) }
        for text in found {
            for name in text.split(separator: " ") {
                guard let scope = Scope(rawValue: String(name)) else {
                    throw .unknownScope(String(name))
                }
                scopes.append(scope)
            }
        }
        return ScopeSet(scopes)
    }

    private static func texts(
        _ value: JSONValue, _ member: Member
    ) throws(OutsideIssuerError) -> [String] {
        let texts = value.elements?.compactMap(\.text) ?? []
        guard let elements = value.elements, texts.count == elements.count else {
            throw .wrongForm(member.rawValue, wanted: "a list of texts")
        }
        return texts
    }

    private static func companies(
        _ value: JSONValue
    ) throws(OutsideIssuerError) -> CompanySet {
        let found = value[Member.companies.rawValue]
        if found?.text == "*" { return .all }
        guard let found else { throw .missing("Companies") }
        let numbers = found.elements?.compactMap { $0.numberText.flatMap { CompanyID($0) } } ?? []
        guard let elements = found.elements, numbers.count == elements.count else {
            throw .wrongForm("Companies", wanted: "a list of companies' numbers, or \"*\"")
        }
        return .some(Set(numbers))
    }
}

/// Why a file of outside issuers is refused.
package enum OutsideIssuerFault: Error, Sendable, Equatable {
    case noJSON(String)
    case noList
    case empty
    /// One issuer isn't legal; the first has the number 1.
    case issuer(number: Int, OutsideIssuerError)
}

extension OutsideIssuerFault: CustomStringConvertible {
    /// One line for the person at the terminal.
    package var description: String {
        switch self {
        case .noJSON(let error): "it is no JSON: \(error)"
        case .noList: "it must be a list of issuers"
        case .empty: "it has no issuer; leave the setting out"
        case .issuer(let number, let error): "issuer \(number): \(error)"
        }
    }
}
