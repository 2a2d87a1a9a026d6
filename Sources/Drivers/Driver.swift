public import Decoding
public import Identity

/// A device model: how it is connected, and what decodes it. One file each, one line in
/// `Catalogue.swift`, recordings under `Fixtures/<name>/`.
public struct Driver: Sendable {
    /// The name that settings, `--driver` and captures use.
    public let name: String
    /// What it reads.
    public let kind: ReadingKind
    /// A line for `laneid help` and the README's device table.
    public let summary: String
    /// The USB interfaces it takes without being told; those of a serial driver are serial ports.
    public let matches: [USBMatch]
    /// What settings and captures may change.
    public let options: [DriverOption]
    /// How it is connected, and the decoder for it.
    public let attachment: Attachment

    public init(
        name: String, kind: ReadingKind, summary: String, matches: [USBMatch] = [],
        options: [DriverOption] = [], attachment: Attachment
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.matches = matches
        self.options = options
        self.attachment = attachment
    }

    /// A decoder in its first state.
    /// - Parameter interface: The USB interface where the device is at one.
    public func makeDecoder(
        _ options: DriverOptions, for interface: USBInterface? = nil
    ) throws(ClaimError) -> any Decoder {
        do throws(DriverOptionError) {
            try options.check(for: self)
        } catch {
            throw .option(error.sentence)
        }
        switch (attachment, interface) {
        case (.serial(_, let make), nil), (.stream(_, let make), nil),
            (.datagrams(_, let make), nil):
            return make(options)
        case (.usb(_, let make), let interface?): return try make(options, interface)
        case (.usb, nil): throw .otherConnection(needs: "a USB interface, not a serial line")
        case (_, _?): throw .otherConnection(needs: "a serial line, not a USB interface")
        }
    }
}

/// How a driver's devices are connected, with the factory of their decoders.
public enum Attachment: Sendable {
    /// A serial port, or a terminal server's; set as the maker ships it.
    case serial(SerialLine, DecoderFactory)
    /// An interface of a USB device. The factory throws for one that the driver cannot read.
    case usb(USBEndpoints, USBDecoderFactory)
    /// A connection to a device in the network, at this port unless settings say otherwise.
    case stream(port: UInt16, DecoderFactory)
    /// Datagrams to this port.
    case datagrams(port: UInt16, DecoderFactory)

    public typealias DecoderFactory = @Sendable (DriverOptions) -> any Decoder
    public typealias USBDecoderFactory =
        @Sendable (DriverOptions, USBInterface) throws(ClaimError) -> any Decoder

    /// How the serial line is set; nil where there is none.
    public var line: SerialLine? {
        if case .serial(let line, _) = self { line } else { nil }
    }

    /// The port of a device in the network; nil where it has none of its own.
    public var port: UInt16? {
        switch self {
        case .stream(let port, _), .datagrams(let port, _): port
        case .serial, .usb: nil
        }
    }

    /// The USB interface that is needed; nil where none is.
    public var usb: USBEndpoints? {
        if case .usb(let endpoints, _) = self { endpoints } else { nil }
    }
}

/// The USB interface that a driver needs.
public struct USBEndpoints: Sendable, Equatable {
    private let interfaceClass: USBClass

    /// Whether an interface has them.
    func fit(_ interface: USBInterface) -> Bool {
        self == .bulk ? interface.isSmartCardReader : interface.interfaceClass == interfaceClass
    }

    /// What such an interface is called.
    var name: String { self == .bulk ? "smart-card reader" : "HID interface" }

    /// Input reports come on the interrupt endpoint.
    public static let hid = USBEndpoints(interfaceClass: .hid)
    /// Messages go both ways on bulk endpoints; an interrupt endpoint says what changes.
    public static let bulk = USBEndpoints(interfaceClass: .smartCard)
}
