import DocketCore
import DocketJSON

extension OperationDescription {
    static let readPrepay = OperationDescription(
        "readPrepay", .money, "Reads the prepay balance", "A plain number, in pounds.",
        parameters: [.docketCompany],
        answers: [.ok("The balance.", Written.amount.example(86.57))], refusals: [.notFound])

    static let readStatement = OperationDescription(
        "readStatement", .money, "Reads a statement",
        "Every transfer, the oldest first, and what is in each account. What one account loses "
            + "another gets: the sum over all is zero.",
        parameters: [.afterTransfer, .topTransfers, .docketCompany],
        answers: [.ok("The accounts and the transfers.", NamedSchema.statement.reference)],
        refusals: [.notFound])

    static let topUpPrepay = OperationDescription(
        "topUpPrepay", .money, "Pays money in",
        "What has come from outside, such as the bank; once under its `Id`.",
        parameters: [.docketCompany], body: .json(.moneyInput, example("7d0f")),
        answers: [.ok("What is there now.", NamedSchema.balance.reference)],
        refusals: [.conflict, .notFound])

    static let createTopUpLinks = OperationDescription(
        "createTopUpLinks", .money, "Makes a link by which money is paid in",
        "To a page on which whoever has the link pays by card, once.",
        parameters: [.docketCompany],
        body: .json(.topUpInput, ["Amount": 50, "CurrencyCode": "GBP"]),
        answers: [.ok("The link.", NamedSchema.topUpLinks.reference)],
        refusals: [.notFound, .notSupported])

    static let holdPrepay = OperationDescription(
        "holdPrepay", .money, "Keeps money back",
        "For an order that is paid later by capturing it; once under its `Id`.",
        parameters: [.docketCompany], body: .json(.moneyInput, example("7d10")),
        answers: [.ok("What is there now.", NamedSchema.balance.reference)],
        refusals: [.conflict, .balanceTooLow, .notFound])

    static let voidHold = OperationDescription(
        "voidHold", .money, "Gives a hold back to prepay", "All of it, once.",
        at: "/api/prepay/holds/{holdId}/void", parameters: [.holdKey, .docketCompany],
        answers: [.ok("What is there now.", NamedSchema.balance.reference)],
        refusals: [.conflict])

    static let captureHold = OperationDescription(
        "captureHold", .money, "Pays an order by a hold",
        "The hold must be of just what the order costs.",
        at: "/api/prepay/holds/{holdId}/capture", parameters: [.holdKey, .docketCompany],
        body: .json(.captureInput, ["OrderId": "1414687651234987"]),
        answers: [.ok("Where to go on.", NamedSchema.paidOrder.reference)],
        refusals: [.conflict])

    private static func example(_ digits: String) -> JSONValue {
        [
            "Id": .string("5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b\(digits)"), "Amount": 13.43,
            "Reference": "Invoice 118",
        ]
    }
}

extension ParameterDescription {
    /// Where a statement goes on.
    static let afterTransfer = ParameterDescription(
        "afterTransfer", name: "after", .query,
        "The Sequence of the last transfer that the client has.",
        Schema("integer", ["minimum": 0]).example(0))

    /// How many transfers.
    static let topTransfers = ParameterDescription(
        "topTransfers", name: "top", .query, "How many transfers at most.",
        Schema(
            "integer", ["minimum": 1, "maximum": .number("\(PrepayAPI.transfersMax)")]
        ).example(100))

    /// The id of a hold in a path.
    static let holdKey = ParameterDescription(
        name: "holdId", .path, "The Id that it was made with.",
        Sent.requiredGUID.example("5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d10"))
}

extension NamedSchema {
    /// Money that a client wants moved.
    static let moneyInput = NamedSchema(
        "MoneyInput",
        .object([
            .init(
                "Id", Sent.requiredGUID, "The client's own: with it, this happens once.",
                "5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d0f"),
            .init("Amount", sentAmount, "In pounds, whole pence.", 13.43),
            .init(
                "Reference", Sent.text(upTo: ParcelLimits.textScalarsMax), "Words for it.",
                "Invoice 118", isRequired: false),
            .init(
                "CurrencyCode", Written.name(["GBP"]), "Always GBP.", "GBP", isRequired: false),
        ]))

