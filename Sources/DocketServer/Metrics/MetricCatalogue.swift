/// A name of which there are figures, and what it stands for.
package struct Metric: Sendable {
    /// As Prometheus has it, with the unit and, of a counter, `_total` at its end.
    package let name: String
    /// What it may do.
    package let kind: MetricKind
    /// By what it is told apart.
    package let labels: [String]
    /// What it is, in a sentence.
    package let help: String
    /// Of a histogram: up to what its buckets go.
    let bounds: [Double]

    fileprivate init(
        _ name: String, _ kind: MetricKind, by labels: [String] = [], bounds: [Double] = [],
        _ help: String
    ) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.bounds = bounds
        self.help = help
    }
}

/// Bounds of histograms.
enum MetricBounds {
    /// From a GET out of memory to a query that is about to be stopped.
    static let seconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// For whoever says nothing of them.
    static let amounts: [Double] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
    /// As many changes as a batch may have.
    static let batch: [Double] = [1, 2, 4, 8, 16, 32, 64, 128]
}

/// Every name of Docket's own. What libraries count beside it, they name themselves.
package enum MetricCatalogue {
    /// All of them, in the order of the documents (docs/operating.md, "Metrics").
    package static let all: [Metric] =
        requests + [inFlight, connections, uploads, longLists, eventStreams, limits]
        + database + [writesWaiting, readsWaiting, poolConnections, poolBusy]
        + [orders, ordersCounted] + access + webhooks + [refusedFigures, droppedLines] + process

    /// The metric of a name; `nil` for a library's.
    static func metric(_ name: String) -> Metric? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    // MARK: - Requests

    private static let requests = [
        Metric(
            "docket_http_requests_total", .counter, by: ["method", "route", "status"],
            "Requests that were answered, by the class of the status."),
        Metric(
            "docket_http_request_duration_seconds", .histogram, by: ["method", "route"],
            bounds: MetricBounds.seconds,
            "Time from a request's header until its answer was handed to the system."),
        Metric(
            "docket_http_answers_total", .counter, by: ["code"], "Answers, by their status code."),
        Metric(
            "docket_http_requests_aborted_total", .counter,
            "Requests whose connection ended before their answer did."),
        Metric(
            "docket_http_received_body_bytes_total", .counter, "Bytes of requests' bodies."),
        Metric("docket_http_sent_body_bytes_total", .counter, "Bytes of answers' bodies."),
        Metric(
            "docket_http_refused_total", .counter,
            "Requests and connections that were refused since there was too much to do."),
    ]

    static let inFlight = Metric(
        "docket_http_requests_in_flight", .gauge, "Requests that are worked on.")
    static let connections = Metric(
        "docket_http_connections", .gauge, "Connections that are open.")
    static let uploads = Metric(
        "docket_http_uploads", .gauge, "Requests with a large body that is still on its way.")
    static let longLists = Metric(
        "docket_http_long_lists", .gauge, "Lists longer than a page that are being written.")
    static let eventStreams = Metric(
        "docket_http_event_streams", .gauge, "Clients that follow events.")
    static let limits = Metric(
        "docket_http_limit", .gauge, by: ["of"], "How many of these there may be.")

    // MARK: - Database

    private static let database = [
        Metric(
            "docket_database_batch_writes", .histogram, bounds: MetricBounds.batch,
            "Changes that were committed together."),
        Metric(
            "docket_database_batch_duration_seconds", .histogram, bounds: MetricBounds.seconds,
            "Time from a batch's first change until it was on disk."),
    ]

    static let writesWaiting = Metric(
        "docket_database_writes_waiting", .gauge, "Changes that wait for a batch.")
    static let readsWaiting = Metric(
        "docket_database_reads_waiting", .gauge, "Reads that wait for a connection.")
    static let poolConnections = Metric(
        "docket_database_connections", .gauge, by: ["pool"], "Connections to the database.")
    static let poolBusy = Metric(
        "docket_database_connections_busy", .gauge, by: ["pool"], "Connections that work.")

    // MARK: - What is kept

    static let orders = Metric(
        "docket_orders", .gauge, by: ["state"], "Orders of all companies, as counted last.")
    static let ordersCounted = Metric(
        "docket_orders_counted_timestamp_seconds", .gauge, "When the orders were counted last.")

    private static let access = [
        Metric(
            "docket_tokens_given_total", .counter, by: ["grant"],
            "Access tokens that clients got."),
        Metric(
            "docket_security_events_total", .counter, by: ["event"],
            "Security events, as the log names them."),
    ]

    private static let webhooks = [
        Metric(
            "docket_webhook_deliveries_total", .counter, by: ["outcome"],
            "Tries to deliver: taken, refused by the receiver, or failed without its answer."),
        Metric(
            "docket_webhook_delivery_duration_seconds", .histogram,
            bounds: MetricBounds.seconds, "Time that a receiver took for a call."),
    ]

    // MARK: - The server itself

    static let refusedFigures = Metric(
        "docket_metrics_refused_total", .counter,
        "Figures that are not kept, since there are too many or their names mean others.")

    private static let droppedLines = Metric(
        "docket_access_log_dropped_total", .counter,
        "Lines of the access log that nobody took in time.")

    /// Of the process, by the names that Prometheus' own libraries give them.
    static let process = [
        Metric("process_cpu_seconds_total", .counter, "User and system time."),
        Metric("process_resident_memory_bytes", .gauge, "Memory that is in use."),
        Metric("process_virtual_memory_bytes", .gauge, "Memory that is laid claim to."),
        Metric("process_open_fds", .gauge, "Files and connections that are open."),
        Metric("process_max_fds", .gauge, "How many may be."),
        Metric("process_start_time_seconds", .gauge, "When the process began."),
    ]
}
