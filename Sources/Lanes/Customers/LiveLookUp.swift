import Configuration
import Directory
import Identity
import SQLite
import Transport

/// Another program's file that is asked before the directory, within a limit: in each turn of the
/// loop no longer than that in all, and after an answer that did not come not again for a while.
/// The loop so waits for it at most once in `pause`, and at most that long.
final class LiveLookUp {
    /// How long a source that did not answer is not asked again.
    static let pause = Duration.seconds(5)

    /// Why the directory's own answer was given to what was asked last, since somebody took note of
    /// it.
    var fallback: LookUpFallback?

    private let source: LiveSource
    private let limit: Duration
    private let log: Log
    private let path: String
    /// What is left of the limit in this turn.
    private var left: Duration
    /// When the source is asked again, and why not before.
    private var silent: (until: Instant, why: LookUpFallback)?
    private var isFailing = false

    init(
        _ settings: Settings.SourceSettings, isPaymentCard: @escaping (Span<UInt8>) -> Bool,
        log: Log
    ) {
        source = LiveSource(
            path: settings.path, query: settings.query, isPaymentCard: isPaymentCard)
        path = settings.path
        limit = .milliseconds(settings.limitMs)
        left = limit
        self.log = log
    }

    /// - Parameter isKey: Whether the directory is asked for this very spelling of a key.
    func holder(
        of identifier: Identifier, isKey: Bool = false, in directory: CustomerDirectory
    ) throws(ResolverError) -> Holder {
        let start = Instant.now
        if let silent {
            guard start >= silent.until else {
                fallback = silent.why
                return try isKey
                    ? directory.holder(ofKey: identifier, by: .exact)
                    : directory.holder(of: identifier)
            }
            self.silent = nil
        }
        let answer = try source.holder(
            of: identifier, isKey: isKey, in: directory, limit: left)
        let end = Instant.now
        left = max(.zero, left - (end - start))
        if let why = answer.fallback {
            fallback = why
            silent = (end + Self.pause, why)
            note(why)
        } else if isFailing, answer.wasAsked {
            isFailing = false
            log.notice("the live source \(path) answers again")
        }
        return answer.holder
    }

    /// A new turn has the whole limit.
    func endTurn() {
        left = limit
        fallback = nil
    }

    /// What became of the source since the last time it was asked for: nil, and nothing to say, as
    /// long as it answers.
    func takeFallback() -> LookUpFallback? {
        defer { fallback = nil }
        return fallback
    }

    private func note(_ why: LookUpFallback) {
        guard !isFailing else { return }
        isFailing = true
        let what = why == .late ? "did not answer within \(limit)" : "cannot be asked"
        log.warning("the live source \(path) \(what); the directory's own answers are given")
    }
}
