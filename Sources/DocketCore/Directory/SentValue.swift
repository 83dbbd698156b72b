/// The value of a member as a client sent it, before it is read as anything: out of JSON, or out
/// of a cell of a CSV file.
///
/// Source of the reading rules: contract, section 1.
package enum SentValue: Sendable {
    /// `null`, or an empty cell.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A number, as RFC 8259 writes one.
    case number(ArraySlice<UInt8>)
    /// A string's UTF-8, without escapes.
    case string(ArraySlice<UInt8>)
    /// An object, as JSON text.
    case object(Text)
    /// An array, as JSON text.
    case array(Text)
}

/// Why a value is not what its member takes.
package enum SentValueError: Error, Sendable, Equatable {
    case notText, notInteger, notBoolean, notTime, notGUID, notPositive, notObject, notArray
    /// More Unicode scalars than this.
    case tooLong(limit: Int)
    /// A control character other than tab and line ends.
    case controlCharacter
    /// A number that is none of these, such as `1 (None)`.
    case notOneOf([String])
    /// A cell of a CSV file that should hold JSON, and why it does not.
    case notJSON(String)

    /// What is wrong, for the client's eyes.
    ///
    /// - Parameter name: the member's.
    package func detail(_ name: StaticString) -> String {
        switch self {
        case .notText: "\(name) must be a string"
        case .notInteger: "\(name) must be a whole number of 32 bits"
        case .notBoolean: "\(name) must be true or false"
        case .notTime: "\(name) must be a time as RFC 3339 writes it"
        case .notGUID: "\(name) must be a GUID"
        case .notPositive: "\(name) must be a whole number from 1 to 2147483647"
        case .notObject: "\(name) must be an object"
        case .notArray: "\(name) must be an array"
        case .tooLong(let limit): "\(name) has more than \(limit) characters"
        case .controlCharacter:
            "\(name) has a control character other than tab and line ends"
        case .notOneOf(let choices): "\(name) must be one of \(choices.joined(separator: ", "))"
        case .notJSON(let reason): "\(name) must be JSON: \(reason)"
        }
    }
}

extension SentValue {
    /// A string, or a number as it was written; `nil` for `null`.
    package func text(
        _ limit: Int = DirectoryLimits.textScalarsMax
    ) throws(SentValueError) -> Text? {
        let text: Text
        switch self {
        case .null: return nil
        case .number(let utf8), .string(let utf8): text = Text(utf8: utf8)
        case .boolean, .object, .array: throw .notText
        }
        if text.hasForbiddenControl { throw .controlCharacter }
        if text.scalarCount > limit { throw .tooLong(limit: limit) }
        return text
    }

    /// A whole number, or a string of one; `nil` for `null`.
    package func integer() throws(SentValueError) -> Int32? {
        switch self {
        case .null: return nil
        case .number(let utf8), .string(let utf8):
            do {
                return try DecimalNumber.int32(utf8)
            } catch {
                throw .notInteger
            }
        case .boolean, .object, .array: throw .notInteger
        }
    }

    /// `true` or `false`, or a string of one, of any case; `nil` for `null`.
    package func boolean() throws(SentValueError) -> Bool? {
        switch self {
        case .null: return nil
        case .boolean(let flag): return flag
        case .string(let utf8):
            switch String(decoding: utf8, as: UTF8.self).lowercased() {
            case "true": return true
            case "false": return false
            case _: throw .notBoolean
            }
        case .number, .object, .array: throw .notBoolean
        }
    }

    /// A time, or a date, which means its midnight; UTC, in whole milliseconds; `nil` for `null`.
    package func time() throws(SentValueError) -> Timestamp? {
        switch self {
        case .null: return nil
        case .string(let utf8):
            let text = utf8.count == 10 ? utf8 + Array("T00:00:00Z".utf8) : utf8
            guard let time = Timestamp(utf8: text) else { throw .notTime }
            return time.wholeMilliseconds
        case .boolean, .number, .object, .array: throw .notTime
        }
    }

    /// A GUID; `nil` for what means unset: `null`, `""`, all zeros.
    package func guid() throws(SentValueError) -> GUID? {
        switch self {
        case .null: return nil
        case .string(let utf8):
            if utf8.isEmpty { return nil }
            guard let id = GUID(utf8: utf8) else { throw .notGUID }
            return id.isZero ? nil : id
        case .boolean, .number, .object, .array: throw .notGUID
        }
    }

    /// A nested object as JSON text; `nil` for `null`.
    package func object() throws(SentValueError) -> Text? {
        switch self {
        case .null: return nil
        case .object(let text): return try text.checkedAsNested()
        case .boolean, .number, .string, .array: throw .notObject
        }
    }

    /// An array as JSON text; `nil` for `null`, and for an empty one, which is what unset arrays
    /// go out as.
    package func array() throws(SentValueError) -> Text? {
        switch self {
        case .null: return nil
        case .array(let text): return text == "[]" ? nil : try text.checkedAsNested()
        case .boolean, .number, .string, .object: throw .notArray
        }
    }
}

extension Text {
    fileprivate func checkedAsNested() throws(SentValueError) -> Text {
        guard scalarCount <= DirectoryLimits.nestedScalarsMax else {
            throw .tooLong(limit: DirectoryLimits.nestedScalarsMax)
        }
        return self
    }
}
