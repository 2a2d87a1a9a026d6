/// A HID report descriptor, read: which reports a device sends, and where in them each usage stands
/// (HID 1.11, 6.2.2).
public struct ReportDescriptor: Sendable {
    /// A group of fields.
    public struct Collection: Sendable, Equatable {
        /// What it stands for; nil where the descriptor does not say.
        public let usage: HIDUsage?
        /// The collection it is in; nil for a top-level one.
        public let parent: Int?
    }

    /// The largest descriptor that is read, in bytes: what `wDescriptorLength` can say.
    public static let capacity = 65_535
    /// The largest report that is taken, in bytes, its id included.
    public static let reportCapacity = 8192

    public let collections: [Collection]
    /// All fields, in the order of the descriptor.
    public let fields: [ReportField]
    /// Whether the first byte of each report is its id.
    public let hasReportIDs: Bool
    private let lengths: [ReportKey: Int]

    struct ReportKey: Hashable, Sendable {
        let kind: ReportField.Kind
        let id: UInt8
    }

    /// Reads a descriptor. It takes any bytes: what is no descriptor throws.
    public init(_ bytes: borrowing Span<UInt8>) throws(ReportDescriptorError) {
        var parser = ReportParser()
        try parser.parse(bytes)
        collections = parser.collections
        fields = parser.fields
        hasReportIDs = parser.hasReportIDs
        let idBits = parser.hasReportIDs ? 8 : 0
        lengths = parser.lengths.mapValues { ($0 + idBits + 7) / 8 }
    }

    /// The usages of the top-level collections, in order.
    public var topLevelUsages: [HIDUsage] {
        collections.filter { $0.parent == nil }.compactMap(\.usage)
    }

    /// How long a report is, in bytes, its id included; nil when the device has no such report.
    public func length(of kind: ReportField.Kind, id: UInt8) -> Int? {
        lengths[ReportKey(kind: kind, id: id)]
    }

    /// The ids of all reports of a kind, in order; 0 stands for that of a device without ids.
    public func reportIDs(of kind: ReportField.Kind) -> [UInt8] {
        lengths.keys.filter { $0.kind == kind }.map(\.id).sorted()
    }

    /// The length of the longest report of a kind, in bytes, its id included; 0 when there is none.
    /// A transfer of input reports needs this much room.
    public func longestReport(of kind: ReportField.Kind) -> Int {
        lengths.filter { $0.key.kind == kind }.map(\.value).max() ?? 0
    }

    /// The first field with this usage.
    public func field(
        _ usage: HIDUsage, of kind: ReportField.Kind = .input, in report: UInt8? = nil
    ) -> ReportField? {
        fields.first {
            $0.kind == kind && $0.usage == usage && (report == nil || $0.reportID == report)
        }
    }

    /// Whether a field is in a collection of this usage, at whatever depth.
    public func isField(_ field: ReportField, within usage: HIDUsage) -> Bool {
        var next = field.collection
        while let index = next {
            if collections[index].usage == usage { return true }
            next = collections[index].parent
        }
        return false
    }
}

/// Why bytes are no report descriptor, and where.
public enum ReportDescriptorError: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    /// Longer than a device can say that it is; `count` in bytes.
    case tooLong(count: Int)
    /// An item goes past the end.
    case truncated(at: Int)
    /// A collection that was never begun, or not ended.
    case unbalancedCollections(at: Int)
    /// More collections, or more of them within each other, than any device needs.
    case tooManyCollections(at: Int)
    /// A pop without push, or more pushes than any device needs.
    case badStack(at: Int)
    /// A usage range that ends before it begins, or has no beginning or no end.
    case badUsageRange(at: Int)
    case tooManyUsages(at: Int)
    /// Usage alternatives within each other, or not closed.
    case badDelimiter(at: Int)
    /// Report id 0 or over 255, or fields before the first id.
    case badReportID(at: Int)
    /// A report longer than `ReportDescriptor.reportCapacity`.
    case reportTooLong(at: Int)
    case tooManyFields(at: Int)

    public var description: String {
        switch self {
        case .empty: "the report descriptor is empty"
        case .tooLong(let count): "the report descriptor has \(count) bytes, more than a device can"
        case .truncated(let at): "the report descriptor ends within the item at byte \(at)"
        case .unbalancedCollections(let at):
            "the report descriptor has a collection without beginning or end at byte \(at)"
        case .tooManyCollections(let at):
            "the report descriptor has too many collections at byte \(at)"
        case .badStack(let at): "the report descriptor has an unmatched push or pop at byte \(at)"
        case .badUsageRange(let at):
            "the report descriptor has an impossible usage range at byte \(at)"
        case .tooManyUsages(let at): "the report descriptor has too many usages at byte \(at)"
        case .badDelimiter(let at): "the report descriptor has an unmatched delimiter at byte \(at)"
        case .badReportID(let at): "the report descriptor has an impossible report id at byte \(at)"
        case .reportTooLong(let at):
            "the report descriptor has a report over \(ReportDescriptor.reportCapacity) bytes at byte \(at)"
        case .tooManyFields(let at): "the report descriptor has too many fields at byte \(at)"
        }
    }
}
