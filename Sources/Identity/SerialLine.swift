/// How a serial line is set: what a driver's maker ships and what settings may change.
public struct SerialLine: Sendable, Equatable {
    /// Bits per second.
    public var baud: Int
    public var framing: SerialFraming
    public var flow: FlowControl

    public init(baud: Int = 9600, framing: SerialFraming = .eightNoneOne, flow: FlowControl = .none)
    {
        self.baud = baud
        self.framing = framing
        self.flow = flow
    }
}

/// Data bits, parity and stop bits, written the usual way: `8N1`, `7O1`, `7E2`.
public struct SerialFraming: Sendable, Equatable, CustomStringConvertible {
    public enum Parity: Character, Sendable, CaseIterable {
        case none = "N"
        case even = "E"
        case odd = "O"
        case mark = "M"
        case space = "S"
    }

    /// 5 to 8.
    public var dataBits: Int
    public var parity: Parity
    /// 1 or 2.
    public var stopBits: Int

    public static let eightNoneOne = SerialFraming(dataBits: 8, parity: .none, stopBits: 1)
    public static let sevenOddOne = SerialFraming(dataBits: 7, parity: .odd, stopBits: 1)

    public init(dataBits: Int, parity: Parity, stopBits: Int) {
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
    }

    /// Reads `8N1` and the like, of either case; nil for anything else.
    public init?(_ text: String) {
        let characters = Array(text.uppercased())
        guard characters.count == 3,
            let dataBits = characters[0].wholeNumberValue, (5...8).contains(dataBits),
            let parity = Parity(rawValue: characters[1]),
            let stopBits = characters[2].wholeNumberValue, (1...2).contains(stopBits)
        else { return nil }
        self.init(dataBits: dataBits, parity: parity, stopBits: stopBits)
    }

    public var description: String { "\(dataBits)\(parity.rawValue)\(stopBits)" }
}

/// How the two ends of a line hold each other back.
public enum FlowControl: String, Sendable, CaseIterable {
    case none
    /// The RTS and CTS wires.
    case hardware = "rtscts"
    /// The characters DC1 and DC3.
    case software = "xonxoff"
}
