import DocketCore
import DocketJSON

extension EntityType {
    /// The members as they go out, in their order; what lies inside as lists of its own is left to
    /// the caller.
    ///
    /// - Parameter isRequired: whether all of them always come, which `$select` may change.
    func properties<Member: DescribedMember>(
        _: Member.Type, isRequired: Bool
    ) -> [Schema.Property] {
        members.compactMap { member in
            guard let schema = Schema.written(member),
                let described = Member.allCases.first(where: { "\($0.name)" == member.name })
            else { return nil }
            return described.written(schema, isRequired: isRequired)
        }
    }
}

extension Schema {
    /// A member as it goes out; `nil` for a list of things.
    fileprivate static func written(_ member: EntityType.Member) -> Schema? {
        switch member.kind {
        case .value(let type):
            let schema = written(type, name: member.name)
            // What goes out as 0 is never null to a client.
            return member.isNullable && !member.isZeroWhenUnset ? schema.orNull : schema
        case .values(let type):
            return array(of: written(type, name: member.name))
        case .elements:
            return nil
        case .document(let isArray):
            return isArray ? Written.array : Written.object.orNull
        }
    }

    private static func written(_ type: QueryType, name: String) -> Schema {
        switch type {
        case .boolean: Written.flag
        case .integer(let bits): bits > 32 ? Written.longInteger : Written.integer
        case .decimal: Written.amount
        case .string: CSDL.longTexts.contains(name) ? Written.longText : Written.text
        case .name(let vocabulary): Written.name(vocabulary.inOrder)
        case .guid: Written.guid
        case .instant: Written.time
        case .date: Schema("string", ["format": "date"])
        case .timeOfDay: Schema("string", ["format": "time"])
        case .duration: Schema("string", ["format": "duration"])
        }
    }
}

extension QueryType.Vocabulary {
    /// The names by their numbers, each once.
    fileprivate var inOrder: [String] {
        names.sorted { $0.key < $1.key }.map(\.value).reduce(into: []) { known, name in
            if !known.contains(name) { known.append(name) }
        }
    }
}
