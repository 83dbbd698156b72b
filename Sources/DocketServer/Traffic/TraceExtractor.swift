import DocketService
import HTTPTypes
import Instrumentation

/// Reads what is passed on of a trace out of a request's header.
struct TraceExtractor: Extractor {
    /// Fields that come several times are joined by commas, as RFC 9110 says.
    func extract(key: String, from fields: HTTPFields) -> String? {
        switch key {
        // Known names cost no reading.
        case TraceInstrument.parentField: fields[.traceparent]
        case TraceInstrument.stateField: fields[.tracestate]
        default: HTTPField.Name(key).flatMap { fields[$0] }
        }
    }
}
