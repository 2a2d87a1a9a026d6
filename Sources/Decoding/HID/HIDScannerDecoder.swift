public import Identity

/// Decodes a bar code scanner of the HID point-of-sale class (usage page 0x8C).
///
/// What a scanner answers to a command comes in the same reports, marked as no bar code; it gives
/// no reading.
public struct HIDScannerDecoder: Decoder {
    /// Honeywell and its brands: the maker whose own code identifiers are known.
    public static let honeywell: UInt16 = 0x0C2E
    /// Honeywell's own identifiers for what is no label: a command's answer, and its status.
    private static let replyCodes: [UInt8] = [UInt8(ascii: "?"), UInt8(ascii: "6")]

    private var reports: LabelReports
    private let layouts: [ScannedDataLayout]
    private let hasIDs: Bool
    private let affixes: Affixes
    private let isHoneywell: Bool
    /// What makes the scanner send HID POS reports; nil where nothing is needed.
    private let wake: HIDCommand?
    /// What sounds the beeper; nil where it has none.
    private let beep: HIDCommand?
    /// The report that the label under way came in.
    private var reportID: UInt8 = 0
    /// The AIM identifier of the label under way; empty where the scanner sent none.
    private var identifier = Bytes<3>()
    /// The maker's own identifier of the label under way; 0 for none.
    private var vendorCode: UInt8 = 0

    /// - Parameter vendor: The device's vendor id: whose own code identifiers it sends.
    public init(
        _ descriptor: ReportDescriptor, vendor: UInt16, preamble: Bytes<16> = Bytes(),
        postamble: Bytes<16> = Bytes()
    ) throws(ClaimError) {
        layouts = try ScannedDataLayout.all(in: descriptor)
        hasIDs = descriptor.hasReportIDs
        reports = LabelReports(try ReportAssembler(descriptor))
        affixes = Affixes(preamble: preamble, postamble: postamble)
        isHoneywell = vendor == Self.honeywell
        // Honeywell's feature report 254 chooses between two kinds of reports on this interface: 1
        // is HID POS.
        let chooses = isHoneywell && descriptor.length(of: .feature, id: 254) == 2
        wake = chooses ? .feature(id: 254, Bytes([1].span)) : nil
        beep = isHoneywell ? Self.beep(descriptor) : nil
    }

    /// Honeywell's scanners sound their beeper for `SYN BEL CR` in output report 0xFD, with its
    /// length before it.
    private static func beep(_ descriptor: ReportDescriptor) -> HIDCommand? {
        guard let length = descriptor.length(of: .output, id: 0xFD) else { return nil }
        var command = Bytes<64>([3, 0x16, 0x07, 0x0D].span)
        // A report is sent whole (HID 1.11, 8.4).
        while command.count < min(length - 1, 64) { command.append(0) }
        return .output(id: 0xFD, command)
    }

    public var deadline: Instant? { reports.deadline }

    public mutating func opened(at now: Instant, into output: inout Output) {
        if let wake { output.send(wake) }
        output.state(.ready)
    }

    public mutating func signal(_ signal: Signal, at now: Instant, into output: inout Output) {
        guard let beep else { return }
        for _ in 0..<(signal == .accept ? 1 : 3) { output.send(beep) }
    }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        guard let report = reports.receive(bytes, at: now, into: &output) else { return }
        do throws(Fault) {
            try take(report, at: now, &output)
        } catch {
            reports.refuse(error, at: now, into: &output)
        }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        reports.inputDamaged(at: now, into: &output)
    }

    private mutating func take(
        _ whole: Bytes<1024>, at now: Instant, _ output: inout Output
    ) throws(Fault) {
        let report = whole.span
        let id = hasIDs ? report[0] : 0
        // The other reports say something of the scanner, and hold no code.
        guard let layout = layouts.first(where: { $0.reportID == id }) else { return }
        let hasMore = layout.hasMore(report)
        let length = layout.length(in: report)
        if reports.parts.isUnderWay, id != reportID || !goesOn(report, layout) {
            // The rest of the label before it never came.
            reports.parts.removeAll()
            output.report(.truncated, of: .barcode)
        }
        guard length <= layout.data.count else {
            reports.parts.drop(hasMore: hasMore, at: now)
            throw .badLength
        }
        if !reports.parts.isUnderWay, !reports.parts.isDropping { begin(report, layout) }
        let start = layout.data.lowerBound
        let data = report.extracting(start..<start + length)
        guard try reports.parts.take(data, hasMore: hasMore, at: now) else { return }
        defer { reports.parts.removeAll() }
        // A report of zeros says nothing.
        guard !reports.parts.text.isEmpty || !identifier.isEmpty else { return }
        try read(into: &output)
    }

    /// Whether a report can be the next part of the label under way: it has the same identifier, or
    /// none.
    private func goesOn(_ report: borrowing Span<UInt8>, _ layout: ScannedDataLayout) -> Bool {
        let next = Self.identifier(in: report, layout)
        return next.isEmpty || next == identifier
    }

    private mutating func begin(_ report: borrowing Span<UInt8>, _ layout: ScannedDataLayout) {
        reportID = layout.reportID
        identifier = Self.identifier(in: report, layout)
        vendorCode = layout.vendorCode.map { report[$0] } ?? 0
    }

    /// The AIM identifier; empty where the report has none, or has something there that is none.
    private static func identifier(
        in report: borrowing Span<UInt8>, _ layout: ScannedDataLayout
    ) -> Bytes<3> {
        var identifier = Bytes<3>()
        guard let first = layout.identifier.first, report[first] == UInt8(ascii: "]") else {
            return identifier
        }
        for offset in layout.identifier { identifier.append(report[offset]) }
        return identifier
    }

    private func read(into output: inout Output) throws(Fault) {
        if isHoneywell {
            // `]X0` is what a command's answer begins with, part by part; its status comes as
            // `]Z6`.
            if identifier == "]X0" || identifier == "]Z6" { return }
            if identifier.isEmpty, Self.replyCodes.contains(vendorCode) { return }
        }
        let body = try affixes.body(of: reports.parts.text.span)
        let data = reports.parts.text.span.extracting(body)
        var codes = CodeProfile.none
        var label = Bytes<2112>()
        if !identifier.isEmpty {
            codes = .aim
            label.append(contentsOf: identifier.span)
        } else if isHoneywell, vendorCode != 0 {
            codes = .honeywell
            label.append(vendorCode)
        }
        label.append(contentsOf: data)
        do throws(Fault) {
            try LabelText(codes: codes, carriesNull: true).read(label.span, into: &output)
        } catch {
            // There is no parity here: a byte that a label cannot hold is only that.
            throw error == .badParity ? .badCharacter : error
        }
    }
}
