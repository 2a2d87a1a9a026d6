import Decoding
import Identity

extension Driver {
    /// Smart-card readers of USB's own class for them, contact and contactless, and those of their
    /// makers' class that have its descriptor.
    static let ccidReader = Driver(
        name: "ccid-reader",
        kind: .smartCard,
        summary: "smart-card and contactless readers (CCID)",
        matches: [.smartCard],
        options: [uidOrder, uidAs],
        attachment: .usb(.bulk) { options, interface throws(ClaimError) in
            guard interface.bulkIn != nil, interface.bulkOut != nil else {
                throw .unsuitable(
                    "it has no bulk endpoints, as readers of the older ICCD have none")
            }
            guard let descriptor = CCIDDescriptor(interface.classDescriptor.span) else {
                throw .unsuitable("its class descriptor does not have 54 bytes")
            }
            switch descriptor.level {
            case .tpdu, .shortAPDU, .extendedAPDU: break
            case .character:
                throw .unsuitable("it exchanges single characters, which only very old readers do")
            case nil: throw .unsuitable("its descriptor names no exchange level")
            }
            var queries = options.cards
            if let order: UIDOrder = options.word(uidOrder) {
                queries.isUIDReversed = order == .reversed
            }
            if let form: UIDForm = options.word(uidAs) { queries.isUIDDecimal = form == .decimal }
            return CCIDDecoder(descriptor, at: interface, queries: queries)
        })

    private static let uidOrder = DriverOption.word(
        "uidOrder", of: UIDOrder.self,
        "which byte of a card's number the reader gives first; `cards` in settings says it for all")
    private static let uidAs = DriverOption.word(
        "uidAs", of: UIDForm.self,
        "how a number of four bytes is written; `cards` in settings says it for all")
}

/// Which byte of a card's number comes first.
public enum UIDOrder: String, Sendable, CaseIterable {
    /// The one that the card sends first.
    case wire
    case reversed
}

/// How a card's number of four bytes is written.
public enum UIDForm: String, Sendable, CaseIterable {
    case hex, decimal
}
