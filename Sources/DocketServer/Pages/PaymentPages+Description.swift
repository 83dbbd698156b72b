import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

// The pages for customers, in the words of docs/api/parcels.md.

extension OperationDescription {
    static let showPayment = page(
        "showPayment", "Shows a customer what is to be paid",
        "And by what; or that it is paid, and where the labels are. For who has the link.",
        parameters: [.paidOrder, .linkHash])

    static let payOnPage = form(
        "payOnPage", "Pays an order",
        "By card, on the gateway's page; or from prepay, for who has signed in and may.",
        parameters: [.paidOrder, .linkHash])

    static let showTopUp = page(
        "showTopUp", "Shows a customer what is to be paid into prepay",
        "For who has the link.", parameters: topUpOptions)

    static let topUpOnPage = form(
        "topUpOnPage", "Pays money into prepay", "By card, on the gateway's page.",
        parameters: topUpOptions)

    static let showTracking = OperationDescription(
        "showTracking", .pages, "Shows how far a shipment is",
        "For who has its `OrderLineIdHmac`, percent-encoded.",
        at: "/tracking/{reference}", parameters: [.labelReference],
        answers: [
            .page(.notFound, "The link leads nowhere."), .page(.ok, "The page."),
        ])

    static let showSandboxGateway = page(
        "showSandboxGateway", "Shows the cards of the sandbox's gateway",
        "One that succeeds, one that is declined, and one that needs a second step.",
        parameters: gatewayOptions)

    static let payAtSandboxGateway = OperationDescription(
        "payAtSandboxGateway", .pages, "Pays with a card of the sandbox's gateway",
        "No money moves.", parameters: gatewayOptions,
        body: .form(
            NamedSchema(
                "GatewayForm",
                .object([
                    .formText("csrf", "What the page has in it.", "…", isRequired: false),
                    .formText(
                        "card",
                        "One of "
                            + SandboxGateway.Card.allCases.map { "`\($0.rawValue)`" }
                            .joined(separator: ", ") + ".", "succeeds", isRequired: false),
                    .formText(
                        "step", "`confirm` or `refuse`, where the bank asks.", "confirm",
                        isRequired: false),
                ])), ["csrf": "…", "card": "succeeds"], isRequired: false),
        answers: [
            .page(.notFound, "The link leads nowhere."),
            .redirect("The way back."), .page(.ok, "The bank's question."),
            .page(
                .badRequest, "No card was chosen, or it was declined.", headers: [.setCookie]),
            .page(
                .forbidden, "The page was too old, or not of this site.",
                headers: [.setCookie]),
        ])

    private static func page(
        _ id: String, _ summary: String, _ words: String, parameters: [ParameterDescription]
    ) -> OperationDescription {
        OperationDescription(
            id, .pages, summary, words, parameters: parameters,
            answers: [
                .page(.notFound, "The link leads nowhere."),
                .page(.ok, "The page.", headers: [.setCookie]),
            ])
    }

    private static func form(
        _ id: String, _ summary: String, _ words: String, parameters: [ParameterDescription]
    ) -> OperationDescription {
        OperationDescription(
            id, .pages, summary, words, parameters: parameters,
            body: .form(.paymentForm, ["csrf": "…", "with": "card"], isRequired: false),
            answers: [
                .page(.notFound, "The link leads nowhere."),
                .redirect("The way to the gateway, to the sign-in, or back to the page."),
                .page(.badRequest, "There is too little money.", headers: [.setCookie]),
                .page(
                    .forbidden, "The page was too old, or not of this site.",
                    headers: [.setCookie]),
                .page(.conflict, "It can't be paid any more.", headers: [.setCookie]),
                .page(
                    .serviceUnavailable, "The gateway does not answer.", headers: [.setCookie]),
            ])
    }

    private static let topUpOptions: [ParameterDescription] = [
        .option("company", "Into whose prepay, or to whom.", "14146"),
        .option(
            "topUpId", name: "id", "By which Id it happens once.",
            "5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d0f"),
        .option("pence", "How much.", "5000"), .linkHash,
    ]

    private static let gatewayOptions: [ParameterDescription] = [
        .option("company", "Into whose prepay, or to whom.", "14146"),
        .option(
            "payment", "Which payment.", "019aa7d1-3f40-7000-8000-5b6c7d8e9f00"),
        .option("pence", "How much.", "5000"),
        .option("title", "What is paid.", "Order 1414687651234987"),
        .option("return", "Path and query of the page to go back to.", "/order/payment"),
        .option("proof", "Shows that all that is as Docket wrote it.", "6f480df1"),
    ]
}

extension ParameterDescription {
    fileprivate static let paidOrder = option(
        "paidOrder", name: "id", "The OrderId.", "1414687651234987")

    fileprivate static let linkHash = option(
        "linkHash", name: "hash", "Shows that the link is Docket's.",
        "6f480df1253fd20796f418c273853a60")

    fileprivate static func option(
        _ key: String, name: String? = nil, _ words: String, _ example: String
    ) -> ParameterDescription {
        ParameterDescription(
            key, name: name ?? key, .query, words,
            Schema("string", ["maxLength": 1000]).example(.string(example)))
    }
}

extension NamedSchema {
    fileprivate static let paymentForm = NamedSchema(
        "PaymentForm",
        .object([
            .formText("csrf", "What the page has in it.", "…", isRequired: false),
            .formText("with", "`card` or `prepay`.", "card", isRequired: false),
        ]))
}