    private static let sentAmount = Schema([
        .init("type", ["number", "string"]), .init("minimum", 0.01),
        .init("maximum", .number("\(10_000_000)")), .init("multipleOf", 0.01),
        .init("pattern", #"^[0-9]+(\.[0-9]{1,2})?$"#),
    ])

    /// Money that is to be paid in by a link.
    static let topUpInput = NamedSchema(
        "TopUpInput",
        .object([
            .init(
                "Id", Sent.requiredGUID, "The client's own; a new one without it.",
                "5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d11", isRequired: false),
            .init("Amount", sentAmount, "In pounds, whole pence.", 50),
            .init(
                "CurrencyCode", Written.name(["GBP"]), "Always GBP.", "GBP", isRequired: false),
        ]))

    /// Where money is paid in.
    static let topUpLinks = NamedSchema(
        "TopUpLinks",
        .object([
            .init(
                "Links",
                .array(
                    of: .object([
                        .init("Name", Written.name(["payment"]), "What it leads to.", "payment"),
                        .init(
                            "Link", Schema("string"), "The page.",
                            "https://orders.example/prepay/payment?company=14146"),
                    ])), "The page.")
        ]))

    /// The order that is paid by a hold.
    static let captureInput = NamedSchema(
        "CaptureInput",
        .object([
            .init(
                "OrderId", Schema("string", ["pattern": "^[0-9]{12,21}$"]), "The OrderId.",
                "1414687651234987")
        ]))

    /// What is in prepay.
    static let balance = NamedSchema(
        "Balance",
        .object([
            .init("Balance", Written.amount, "What can be spent.", 86.57),
            .init("Held", Written.amount, "What is kept back.", 0),
        ]))

    /// Accounts and transfers.
    static let statement = NamedSchema(
        "Statement",
        .object([
            .init("Balance", Written.amount, "What can be spent.", 86.57),
            .init("Limit", Written.amount, "Below this, prepay does not fall.", 0),
            .init(
                "Accounts",
                .object(
                    LedgerAccount.allCases.map { account in
                        .init(
                            account.title, Written.amount, account.words,
                            account == .prepay ? 86.57 : 0)
                    }), "What is in each account; the sum is zero."),
            .init("Transfers", .array(of: transfer.reference), "The oldest first."),
        ]))

    private static let transfer = NamedSchema(
        "Transfer",
        .object([
            .init("Sequence", Written.longInteger, "Grows by one with each.", 1),
            .init(
                "Id", Written.guid, "Made by who wanted it.",
                "5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d0f"),
            .init(
                "Type", Written.name(Transfer.Kind.allCases.map(\.rawValue)), "What it is for.",
                "TopUp"),
            .init("Debit", accountName, "The account that loses.", "Bank"),
            .init("Credit", accountName, "The account that gets.", "Prepay"),
            .init("Amount", Written.amount, "How much.", 13.43),
            .init("Order", Written.guid.orNull, "The Id of the order that it is about.", .null),
            .init("Line", Written.integer.orNull, "The line that it is about.", .null),
            .init("Reference", Written.text, "Words for it.", "Invoice 118"),
            .time("At", "When."),
            .init("Actor", Schema("string"), "Who wanted it.", "sandbox"),
            .init(
                "Hash", Schema("string", ["pattern": "^[0-9a-f]{64}$"]),
                "Seals it and all before it.",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ]))

    private static let accountName = Written.name(LedgerAccount.allCases.map(\.title))
}

extension LedgerAccount {
    /// What it is, in words.
    fileprivate var words: String {
        switch self {
        case .prepay: "Paid in advance, to be spent."
        case .held: "Kept back from prepay."
        case .revenue: "Earned, without VAT."
        case .vat: "VAT, owed to the state."
        case .refunds: "Given back of what was earned."
        case .gateway: "At the payment gateway: below zero by what it owes."
        case .bank: "Outside: below zero by what came from there."
        }
    }
}
