/// What was answered to a change, for whoever asks again under the same key.
package struct KeptAnswer: Sendable, Equatable {
    /// A field of the header.
    package struct Field: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its value, one line.
        package let value: String

        /// A field.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The HTTP status.
    package var status: Int
    /// Fields of the header that belong to this answer.
    package var fields: [Field]
    /// The body; empty where there is none.
    package var body: [UInt8]
    /// What is kept of the body, and so comes again, where it tells a secret, which is shown once;
    /// `nil` where that is all of it.
    package var bodyWithoutSecret: [UInt8]?
    /// The order whose document at its making is the body, byte for byte: then the body need not
    /// be kept once more.
    package var madeOrder: GUID?

    /// An answer.
    package init(
        status: Int, fields: [Field] = [], body: [UInt8] = [],
        bodyWithoutSecret: [UInt8]? = nil, madeOrder: GUID? = nil
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.bodyWithoutSecret = bodyWithoutSecret
        self.madeOrder = madeOrder
    }
}
