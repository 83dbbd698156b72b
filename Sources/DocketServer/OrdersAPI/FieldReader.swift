import DocketCore
import DocketJSON

/// Reads the values of members by the contract's rules (section 1), and collects what is wrong:
/// numbers from numeric strings too, strings from numbers too, several spellings of "unset".
struct FieldReader {
    private(set) var faults: [Fault] = []
    /// Pointer of the object whose members are read, or of the array that it is in.
    private let place: StaticString
    /// Its index in that array.
    private let index: Int?

    init(at place: StaticString = "", index: Int? = nil) {
        self.place = place
        self.index = index
    }

    /// Notes a fault of the object itself.
    mutating func note(_ detail: String) { faults.append(Fault(pointer, detail)) }

    /// Notes a fault of a member.
    mutating func note(_ name: StaticString, _ detail: String) {
        faults.append(Fault("\(pointer)/\(name)", detail))
    }

    private var pointer: String { index.map { "\(place)/\($0)" } ?? "\(place)" }

    /// Takes over faults that have their place already.
    mutating func note(_ more: [Fault]) { faults += more }

    /// A text; `null` is unset, a number is its digits as written.
    mutating func text(
        _ value: JSONScalar, _ name: StaticString, max: Int = OrderLimits.textScalarsMax
    ) -> Text? {
        switch value {
        case .null:
            return nil
        case .string(let utf8), .number(let utf8):
            let text = Text(utf8: utf8)
            if text.utf8.count > max, text.scalarCount > max {
                note(name, "\(name) has more than \(max) characters")
            } else if text.hasForbiddenControl {
                note(name, "\(name) has a control character other than tab and line ends")
            } else {
                return text
            }
        case .boolean, .array, .object:
            note(name, "\(name) must be a string")
        }
        return nil
    }

    /// A 32-bit integer; `null` is unset.
    mutating func int32(_ value: JSONScalar, _ name: StaticString) -> Int32? {
        switch value {
        case .null:
            return nil
        case .number(let utf8), .string(let utf8):
            do {
                return try DecimalNumber.int32(utf8)
            } catch {
                switch error {
                case .malformed: note(name, "\(name) must be an integer")
                case .tooPrecise: note(name, "\(name) must be a whole number")
                case .outOfRange: note(name, "\(name) must be an integer of 32 bits")
                }
            }
        case .boolean, .array, .object:
            note(name, "\(name) must be an integer")
        }
        return nil
    }

    /// An id for which 0 means unset.
    mutating func optionalID(_ value: JSONScalar, _ name: StaticString) -> Int32? {
        let id = int32(value, name)
        return id == 0 ? nil : id
    }

    /// An amount; `null` is nothing.
    mutating func money(_ value: JSONScalar, _ name: StaticString) -> Money {
        switch value {
        case .null:
            return .zero
        case .number(let utf8), .string(let utf8):
            do {
                return try Money(decimal: utf8)
            } catch {
                switch error {
                case .malformed: note(name, "\(name) must be a decimal number")
                case .tooPrecise: note(name, "\(name) has more than 4 decimal places")
                case .outOfRange: note(name, "\(name) must be below 100000000000000")
                }
            }
        case .boolean, .array, .object:
            note(name, "\(name) must be a decimal number")
        }
        return .zero
    }

    /// An identifier; `null`, `""` and all zeros are unset.
    mutating func guid(_ value: JSONScalar, _ name: StaticString) -> GUID? {
        switch value {
        case .null:
            return nil
        case .string(let utf8):
            if utf8.isEmpty { return nil }
            if let id = GUID(utf8: utf8) { return id.isZero ? nil : id }
            note(name, "\(name) must be a GUID")
        case .number, .boolean, .array, .object:
            note(name, "\(name) must be a GUID")
        }
        return nil
    }
}

extension Fault {
    /// A body that is no JSON, or not of the right shape.
    init(_ error: JSONError) {
        self.init("", "The body is not valid JSON: \(error)")
    }
}
