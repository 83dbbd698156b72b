package import DocketCore
package import Instrumentation
import Synchronization

/// Takes traces over from whoever calls, and hands them on to whoever is called.
///
/// Nothing is recorded by it: ids stand in the log, by which others' records find it.
///
/// A class: it is the identity of the random numbers that all requests share, since fetching some
/// for each would be a system call.
package final class TraceInstrument: Instrument {
    /// The field with the trace and who calls.
    package static let parentField = "traceparent"
    /// The field with what others have noted.
    package static let stateField = "tracestate"

    private let random = Mutex(SecureRandom())

    /// One for a server.
    package init() {}

    /// Reads where the caller's work stands in a trace; where nothing says so, or what says it is
    /// wrong, a trace begins here.
    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let parent = extractor.extract(key: Self.parentField, from: carrier) else {
            context.trace = newTrace()
            return
        }
        let state = extractor.extract(key: Self.stateField, from: carrier)
        let trace = random.withLock { random in
            TraceContext(traceparent: parent, tracestate: state, using: &random)
                ?? TraceContext(using: &random)
        }
        context.trace = trace
    }

    /// A trace that begins here.
    package func newTrace() -> TraceContext {
        random.withLock { TraceContext(using: &$0) }
    }

    /// Tells whoever is called where the work stands; nothing where it stands in no trace.
    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: Self.parentField, into: &carrier)
        if let state = trace.tracestate {
            injector.inject(state, forKey: Self.stateField, into: &carrier)
        }
    }
}

extension ServiceContext {
    private enum TraceKey: ServiceContextKey {
        typealias Value = TraceContext
    }

    /// Where the work stands in a trace; `nil` where nobody has said.
    package var trace: TraceContext? {
        get { self[TraceKey.self] }
        set { self[TraceKey.self] = newValue }
    }
}
