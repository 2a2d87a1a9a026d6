import Decoding
import Identity
import Simulator

@testable import Devices
@testable import Drivers

/// A reader with its session, in memory and in its own time.
struct CardBench {
    private(set) var reader: VirtualCardReader
    private var session: Session
    private var output = Output()
    private(set) var now = Instant(nanoseconds: 0)
    private var waiting: [VirtualCardReader.Message] = []
    /// What the session gave, but for what it sent.
    private(set) var items: [String] = []
    private(set) var readings: [Reading] = []
    private(set) var resets = 0
    private(set) var messages = 0
    /// All that was said, as a capture has it.
    private(set) var steps: [Capture.Step] = []
    /// At which message the card is pulled.
    var pullsAt: Int?

    init(
        level: CCIDDescriptor.ExchangeLevel, features: UInt32 = 0, slots: Int = 1,
        hasStatus: Bool = true, maxMessage: UInt32 = 271, queries: CardQueries = CardQueries(),
        options: DriverOptions = DriverOptions()
    ) throws {
        var options = options
        options.cards = queries
        reader = VirtualCardReader(level: level, slots: slots, hasStatus: hasStatus)
        session = try Session(
            .ccidReader, options,
            at: .cardReader(
                descriptor(level, features: features, slots: slots, maxMessage: maxMessage),
                hasStatus: hasStatus))
        session.opened(at: now, into: &output)
        takeOutput()
        run()
    }

    var fault: VirtualCardReader.Fault? {
        get { reader.fault }
        set { reader.fault = newValue }
    }

    var commands: [[UInt8]] { reader.commands }

    /// Lays a card on the reader, or takes it away, and lets time pass.
    mutating func put(
        _ card: VirtualCard?, into slot: Int = 0, for duration: Duration = .seconds(2)
    ) {
        waiting += reader.put(card, into: slot)
        pass(duration)
    }

    mutating func pass(_ duration: Duration) {
        let end = now + duration
        run()
        while let deadline = session.deadline, deadline <= end {
            now = max(now, deadline)
            session.deadlinePassed(at: now, into: &output)
            takeOutput()
            run()
        }
        now = max(now, end)
    }

    mutating func takeItems() -> [String] {
        defer { items.removeAll() }
        return items
    }

    mutating func close() {
        session.closing(at: now, into: &output)
        takeOutput()
    }

    private mutating func run() {
        while !waiting.isEmpty {
            now = now + .milliseconds(2)
            switch waiting.removeFirst() {
            case .data(let bytes):
                steps.append(.received(bytes))
                session.receive(bytes.span, at: now, into: &output)
            case .status(let bytes):
                steps.append(.status(bytes))
                session.receive(bytes.span, on: .status, at: now, into: &output)
            }
            takeOutput()
        }
    }

    private mutating func takeOutput() {
        for item in output.items {
            switch item {
            case .bytes(let bytes):
                messages += 1
                steps.append(.sent(bytes))
                if messages == pullsAt { waiting += reader.put(nil) }
                waiting += reader.take(bytes)
            case .reading(let reading):
                readings.append(reading)
                let source = reading.card.part?.rawValue ?? reading.card.finding?.rawValue ?? "-"
                items.append("\(reading.kind.rawValue) \(source) \(String(reading.text))")
            case .removed(let kind, let text):
                items.append("removed \(kind.rawValue) \(String(decoding: text, as: UTF8.self))")
            case .fault(let fault, _): items.append("fault \(fault.rawValue)")
            case .state(.ready): items.append("ready")
            case .state(.stale): items.append("stale")
            case .resetPort:
                resets += 1
                items.append("reset")
                reader.reset()
            default: break
            }
        }
        output.removeAll()
    }
}

/// The 54 bytes of a reader's class descriptor (CCID 1.10, 5.1).
func descriptor(
    _ level: CCIDDescriptor.ExchangeLevel, features: UInt32 = 0, slots: Int = 1,
    maxMessage: UInt32 = 271
) -> [UInt8] {
    let bits: UInt32 =
        switch level {
        case .character: 0
        case .tpdu: 0x10000
        case .shortAPDU: 0x20000
        case .extendedAPDU: 0x40000
        }
    func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
    return [0x36, 0x21, 0x10, 0x01, UInt8(slots - 1), 0x07] + word(3) + word(4000) + word(4000) + [
        0
    ]
        + word(10752) + word(344_086) + [0] + word(254) + word(0) + word(0)
        + word(bits | features) + word(maxMessage) + [0, 0, 0, 0, 0, 1]
}

extension USBInterface {
    static func cardReader(_ descriptor: [UInt8], hasStatus: Bool = true) -> USBInterface {
        var endpoints = [
            USBEndpoint(address: 0x81, kind: .bulk, maxPacketSize: 64),
            USBEndpoint(address: 0x02, kind: .bulk, maxPacketSize: 64),
        ]
        if hasStatus {
            endpoints.append(
                USBEndpoint(address: 0x83, kind: .interrupt, maxPacketSize: 8, interval: 16))
        }
        return USBInterface(
            vendorID: 0x1209, productID: 0x0001, interfaceClass: .smartCard, endpoints: endpoints,
            classDescriptor: descriptor)
    }
}

enum Cards {
    static let tag = """
        atr 3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68
        uid 04 76 BF E1 BF 02 80
        """
    /// NTAG with the message "text 8134567890".
    static let tagWithText = """
        atr 3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68
        uid 04 76 BF E1 BF 02 80
        memory 04 76 BF 45 E1 BF 02 80 DC 48 00 00 E1 10 06 00
        memory 03 11 D1 01 0D 54 02 65 6E 38 31 33 34 35 36 37
        memory 38 39 30 FE 00 00 00 00 00 00 00 00 00 00 00 00
        memory 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """
    static let clubChip = """
        atr 3B 16 94 7C 03 01 00 00 0D
        application F0434C5542
        file 0001 38 31 33 34 35 36 37 38 39 30 00 00
        """
    /// The same over T=1, without faster factors.
    static let clubChipT1 = """
        atr 3B 80 81 01 00
        application F0434C5542
        file 0001 38 31 33 34 35 36 37 38 39 30 00 00
        """
    static let payment = """
        atr 3B 8A 80 01 00 31 C1 73 C8 40 00 00 90 00 90
        uid 08 11 22 33
        payment
        """
    static let passport = """
        atr 3B 80 80 01 01
        uid 08 AA BB CC
        application A0000002471001
        """
    static let phone = """
        atr 3B 80 80 01 01
        uid 08 01 02 03
        """
    static let club = CardQueries(applications: [
        CardApplication(
            name: Bytes("club chip"), identifier: [0xF0, 0x43, 0x4C, 0x55, 0x42],
            place: .file(1), length: 10)
    ])
}
