package import Configuration
import Directory
package import Identity
import LaneLink
import Recognition
import SQLite
package import Transport

/// The customer directory as the gateway has it: opened when it can be, and tried again when it
/// cannot.
///
/// An answer that cannot be had is an error, never "nobody": nobody is identified, or refused, by
/// guess.
package final class DirectoryKeeper: Resolver {
    /// How long an open that failed is not tried again.
    private static let patience = Duration.seconds(1)

    /// Whether answers are for a test, which uses nothing up.
    var isRehearsing = false

    /// Another program's file, which is asked first; nil where settings name none.
    let live: LiveLookUp?

    /// When a query of a lane's is interrupted, in nanoseconds of the monotonic clock; `.max` for
    /// never.
    var deadline = Int64.max {
        didSet { directory?.deadline = deadline }
    }

    let path: String
    private let log: Log
    private let now: () -> Instant
    private let storeTime: () -> StoreTime
    private var directory: CustomerDirectory?
    private var failure: String?
    /// One-time codes that were taken.
    private var usedCodes: Set<Identifier> = []
    private static let maxCodes = 4096
    private var nextTry: Instant
    /// Whether the directory knows the time; one turn of the loop has one.
    private var isToldTime = false

    /// - Parameters:
    ///   - isPaymentCard: Whether a text of the live source may be a payment card's number.
    ///   - now: The loop's clock.
    ///   - storeTime: The store's calendar date and clock.
    package init(
        path: String, source: Settings.SourceSettings? = nil,
        isPaymentCard: @escaping (Span<UInt8>) -> Bool = {
            PaymentCardGuard().judge(typed: $0) != .clear
        }, log: Log,
        now: @escaping () -> Instant, storeTime: @escaping () -> StoreTime
    ) {
        self.path = path
        live = source.map { LiveLookUp($0, isPaymentCard: isPaymentCard, log: log) }
        self.log = log
        self.now = now
        self.storeTime = storeTime
        nextTry = now()
        _ = try? opened()
    }

    package func holder(of identifier: Identifier) throws(ResolverError) -> Holder {
        let directory = try opened()
        do throws(ResolverError) {
            let holder =
                if let live {
                    try live.holder(of: identifier, in: directory)
                } else {
                    try directory.holder(of: identifier)
                }
            noteAnswer()
            return identifier.kind == .oneTimeCode && !isRehearsing
                ? once(holder, of: identifier) : holder
        } catch {
            throw noted(error)
        }
    }

    package func holder(
        ofKey identifier: Identifier, by match: KeyMatch
    ) throws(ResolverError) -> Holder {
        let directory = try opened()
        do throws(ResolverError) {
            // The source knows its texts and nothing of bits and masks.
            if let live, match == .exact {
                return try live.holder(of: identifier, isKey: true, in: directory)
            }
            return try directory.holder(ofKey: identifier, by: match)
        } catch {
            throw noted(error)
        }
    }

    /// Takes a one-time code: it leads to its customer once. That is noted in the directory, and,
    /// for as long as somebody else writes there, here.
    private func once(_ holder: Holder, of code: Identifier) -> Holder {
        guard case .customer(var holding) = holder, holding.refusal == nil else { return holder }
        if usedCodes.count >= Self.maxCodes { usedCodes.removeAll() }
        guard usedCodes.insert(code).inserted else {
            holding.refusal = Refusal(reason: .used, level: .identifier)
            return .customer(holding)
        }
        do throws(DatabaseError) {
            _ = try CustomerDirectory.use(
                code: String(code.value), path: path, at: storeTime().seconds)
        } catch {
            log.warning("a one-time code is noted as used until a restart only: \(error)")
        }
        return holder
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

    package func details(of holding: Holding) throws(ResolverError) -> HoldingDetails {
        let directory = try opened()
        do throws(ResolverError) {
            return try directory.details(of: holding)
        } catch {
            throw noted(error)
        }
    }

    /// Customers by the start of a name.
    /// - Throws: `invalidParameter` for a text without letter or digit, `directoryUnavailable`
    ///   where it cannot be asked.
    func search(_ text: String, limit: Int) throws(LaneError) -> [FoundCustomer] {
        do {
            return try opened().search(text, limit: limit).map(FoundCustomer.init)
        } catch DatabaseError.refused(is EmptySearch) {
            throw .invalidParameter(field: "text", "holds no letter and no digit")
        } catch DatabaseError.refused(let search as WideSearch) {
            throw .tooMuch(search.description)
        } catch {
            throw LaneError(directory: error, narrower: "give more letters, or a lower limit")
        }
    }

    /// The guests who stay in a room now, by the start of a name where one is given.
    func guests(of room: String, named name: String) throws(LaneError) -> [Candidate] {
        do {
            return try opened().guests(of: room, named: name)
        } catch {
            throw LaneError(directory: error)
        }
    }

    /// Lets go of the read transaction that this turn's look-ups shared.
    package func endTurn() {
        isToldTime = false
        directory?.endBurst()
        live?.endTurn()
    }

    /// Why the directory cannot be asked; nil where it can. It is tried now, because whoever asks
    /// may just have mended it.
    var obstacle: String? {
        guard directory == nil else { return failure }
        nextTry = min(nextTry, now())
        do throws(ResolverError) {
            _ = try opened()
            noteAnswer()
            return nil
        } catch {
            return error.description
        }
    }

    func opened() throws(ResolverError) -> CustomerDirectory {
        if let directory {
            if !isToldTime { tell(directory) }
            return directory
        }
        guard now() >= nextTry else { throw ResolverError(failure ?? "it is not open") }
        do throws(DatabaseError) {
            let opened = try open()
            opened.deadline = deadline
            tell(opened)
            directory = opened
            return opened
        } catch {
            nextTry = now() + Self.patience
            throw noted(ResolverError(error.description))
        }
    }

    /// Opens the file, and brings it up to date where a newer release was installed: a shop does
    /// not wait for the next import.
    private func open() throws(DatabaseError) -> CustomerDirectory {
        do throws(DatabaseError) {
            return try CustomerDirectory(path: path, access: .lookUp)
        } catch {
            guard case .olderSchema = error else { throw error }
            do throws(DatabaseError) {
                try CustomerDirectory.bringUpToDate(path: path)
            } catch let reason {
                log.warning("\(reason)")
                throw error
            }
            log.notice("the customer directory \(path) was brought up to date with this release")
            return try CustomerDirectory(path: path, access: .lookUp)
        }
    }

    /// Tells the directory the time. A new date makes it forget what it remembers; the same one
    /// must not.
    private func tell(_ directory: CustomerDirectory) {
        let time = storeTime()
        if directory.today != time.date { directory.today = time.date }
        directory.now = time.seconds
        isToldTime = true
    }

    /// Logs an error once, however many look-ups fail because of it.
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

extension LaneError {
    /// What a lane is told of an error of the directory.
    /// - Parameter narrower: How to ask for less where the query was ended by its deadline.
    init(directory error: any Error, narrower: String = "ask for less") {
        let isEnded = (error as? DatabaseError)?.isInterruption ?? false
        self = isEnded ? .tooMuch(narrower) : .directoryUnavailable("\(error)")
    }
}
