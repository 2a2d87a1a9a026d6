public import Identity

/// Decodes a scanner of IBM's (OEM) USB interface, hand-held or table-top.
///
/// It is silent until it is told to read, and again after a reset. A message is its length, three
/// status bytes, and perhaps a label with its identifier behind it. Table-top scanners send the
/// digits of EAN and UPC as numbers 0 to 9.
public struct IBMScannerDecoder: Decoder {
    /// The longest that a host's message needs to be, in bytes.
    private static let commandLength = 11
    private static let enableCode: UInt8 = 0x11
    /// How often at most a scanner that says it is not enabled is told to be.
    private static let enablePause = Duration.seconds(1)

    private var reports: LabelReports
    private let affixes: Affixes
    private let labels: LabelText
    private let isTableTop: Bool
    private let enable: HIDCommand
    /// The makers' commands 04, a beep, and 05, an error's sound: Datalogic's take them.
    private let beeps: (accept: HIDCommand, reject: HIDCommand)?
    private let start: Int
    /// The identifier of the label under way.
    private var type: IBMLabelType?
    private var problem: IBMStatus.Problem?
    private var lastEnable: Instant?

    /// - Parameters:
    ///   - isTableTop: Whether digits come as numbers.
    ///   - hasBeeper: Whether it takes the makers' commands for its beeper.
    public init(
        _ descriptor: ReportDescriptor, isTableTop: Bool, hasBeeper: Bool = false,
        preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        options: LabelOptions = LabelOptions()
    ) throws(ClaimError) {
        labels = LabelText(codes: .none, carriesNull: true, options: options)
        guard descriptor.longestReport(of: .input) > 4 else {
            throw .missing(what: "input report that could hold a label")
        }
        reports = LabelReports(try ReportAssembler(descriptor, saysLength: true))
        affixes = Affixes(preamble: preamble, postamble: postamble)
        self.isTableTop = isTableTop
        enable = Self.command([Self.enableCode], descriptor)
        beeps =
            hasBeeper
            ? (
                Self.command([0x30, 0x00, 0x04], descriptor),
                Self.command([0x30, 0x00, 0x05], descriptor)
            ) : nil
        start = descriptor.hasReportIDs ? 1 : 0
    }

    /// A host's message, filled up with zeros to the length that the descriptor says, else to 11
    /// bytes.
    private static func command(_ bytes: [UInt8], _ descriptor: ReportDescriptor) -> HIDCommand {
        let id = descriptor.reportIDs(of: .output).first ?? 0
        let idLength = descriptor.hasReportIDs ? 1 : 0
        let declared = (descriptor.length(of: .output, id: id) ?? 0) - idLength
        let length = (bytes.count...64).contains(declared) ? declared : commandLength
        var message = Bytes<64>(bytes.span)
        while message.count < length { message.append(0) }
        return .output(id: id, message)
    }

    public var deadline: Instant? { reports.deadline }

    public mutating func opened(at now: Instant, into output: inout Output) {
        tellToRead(at: now, &output)
        output.state(.ready)
    }

    public mutating func signal(_ signal: Signal, at now: Instant, into output: inout Output) {
        guard let beeps else { return }
        output.send(signal == .accept ? beeps.accept : beeps.reject)
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
        let report = whole.span.extracting(start..<whole.count)
        let length = report.isEmpty ? 0 : Int(report[0])
        // Zeros between messages are padding.
        guard length > 0 else { return }
        guard length >= 4, length <= report.count else { throw .badLength }
        let message = report.extracting(first: length)
        let status = IBMStatus(message[1], message[2], message[3])
        // What goes on being wrong is said once.
        let isNew = status.problem != problem || status.problem == .checkDigit
        problem = status.problem
        if let fault = status.problem?.fault {
            reports.parts.removeAll()
            if isNew { throw fault }
            return
        }
        if length == 4 {
            if status.isAlive, !status.isEnabled { tellToRead(at: now, &output) }
            return
        }
        guard !status.hasAnswer else { return }
        try takeLabel(message, at: now, &output)
    }

    private mutating func takeLabel(
        _ message: borrowing Span<UInt8>, at now: Instant, _ output: inout Output
    ) throws(Fault) {
        let type = try IBMLabelType(message)
        if reports.parts.isUnderWay, type.symbology != self.type?.symbology {
            // The rest of the label before it never came.
            reports.parts.removeAll()
            output.report(.truncated, of: .barcode)
        }
        self.type = type
        // Each part has the identifier behind it.
        let data = message.extracting(4..<message.count - type.length)
        guard try reports.parts.take(data, hasMore: type.hasMore, at: now) else { return }
        defer { reports.parts.removeAll() }
        try read(type, into: &output)
    }

    private func read(
        _ type: IBMLabelType, into output: inout Output
    ) throws(Fault) {
        let body = try affixes.body(of: reports.parts.text.span)
        var text = Bytes<2112>(reports.parts.text.span.extracting(body))
        guard let symbology = type.symbology else {
            return try labels.read(text.span, into: &output)
        }
        if isTableTop, symbology.isEANUPC {
            for index in 0..<text.count where text[index] <= 9 { text[index] += 0x30 }
        }
        try labels.read(text.span, symbology: symbology, isGS1: type.isGS1, into: &output)
    }

    private mutating func tellToRead(at now: Instant, _ output: inout Output) {
        if let last = lastEnable, now - last < Self.enablePause { return }
        lastEnable = now
        output.send(enable)
    }
}
