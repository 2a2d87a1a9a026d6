import Directory
package import Identity
import LaneLink

/// The customer directory as the gateway has it: opened when it can be, and tried again when it cannot.
///
/// An answer that cannot be had is an error, never "nobody": nobody is identified, or refused, by guess.
package final class DirectoryKeeper: Resolver {
    /// How long an open that failed is not tried again.
    private static let patience = Duration.seconds(1)

    private let path: String
    private let log: Log
    private let now: () -> Instant
    private let today: () -> CalendarDate
    private var directory: CustomerDirectory?
    private var failure: String?
    private var nextTry: Instant

    /// - Parameters:
    ///   - now: The loop's clock.
    ///   - today: The store's calendar date.
    package init(
        path: String, log: Log, now: @escaping () -> Instant,
        today: @escaping () -> CalendarDate
    ) {
        self.path = path
        self.log = log
        self.now = now
        self.today = today
        nextTry = now()
        _ = try? opened()
    }

    package func holder(of identifier: Identifier) throws(ResolverError) -> Holder {
        let directory = try opened()
        do throws(ResolverError) {
            let holder = try directory.holder(of: identifier)
            noteAnswer()
            return holder
        } catch {
            throw noted(error)
        }
    }

    package func shoppers(of holding: Holding) throws(ResolverError) -> [Candidate] {
        let directory = try opened()
        do throws(ResolverError) {
            return try directory.shoppers(of: holding)
        } catch {
            throw noted(error)
        }
    }

    package func candidates(
        for identifier: Identifier
    ) throws(ResolverError) -> [Candidate] {
        let directory = try opened()
        do throws(ResolverError) {
            return try directory.candidates(for: identifier)
        } catch {
            throw noted(error)
        }
    }

    /// Customers by the start of a name.
    /// - Throws: `invalidParameter` for a text without letter or digit, `directoryUnavailable` where it cannot be asked.
    func search(_ text: String, limit: Int) throws(LaneError) -> [FoundCustomer] {
        do {
            return try opened().search(text, limit: limit).map {
                FoundCustomer(
                    number: $0.number, name: $0.name, kind: $0.kind, status: $0.status,
                    servable: $0.servable)
            }
        } catch DirectoryError.emptySearch {
            throw .invalidParameter(field: "text", "holds no letter and no digit")
        } catch {
            throw .directoryUnavailable("\(error)")
        }
    }

    /// Lets go of the read transaction that this turn's look-ups shared.
    package func endTurn() {
        directory?.endBurst()
    }

    private func opened() throws(ResolverError) -> CustomerDirectory {
        if let directory {
            // A new date makes the directory forget what it remembers; the same one must not.
            let date = today()
            if directory.today != date { directory.today = date }
            return directory
        }
        guard now() >= nextTry else { throw ResolverError(failure ?? "it is not open") }
        do throws(DirectoryError) {
            let opened = try CustomerDirectory(path: path, access: .lookUp)
            opened.today = today()
            directory = opened
            return opened
        } catch {
            nextTry = now() + Self.patience
            throw noted(ResolverError(error.description))
        }
    }

    /// Says in the log what is wrong, once, however many look-ups it spoils.
    private func noted(_ error: ResolverError) -> ResolverError {
        if failure != error.description { log.error("\(error)") }
        failure = error.description
        return error
    }

    private func noteAnswer() {
        guard failure != nil else { return }
        failure = nil
        log.notice("the customer directory \(path) answers again")
    }
}
