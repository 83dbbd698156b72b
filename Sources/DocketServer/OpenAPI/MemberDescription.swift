import DocketCore
import DocketJSON

/// What the description says of a member of a resource beyond its type.
struct MemberDescription: Sendable {
    /// What it means.
    let words: String
    /// A value that it may have.
    let example: JSONValue
    /// What may be sent for it; `nil` where it is read-only.
    let sent: Schema?
    /// What is known of its values in answers beyond their type.
    let limits: KeyValuePairs<String, JSONValue>

    private init(
        _ words: String, _ example: JSONValue, sent: Schema?,
        limits: KeyValuePairs<String, JSONValue> = [:]
    ) {
        self.words = words
        self.example = example
        self.sent = sent
        self.limits = limits
    }

    /// A member that only Docket writes.
    static func readOnly(
        _ words: String, _ example: JSONValue, _ limits: KeyValuePairs<String, JSONValue> = [:]
    ) -> Self {
        Self(words, example, sent: nil, limits: limits)
    }

    /// A member that clients write.
    static func sent(
        _ schema: Schema, _ words: String, _ example: JSONValue,
        _ limits: KeyValuePairs<String, JSONValue> = [:]
    ) -> Self {
        Self(words, example, sent: schema, limits: limits)
    }

    /// A text.
    static func text(_ words: String, _ example: JSONValue) -> Self {
        Self(words, example, sent: Sent.text())
    }

    /// A text that may be long.
    static func longText(_ words: String, _ example: JSONValue) -> Self {
        Self(words, example, sent: Sent.text(upTo: OrderLimits.longTextScalarsMax))
    }

    /// A text without which there can be nothing.
    static func requiredText(_ words: String, _ example: JSONValue) -> Self {
        Self(words, example, sent: Sent.requiredText(), limits: ["minLength": 1])
    }

    /// The number of a kind, from 1 on.
    static func kind(_ words: String, _ example: JSONValue, upTo last: Int32) -> Self {
        Self(
            words, example, sent: Sent.requiredInteger(1...last),
            limits: ["minimum": 1, "maximum": .number("\(last)")])
    }

    /// An identifier of something else.
    static func guid(_ words: String, _ example: JSONValue) -> Self {
        Self(words, example, sent: Sent.guid)
    }

    /// A truth value.
    static func flag(_ words: String, _ example: JSONValue) -> Self {
        Self(words, example, sent: Sent.flag)
    }

    /// An object that is kept as it is.
    static func object(_ words: String, _ example: JSONValue) -> Self {
        Self(words, example, sent: Sent.object)
    }

    /// An array that is kept as it is.
    static func array(_ words: String, _ example: JSONValue) -> Self {
        Self(words, example, sent: Sent.array)
    }
}

/// A member whose reader, writer or both go by its enumeration, so that none is without a
/// description.
protocol DescribedMember: CaseIterable, Hashable, Sendable {
    /// The name in JSON.
    var name: StaticString { get }
    /// What is said of it.
    var about: MemberDescription { get }
}

extension DescribedMember {
    /// The property of an object that a client sends.
    ///
    /// - Parameter isRequired: whether it must be there.
    /// - Returns: `nil` for a member that is read-only.
    func sent(isRequired: Bool) -> Schema.Property? {
        about.sent.map { schema in
            Schema.Property(
                "\(name)", schema, about.words, about.example, isRequired: isRequired)
        }
    }

    /// The property of an object that a client gets.
    func written(_ schema: Schema, isRequired: Bool = true) -> Schema.Property {
        Schema.Property(
            "\(name)", schema.with(about.limits), about.words, about.example,
            isRequired: isRequired)
    }

    /// The same for a list of things, which have examples of their own.
    func list(_ schema: Schema, isRequired: Bool) -> Schema.Property {
        Schema.Property("\(name)", schema, about.words, isRequired: isRequired)
    }
}
