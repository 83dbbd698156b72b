import HTTPTypes

extension OperationDescription {
    static let readMetrics = OperationDescription(
        "readMetrics", .server, "Reads the figures of the server",
        "In Prometheus' text format, for whom the operator lets: this machine, if nothing is set.",
        answers: [
            AnswerDescription(
                status: .ok, words: "The figures.",
                contents: [.text("text/plain", "docket_http_connections 1\n")])
        ], refusals: [.invalidToken, .notFound])
}
