import Decoding
import Drivers
import Identity
import Simulator

/// A decoder of the catalogue, set somehow.
private struct Setup: Sendable {
    var driver: Driver
    var options: DriverOptions
    var interface: USBInterface?
    var descriptor: ReportDescriptor?

    init(_ driver: Driver, _ options: DriverOptions, _ interface: USBInterface? = nil) {
        self.driver = driver
        self.options = options
        self.interface = interface
        descriptor = interface.flatMap { try? ReportDescriptor($0.reportDescriptor.span) }
    }

    /// Each way in which a capture is set, then every driver of a serial line with each of its
    /// words.
    static let all: [Setup] = {
        var all = Corpus.captures.map { Setup($0.driver, $0.capture.options, $0.capture.interface) }
        for driver in Driver.catalogue where driver.attachment.usb == nil {
            all.append(Setup(driver, DriverOptions()))
            for option in driver.options {
                guard case .word(let words) = option.kind else { continue }
                for word in words {
                    var options = DriverOptions()
                    try? options.set(option.name, to: Array(word.utf8), for: driver)
                    all.append(Setup(driver, options))
                }
            }
        }
        return all
    }()

    static let serial = all.filter { $0.interface == nil && $0.driver.attachment.usb == nil }
    static let reports = all.filter { $0.interface?.interfaceClass == .hid }

    func run() -> CaptureRun? {
        let capture = Capture(options: options, interface: interface)
        return try? CaptureRun(driver: driver, capture: capture)
    }

    /// What stands for this setting at an input's start: which of the list it is.
    static func index(of capture: Capture, _ driver: Driver, in list: [Setup]) -> UInt8? {
        list.firstIndex {
            $0.driver.name == driver.name && $0.options == capture.options
                && $0.interface == capture.interface
        }.flatMap { UInt8(exactly: $0) }
    }

    /// The captures as inputs for the settings of the list.
    static func seeds(for list: [Setup]) -> [[UInt8]] {
        Corpus.captures.compactMap { driver, capture in
            guard let index = index(of: capture, driver, in: list) else { return nil }
            return capture.steps.reduce(into: [index]) { $0 += Piece.written($1) }
        }
    }
}

/// What happens to a decoder.
private enum Piece {
    case bytes([UInt8])
    case pause(Duration)

    private static let pauses: [UInt8: Duration] = [
        251: .milliseconds(20), 252: .milliseconds(200), 253: .seconds(5),
    ]

    /// A byte below 250 is followed by as many bytes; 250 by 1,024; the others are pauses.
    init(_ input: inout Input) {
        let mark = input.byte()
        if let pause = Self.pauses[mark] {
            self = .pause(pause)
        } else {
            self = .bytes(input.bytes(mark < 250 ? Int(mark) : 1024))
        }
    }

    static func written(_ step: Capture.Step) -> [UInt8] {
        switch step {
        case .received(let bytes) where bytes.count < 250: [UInt8(bytes.count)] + bytes
        case .received(let bytes):
            stride(from: 0, to: bytes.count, by: 1024).flatMap {
                [250] + Array(bytes[$0..<min($0 + 1024, bytes.count)])
            }
        case .pause(let duration): [duration < .milliseconds(100) ? 251 : 252]
        case .comment, .sent, .signal, .answered, .status: []
        }
    }
}

extension FuzzTarget {
    /// Every driver of a serial line; fed whole and byte by byte it must give the same.
    static let serial = FuzzTarget(
        name: "serial", seeds: { Setup.seeds(for: Setup.serial) },
        run: { bytes in
            var run = PairOfRuns(bytes, Setup.serial)
            run?.compare()
        })

    /// Every driver of HID devices, with the report descriptors of the captures: transfers of any
    /// length, and reports of the length they have. Of those it must give the same when they come
    /// in pieces.
    static let reports = FuzzTarget(
        name: "reports", seeds: { Setup.seeds(for: Setup.reports) },
        run: { bytes in
            var run = PairOfRuns(bytes, Setup.reports)
            if run?.isExact == true { run?.compare() } else { run?.check() }
        })
}

/// The same input for two decoders, one fed as it is and one byte by byte.
private struct PairOfRuns {
    private var whole: CaptureRun
    private var single: CaptureRun
    private let setup: Setup
    /// Whether every feed was one whole report.
    private(set) var isExact = true

    /// Nil when the driver does not take the interface.
    init?(_ bytes: [UInt8], _ setups: [Setup]) {
        var input = Input(bytes)
        setup = setups[Int(input.byte()) % setups.count]
        guard let run = setup.run() else { return nil }
        whole = run
        single = run
        while !input.isEmpty {
            switch Piece(&input) {
            case .bytes(let bytes):
                isExact = isExact && setup.isReport(bytes)
                whole.feed(bytes)
                for byte in bytes { single.feed([byte]) }
            case .pause(let duration):
                whole.pass(duration)
                single.pass(duration)
            }
        }
    }

    /// Both gave the same.
    mutating func compare() {
        check()
        single.settle()
        hold(whole.items.count == single.items.count, "\(setup.driver.name): other items in pieces")
        for (one, other) in zip(whole.items, single.items) {
            hold(one.isSame(as: other), "\(setup.driver.name): another item in pieces")
        }
    }

    /// It ends waiting for nothing, and none of its readings lets a payment card through.
    mutating func check() {
        whole.settle()
        hold(!whole.isWaiting, "it waits for ever")
        for case .reading(let reading) in whole.items { expectNoPaymentCard(in: reading) }
    }
}

extension Setup {
    /// Whether this is one whole report that the device has.
    fileprivate func isReport(_ bytes: [UInt8]) -> Bool {
        guard let descriptor, let first = bytes.first else { return false }
        let id = descriptor.hasReportIDs ? first : 0
        guard descriptor.length(of: .input, id: id) == bytes.count else { return false }
        // An IBM message says how long it is. In pieces, what follows it could be the next one
        // unless it is padding.
        guard driver.name == "ibm-scanner" else { return true }
        return bytes.dropFirst(max(1, Int(first))).allSatisfy { $0 == 0 }
    }
}

extension Output.Item {
    fileprivate func isSame(as other: Output.Item) -> Bool {
        switch (self, other) {
        case (.reading(let one), .reading(let two)):
            one.kind == two.kind && one.entryMode == two.entryMode && one.text == two.text
                && one.symbology == two.symbology && one.tracks == two.tracks
                && one.protection == two.protection && one.isGS1 == two.isGS1
        case (.fault(let one, let kind), .fault(let two, let other)): one == two && kind == other
        case (.bytes(let one), .bytes(let two)): one == two
        case (.usbRequest(let one), .usbRequest(let two)): one == two
        case (.controlRequest(let one), .controlRequest(let two)): one == two
        case (.state(let one), .state(let two)): one == two
        case (.removed(let one, let text), .removed(let two, let other)):
            one == two && text == other
        case (.line(let one), .line(let two)): one == two
        case (.breakCondition, .breakCondition), (.reopen, .reopen): true
        default: false
        }
    }
}
