import Identity

/// How a swipe reader's report is made.
public enum SwipeForm: Sendable {
    /// MagTek SureSwipe: a status, a length and a field for each track.
    case plain
    /// MagTek MagneSafe: the same, encrypted, and the masked tracks beside them.
    case masked
    /// The standard's usage page 0x8E.
    case standard

    fileprivate var what: String {
        switch self {
        case .plain: "track data of a swipe reader (usages FF00:0030 to 0032) alone"
        case .masked: "masked tracks of a MagneSafe reader (usages FF00:004A to 004C)"
        case .standard: "track data of a magnetic stripe reader (usages 008E:0021 to 0023)"
        }
    }
}

/// Where the report of a swipe reader has what it read: MagTek's usages (99875191, 99875475), or
/// the standard's (HID POS Usage Tables 1.02, 6; page 0x8E).
struct SwipeLayout: Sendable {
    /// A track's fields.
    struct Track: Sendable {
        /// Bit 0 says that the track could not be decoded; nil where the reader does not say.
        let status: ReportField?
        /// How many bytes of the data count; nil where the data is filled up with NUL instead.
        let length: ReportField?
        let data: Range<Int>
        /// How many bytes the reader encrypted; nil for one that never encrypts.
        let encrypted: ReportField?
    }

    let reportID: UInt8
    /// Track 1, 2, 3; nil for one that the reader does not have.
    let tracks: [Track?]
    /// Two bytes, high byte first; bit 2 says that the reader encrypts. Nil for one that never
    /// encrypts.
    let encryptionStatus: Int?

    private static let encrypts = 0x0004

    init(_ descriptor: ReportDescriptor, _ form: SwipeForm) throws(ClaimError) {
        let layout =
            switch form {
            case .plain: Self.plain(descriptor)
            case .masked: Self.masked(descriptor)
            case .standard: Self.standard(descriptor)
            }
        guard let layout else { throw .missing(what: form.what) }
        self = layout
    }

    private init(
        reportID: UInt8, tracks: [Track?], encryptionStatus: Int? = nil
    ) {
        self.reportID = reportID
        self.tracks = tracks
        self.encryptionStatus = encryptionStatus
    }

    /// Whether the reader says that it encrypts. One that has encrypted fields and no status does.
    func isEncrypting(_ report: borrowing Span<UInt8>) -> Bool {
        guard let place = encryptionStatus else { return true }
        return (Int(report[place]) << 8 | Int(report[place + 1])) & Self.encrypts != 0
    }

    /// MagneSafe: of its two sets of tracks the masked one is read. The other is secret whatever it
    /// holds.
    private static func masked(_ descriptor: ReportDescriptor) -> SwipeLayout? {
        let usage = { (id: UInt16) in HIDUsage(page: HIDPage.vendorDefined, id: id) }
        guard let first = descriptor.field(usage(0x4A)) else { return nil }
        let id = first.reportID
        let tracks = (UInt16(0)...2).map { index -> Track? in
            guard let data = bytes(descriptor.field(usage(0x4A + index), in: id)),
                let length = descriptor.field(usage(0x47 + index), in: id)
            else { return nil }
            return Track(
                status: descriptor.field(usage(0x20 + index), in: id), length: length, data: data,
                encrypted: descriptor.field(usage(0x28 + index), in: id))
        }
        let status = descriptor.field(usage(0x42), in: id)
        let place = status.flatMap {
            $0.bitLength == 16 && $0.bitOffset % 8 == 0 ? $0.bitOffset / 8 : nil
        }
        return SwipeLayout(reportID: id, tracks: tracks, encryptionStatus: place)
    }

    /// SureSwipe, and readers made like it. Where there are masked tracks as well, these ones are
    /// secret.
    private static func plain(_ descriptor: ReportDescriptor) -> SwipeLayout? {
        let usage = { (id: UInt16) in HIDUsage(page: HIDPage.vendorDefined, id: id) }
        guard descriptor.field(usage(0x4A)) == nil, let first = descriptor.field(usage(0x30)) else {
            return nil
        }
        let id = first.reportID
        let tracks = (UInt16(0)...2).map { index -> Track? in
            guard let data = bytes(descriptor.field(usage(0x30 + index), in: id)),
                let length = descriptor.field(usage(0x28 + index), in: id)
            else { return nil }
            return Track(
                status: descriptor.field(usage(0x20 + index), in: id), length: length, data: data,
                encrypted: nil)
        }
        return tracks.contains { $0 != nil } ? SwipeLayout(reportID: id, tracks: tracks) : nil
    }

    /// Page 0x8E: usages 11 to 13 are the lengths, 21 to 23 the data.
    private static func standard(_ descriptor: ReportDescriptor) -> SwipeLayout? {
        let usage = { (id: UInt16) in HIDUsage(page: HIDPage.magneticStripe, id: id) }
        let first = (UInt16(0x21)...0x23).lazy.compactMap { descriptor.field(usage($0)) }.first
        guard let id = first?.reportID else { return nil }
        let tracks = (UInt16(0)...2).map { index -> Track? in
            guard let data = bytes(descriptor.field(usage(0x21 + index), in: id)) else {
                return nil
            }
            return Track(
                status: nil, length: descriptor.field(usage(0x11 + index), in: id), data: data,
                encrypted: nil)
        }
        return tracks.contains { $0 != nil } ? SwipeLayout(reportID: id, tracks: tracks) : nil
    }

    /// Where a field of whole bytes stands; nil when it is no such field.
    private static func bytes(_ field: ReportField?) -> Range<Int>? {
        guard let field, field.bitSize == 8, field.bitOffset % 8 == 0 else { return nil }
        return field.bitOffset / 8..<field.bitOffset / 8 + field.count
    }
}
