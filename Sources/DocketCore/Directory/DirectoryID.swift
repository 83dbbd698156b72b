/// What entries of the directory are told apart by: a positive 32-bit integer or a GUID.
package protocol DirectoryID: Hashable, Sendable, CustomStringConvertible {
    /// Reads an `Id` that a client sent; `nil` where it means unset.
    static func read(_ value: SentValue) throws(SentValueError) -> Self?
    /// Reads the key in a path, `Locations(14202)`; `nil` for what is none.
    init?(key: String)
    /// An id for a new entry.
    ///
    /// - Parameters:
    ///   - largest: asks for the largest id that is taken; `nil` where there is none.
    ///   - random: source of what is not counted.
    /// - Returns: `nil` where the largest possible one is taken.
    static func next<Failure: Error>(
        at now: Timestamp, using random: inout some RandomNumberGenerator,
        largest: () throws(Failure) -> Self?
    ) throws(Failure) -> Self?
}

extension Int32: DirectoryID {
    /// A number from 1 on; 0 is unset.
    package static func read(_ value: SentValue) throws(SentValueError) -> Int32? {
        guard let number = try value.integer(), number != 0 else { return nil }
        guard number > 0 else { throw .notPositive }
        return number
    }

    /// Digits of a number from 1 on.
    package init?(key: String) {
        guard let company = CompanyID(key) else { return nil }
        self = company.number
    }

    /// One more than the largest; the first is 1.
    package static func next<Failure: Error>(
        at now: Timestamp, using random: inout some RandomNumberGenerator,
        largest: () throws(Failure) -> Int32?
    ) throws(Failure) -> Int32? {
        let (next, overflow) = (try largest() ?? 0).addingReportingOverflow(1)
        return overflow ? nil : next
    }
}

extension CompanyID: DirectoryID {
    /// A number from 1 on; 0 is unset.
    package static func read(_ value: SentValue) throws(SentValueError) -> CompanyID? {
        try Int32.read(value).flatMap { CompanyID($0) }
    }

    /// Digits of a number from 1 on.
    package init?(key: String) { self.init(key) }

    /// One more than the largest; the first is 1.
    package static func next<Failure: Error>(
        at now: Timestamp, using random: inout some RandomNumberGenerator,
        largest: () throws(Failure) -> CompanyID?
    ) throws(Failure) -> CompanyID? {
        let number = try Int32.next(at: now, using: &random) { () throws(Failure) in
            try largest()?.number
        }
        return number.flatMap { CompanyID($0) }
    }
}

extension GUID: DirectoryID {
    /// A GUID; `""` and all zeros are unset.
    package static func read(_ value: SentValue) throws(SentValueError) -> GUID? {
        try value.guid()
    }

    /// A GUID of either case.
    package init?(key: String) { self.init(key) }

    /// A GUID of version 7.
    package static func next<Failure: Error>(
        at now: Timestamp, using random: inout some RandomNumberGenerator,
        largest: () throws(Failure) -> GUID?
    ) throws(Failure) -> GUID? {
        version7(at: now, using: &random)
    }
}
