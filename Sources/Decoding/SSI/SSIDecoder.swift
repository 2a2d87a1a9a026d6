public import Identity

/// Decodes a Zebra (Symbol) scanner that speaks Simple Serial Interface packets, and acknowledges
/// each.
///
/// A packet with a wrong checksum is refused, and sent again by the scanner; a packet sent again
/// although it had arrived gives no second reading.
public struct SSIDecoder: Decoder {
    private enum Phase {
        case between, inside
        /// Bytes that begin no packet: a silence is awaited, for what follows it is a packet's
        /// beginning.
        case lost
    }

    private static let retransmission: UInt8 = 0x01
    /// Set on a packet whose message goes on in the next.
    private static let continued: UInt8 = 0x02
    /// How long a started packet or message may stay silent: less than the scanner waits before it
    /// sends again.
    private static let silence = Duration.seconds(1)
    /// The pause between packets that shows where one begins.
    private static let gap = Duration.milliseconds(50)
    /// The scanner sends again within at most 9.9 s.
    private static let memory = Duration.seconds(10)

    private let text: LabelText
    private let affixes: Affixes
    private var packet = Bytes<257>()
    private var phase = Phase.between
    private var lastByte = Instant(nanoseconds: 0)
    private var assembly = SSIAssembly()
    /// Whether the last fault covers the bytes that follow: a wrong length makes the rest of a
    /// packet look like more.
    private var isReported = false
    /// Whether the last packets of a message that was refused are still coming.
    private var isSkipping = false
    /// The last packet that was taken: enough to know it again, not its text.
    private var lastTaken: (digest: UInt64, at: Instant)?

    public init(
        preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        options: LabelOptions = LabelOptions()
    ) {
        text = LabelText(codes: .none, options: options)
        affixes = Affixes(preamble: preamble, postamble: postamble)
    }

    public var deadline: Instant? {
        phase == .inside || assembly.isUnderWay ? lastByte + Self.silence : nil
    }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        expire(at: now, &output)
        for index in bytes.indices { take(bytes[index], at: now, &output) }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        lastByte = now
        packet.removeAll()
        guard phase != .lost else { return }
        phase = .lost
        // The scanner sends it again.
        output.send(SSIPacket.refuse(.checksum))
        if !isReported { output.report(.badParity, of: .barcode) }
        isReported = true
    }

    public mutating func signal(_ signal: Signal, at now: Instant, into output: inout Output) {
        output.send(SSIPacket.beep(signal == .accept ? .oneShortHigh : .oneLongLow))
    }

    private mutating func expire(at now: Instant, _ output: inout Output) {
        let quiet = now - lastByte
        if phase == .lost, quiet >= Self.gap { phase = .between }
        guard quiet >= Self.silence else { return }
        isReported = false
        isSkipping = false
        let isCut = phase == .inside || assembly.isUnderWay
        packet.removeAll()
        phase = .between
        assembly.removeAll()
        if isCut { output.report(.truncated, of: .barcode) }
    }

    private mutating func take(_ byte: UInt8, at now: Instant, _ output: inout Output) {
        lastByte = now
        switch phase {
        case .lost: return
        case .between:
            // A break on the line, or a waking scanner.
            guard byte != Control.null else { return }
            packet.removeAll()
            phase = .inside
        case .inside: break
        }
        packet.append(byte)
        guard packet[0] >= SSIPacket.headerLength, packet.count < 3 || packet[2] == 0 else {
            packet.removeAll()
            phase = .lost
            if !isReported { output.report(.badFrame, of: .barcode) }
            isReported = true
            return
        }
        guard packet.count == Int(packet[0]) + 2 else { return }
        phase = .between
        finish(at: now, &output)
        packet.removeAll()
    }

    private mutating func finish(at now: Instant, _ output: inout Output) {
        guard SSIPacket.isValid(packet.span) else {
            output.send(SSIPacket.refuse(.checksum))
            if !isReported { output.report(.badChecksum, of: .barcode) }
            isReported = true
            return
        }
        isReported = false
        let opcode = packet[1]
        switch opcode {
        case SSIPacket.Opcode.acknowledge, SSIPacket.Opcode.refuse,
            SSIPacket.Opcode.replyRevision, SSIPacket.Opcode.replyID,
            SSIPacket.Opcode.capabilities:
            // Answers to a host's packet; nobody answers an answer.
            return
        default: output.send(SSIPacket.acknowledge)
        }
        guard opcode == SSIPacket.Opcode.decodeData || opcode == SSIPacket.Opcode.segment else {
            return
        }
        guard !isRepeated(at: now) else { return }
        do throws(Fault) {
            if opcode == SSIPacket.Opcode.segment {
                try takeSegment(&output)
            } else {
                try takeData(&output)
            }
        } catch {
            output.report(error, of: .barcode)
        }
    }

    private mutating func takeSegment(_ output: inout Output) throws(Fault) {
        let data = packet.span.extracting(SSIPacket.headerLength..<packet.count - 2)
        guard try assembly.take(data, status: packet[3]) else { return }
        defer { assembly.removeAll() }
        try read(assembly.text.span, type: assembly.type, into: &output)
    }

    private mutating func takeData(_ output: inout Output) throws(Fault) {
        if assembly.isUnderWay {
            assembly.removeAll()
            output.report(.truncated, of: .barcode)
        }
        let goesOn = packet[3] & Self.continued != 0
        if goesOn || isSkipping {
            // Part of a message in a form that is not documented: half of it would be a wrong
            // number.
            let isFirst = !isSkipping
            isSkipping = goesOn
            if isFirst { throw .badFrame }
            return
        }
        let data = packet.span.extracting(SSIPacket.headerLength..<packet.count - 2)
        guard let type = data.first else { throw .badLength }
        try read(data.extracting(1..<data.count), type: type, into: &output)
    }

    private func read(
        _ data: Span<UInt8>, type: UInt8, into output: inout Output
    ) throws(Fault) {
        guard let code = SSICodeType(type) else { throw .unknownLabel }
        let label = data.extracting(try affixes.body(of: data))
        guard label.firstIndex(of: Control.null) == nil else { throw .badCharacter }
        try text.read(label, symbology: code.symbology, isGS1: code.isGS1, into: &output)
    }

    /// Whether the packet is marked as sent again and is the one that was taken last.
    private mutating func isRepeated(at now: Instant) -> Bool {
        let digest = packetDigest
        defer { lastTaken = (digest, now) }
        guard packet[3] & Self.retransmission != 0, let last = lastTaken else { return false }
        return last.digest == digest && now - last.at < Self.memory
    }

    /// The packet without its retransmission bit and its checksum, digested.
    private var packetDigest: UInt64 {
        var digest = FNV1a()
        for index in 0..<packet.count - 2 {
            digest.combine(index == 3 ? packet[index] & ~Self.retransmission : packet[index])
        }
        return digest.value
    }
}
