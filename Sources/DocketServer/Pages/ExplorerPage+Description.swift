import DocketJSON
import HTTPTypes

// The explorer and the pages of problems, in the words of docs/api/explorer.md.

extension OperationDescription {
    static let showExplorer = OperationDescription(
        "showExplorer", .pages, "Shows the API in a browser", "Swagger UI.",
        answers: [
            .page(.ok, "The page."),
            .page(.notFound, "The program was compiled without Swagger UI."),
        ])

    static let showExplorerSettings = OperationDescription(
        "showExplorerSettings", .pages, "Says how the explorer is set",
        answers: [
            AnswerDescription(
                status: .ok, words: "The settings.",
                contents: [.text("text/javascript", "SwaggerUIBundle({});\n")])
        ])

    static let showExplorerFile = OperationDescription(
        "showExplorerFile", .pages, "Shows a part of the explorer", "A file of Swagger UI.",
        at: "/docs/{file}",
        parameters: [
            ParameterDescription(
                name: "file", .path, "The name of the file.",
                Written.name(SwaggerUIFile.all.map(\.name)).example("swagger-ui.css")),
            .ifNoneMatch,
        ],
        answers: [
            AnswerDescription(
                status: .ok, words: "The file.",
                contents: [
                    .text("text/css", "body { margin: 0 }\n"),
                    .text("text/javascript", "SwaggerUIBundle({});\n"), .page,
                    .text("text/plain", "Apache License\n"),
                    .init(
                        type: "image/png", schema: Schema([.init("contentMediaType", "image/png")])
                    ),
                ], headers: [.eTag.orNone, .frameOptions.orNone])
        ])

    static let listProblems = OperationDescription(
        "listProblems", .pages, "Shows all kinds of refusals",
        answers: [.page(.ok, "The page.")])

    static let showProblem = OperationDescription(
        "showProblem", .pages, "Explains a kind of refusal", "Where the `type` of a problem leads.",
        at: "/problems/{type}",
        parameters: [
            ParameterDescription(
                name: "type", .path, "The last part of its `type`.",
                Written.name(ProblemType.allCases.map(\.rawValue)).example("invalid-transition"))
        ],
        answers: [.page(.ok, "The page.")])
}
