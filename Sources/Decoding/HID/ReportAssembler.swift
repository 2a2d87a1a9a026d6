public import Identity

/// Makes whole input reports of a HID device's transfers.
///
/// A transfer is usually one report; a device that splits one sends the parts one after the other.
/// How long a report is comes from the descriptor. A transfer that begins with no known report id,
/// or goes on after the report's end with more than padding, is dropped; so is a part that stays
/// alone.
public struct ReportAssembler: Sendable {
    /// What a transfer led to.
    public enum Step: Sendable, Equatable {
        /// Nothing to say yet.
        case pending
        /// A report is complete: take it from `report`.
        case report
        /// A report that this driver does not read is complete.
        case other
    }

    /// The longest report that is put together, in bytes.
    public static let capacity = 1024
    /// How long the rest of a report may be awaited.
    public static let silence = Duration.seconds(1)

    /// The report, its id first where the device has ids.
    public private(set) var report = Bytes<1024>()
    private let hasIDs: Bool
    /// The length of each report that can come, in bytes, by its id; 0 where there is none.
    private let lengths: InlineArray<256, UInt16>
    private let wanted: UInt8?
    /// Whether a report's first byte says how many of its bytes count: the rest may be left out, or
    /// be anything.
    private let saysLength: Bool
    private var isComplete = true
    private var lastPart = Instant(nanoseconds: 0)

    /// - Parameters:
    ///   - wanted: The only report to take; nil for all.
    ///   - saysLength: Whether a report's first byte, after its id, says how many bytes count,
    ///     itself included.
    public init(
        _ descriptor: ReportDescriptor, wanted: UInt8? = nil, saysLength: Bool = false
    ) throws(ClaimError) {
        var lengths = InlineArray<256, UInt16>(repeating: 0)
        for id in descriptor.reportIDs(of: .input) {
            let length = descriptor.length(of: .input, id: id) ?? 0
            guard length <= Self.capacity else { throw .tooLong(limit: Self.capacity) }
            lengths[Int(id)] = UInt16(length)
        }
        self.lengths = lengths
        self.wanted = wanted
        self.saysLength = saysLength
        hasIDs = descriptor.hasReportIDs
    }

    /// When the rest of a report will have been awaited for too long; nil when none is.
    public var deadline: Instant? { isComplete ? nil : lastPart + Self.silence }

    /// Drops a part whose rest did not come, or cannot be this transfer, which is too long for it.
    /// To be called before a transfer is taken.
    public mutating func expire(
        at now: Instant, before transfer: borrowing Span<UInt8>
    ) throws(Fault) {
        guard !isComplete else { return }
        let fits = transfer.isEmpty || report.count + transfer.count <= expected
        guard !fits || now - lastPart >= Self.silence else { return }
        removeAll()
        throw .truncated
    }

    /// Takes a transfer. `badFrame` for an unknown report id, `badLength` for a transfer that is
    /// longer than its report.
    public mutating func take(
        _ transfer: borrowing Span<UInt8>, at now: Instant
    ) throws(Fault) -> Step {
        guard !transfer.isEmpty else { return .pending }
        if isComplete { report.removeAll() }
        lastPart = now
        let id = isComplete ? (hasIDs ? transfer[0] : 0) : reportID
        let length = Int(lengths[Int(id)])
        guard length > 0 else { throw .badFrame }
        let missing = length - report.count
        for index in transfer.indices {
            if index < missing {
                report.append(transfer[index])
            } else if transfer[index] != 0 {
                removeAll()
                throw .badLength
            }
        }
        isComplete = report.count >= (saysLength ? min(length, saidLength) : length)
        guard isComplete else { return .pending }
        return wanted == nil || wanted == id ? .report : .other
    }

    /// Overwrites the report and forgets what is under way.
    public mutating func removeAll() {
        report.removeAll()
        isComplete = true
    }

    /// The id of the report under way or complete; 0 for a device without ids.
    public var reportID: UInt8 { hasIDs && !report.isEmpty ? report[0] : 0 }

    /// How long the report says that it is, its id included.
    private var saidLength: Int {
        let place = hasIDs ? 1 : 0
        return report.count > place ? max(place + 1, place + Int(report[place])) : place + 1
    }

    private var expected: Int { Int(lengths[Int(reportID)]) }
}
