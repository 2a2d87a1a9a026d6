import CLinux
import Glibc
package import Identity

/// What `termios` says of a line, as it is set, read back and compared (termios(3)).
package struct LineSettings: Equatable, Sendable {
    var input: tcflag_t
    var output: tcflag_t
    var local: tcflag_t
    var control: tcflag_t
    var inputSpeed: speed_t
    var outputSpeed: speed_t

    /// Raw bytes both ways, nothing interpreted, a bad character marked; the line stays as it is
    /// when it is closed. Nil for a speed that termios does not name.
    package init?(_ line: SerialLine) {
        guard let speed = SerialSpeed.code(for: line.baud) else { return nil }
        inputSpeed = speed
        outputSpeed = speed
        // Marks: FF 00 and the character for wrong parity or framing, FF 00 00 for a break.
        input = tcflag_t(INPCK) | tcflag_t(PARMRK)
        output = 0
        local = 0
        // CLOCAL: many cables have no carrier wire. HUPCL stays off, because it resets on closing.
        control = tcflag_t(CREAD) | tcflag_t(CLOCAL) | Self.bits(of: line.framing)
        switch line.flow {
        case .none: break
        case .hardware: control |= tcflag_t(CRTSCTS)
        case .software: input |= tcflag_t(IXON) | tcflag_t(IXOFF)
        }
    }

    init(_ termios: termios) {
        input = termios.c_iflag
        output = termios.c_oflag
        local = termios.c_lflag
        control = termios.c_cflag & Self.comparedControl
        inputSpeed = unsafe withUnsafePointer(to: termios) { unsafe cfgetispeed($0) }
        outputSpeed = unsafe withUnsafePointer(to: termios) { unsafe cfgetospeed($0) }
    }

    /// Puts these settings into what the port said it has.
    func apply(to termios: inout termios) {
        termios.c_iflag = input
        termios.c_oflag = output
        termios.c_lflag = local
        termios.c_cflag = termios.c_cflag & ~Self.comparedControl | control
        unsafe cfsetispeed(&termios, inputSpeed)
        unsafe cfsetospeed(&termios, outputSpeed)
        unsafe withUnsafeMutableBytes(of: &termios.c_cc) {
            // A read returns what is there. 0 could not tell "nothing yet" from "unplugged".
            unsafe $0[Int(VMIN)] = 1
            unsafe $0[Int(VTIME)] = 0
            // The characters of XON/XOFF, whatever the last program set.
            unsafe $0[Int(VSTART)] = 0x11
            unsafe $0[Int(VSTOP)] = 0x13
        }
    }

    /// The same for a pseudo-terminal, which has no wires and takes 8N1 only.
    package var forPseudoterminal: LineSettings {
        var settings = self
        settings.control &= ~(tcflag_t(CSIZE) | tcflag_t(PARENB) | tcflag_t(PARODD) | Self.sticky)
        settings.control |= tcflag_t(CS8)
        return settings
    }

    /// What was wanted and what is there instead, in words; nil when all is as wanted.
    package func difference(
        from wanted: LineSettings
    ) -> (wanted: String, kept: String)? {
        guard self != wanted else { return nil }
        var pairs: [(wanted: String, kept: String)] = []
        func compare(_ name: (LineSettings) -> String) {
            let pair = (wanted: name(wanted), kept: name(self))
            if pair.wanted != pair.kept { pairs.append(pair) }
        }
        compare { $0.framing.map { "\($0)" } ?? "another framing" }
        compare { SerialSpeed.baud(of: $0.outputSpeed).map { "\($0) baud" } ?? "another speed" }
        compare { $0.flow }
        // Not seen with any driver: flags that say how bytes are treated.
        if pairs.isEmpty { pairs.append(("raw bytes", "other settings")) }
        return (
            pairs.map(\.wanted).joined(separator: ", "), pairs.map(\.kept).joined(separator: ", ")
        )
    }

    private var framing: SerialFraming? {
        let dataBits: [tcflag_t: Int] = [
            tcflag_t(CS5): 5, tcflag_t(CS6): 6, tcflag_t(CS7): 7, tcflag_t(CS8): 8,
        ]
        guard let bits = dataBits[control & tcflag_t(CSIZE)] else { return nil }
        let isOdd = control & tcflag_t(PARODD) != 0
        let parity: SerialFraming.Parity =
            switch (control & tcflag_t(PARENB) != 0, control & Self.sticky != 0) {
            case (false, _): .none
            case (true, false): isOdd ? .odd : .even
            case (true, true): isOdd ? .mark : .space
            }
        let stopBits = control & tcflag_t(CSTOPB) != 0 ? 2 : 1
        return SerialFraming(dataBits: bits, parity: parity, stopBits: stopBits)
    }

    private var flow: String {
        switch (control & tcflag_t(CRTSCTS) != 0, input & tcflag_t(IXON | IXOFF) != 0) {
        case (false, false): "no flow control"
        case (true, false): FlowControl.hardware.rawValue
        case (false, true): FlowControl.software.rawValue
        case (true, true): "rtscts and xonxoff"
        }
    }

    private static let sticky = tcflag_t(CMSPAR)
    private static let comparedControl =
        tcflag_t(CSIZE) | tcflag_t(CSTOPB) | tcflag_t(CREAD) | tcflag_t(PARENB) | tcflag_t(PARODD)
        | tcflag_t(HUPCL) | tcflag_t(CLOCAL) | tcflag_t(CRTSCTS) | sticky

    private static func bits(of framing: SerialFraming) -> tcflag_t {
        let size: tcflag_t =
            switch framing.dataBits {
            case 5: tcflag_t(CS5)
            case 6: tcflag_t(CS6)
            case 7: tcflag_t(CS7)
            default: tcflag_t(CS8)
            }
        let parity: tcflag_t =
            switch framing.parity {
            case .none: 0
            case .even: tcflag_t(PARENB)
            case .odd: tcflag_t(PARENB) | tcflag_t(PARODD)
            case .mark: tcflag_t(PARENB) | tcflag_t(PARODD) | sticky
            case .space: tcflag_t(PARENB) | sticky
            }
        return size | parity | (framing.stopBits == 2 ? tcflag_t(CSTOPB) : 0)
    }
}
