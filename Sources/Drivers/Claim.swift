public import Decoding

/// Whether an interface of a USB device is read, by which driver, and why.
public enum Claim: Sendable {
    case taken(Driver, because: Ground)
    case left(Reason)

    /// Why a driver takes an interface.
    public enum Ground: Sendable, Equatable {
        /// It says what it is: a top-level collection of this usage.
        case usage(HIDUsage)
        /// It is a smart-card reader by its class.
        case smartCard
        /// Its model or maker is known; the name is the catalogue's.
        case model(String)
        /// Settings name it.
        case settings
    }

    /// Why an interface is left alone.
    public enum Reason: Sendable, Equatable {
        /// Settings say so.
        case ignored
        /// Nothing says that it is a reader.
        case notAReader(what: String)
        /// It types, and so do ordinary keyboards.
        case ordinaryKeyboard
        /// What is behind the adapter it cannot say.
        case bareSerialChip(name: String)
        /// A model that is known not to work, and why.
        case unsupported(model: String, why: String)
        /// The driver that settings name cannot read this interface.
        case unsuitable(driver: String, why: String)
        /// A HID interface whose report descriptor cannot be read.
        case badDescriptor(ReportDescriptorError)
    }

    /// The driver that reads it; nil when it is left.
    public var driver: Driver? {
        if case .taken(let driver, _) = self { driver } else { nil }
    }
}

/// What settings say of a device.
public enum Mention: Sendable {
    /// Nothing.
    case none
    /// `ignore` matches it.
    case ignored
    /// An entry of `devices` matches it, with its driver where it names one.
    case named(Driver?)
}

extension Claim: CustomStringConvertible {
    /// A sentence for `laneid devices`, without the driver's name.
    public var description: String {
        switch self {
        case .taken(_, let ground): ground.description
        case .left(let reason): reason.description
        }
    }
}

extension Claim.Ground: CustomStringConvertible {
    public var description: String {
        switch self {
        case .usage(let usage): "it says that it is a \(usage.name)"
        case .smartCard: "it says that it is a smart-card reader"
        case .model(let name): "its model is known: \(name)"
        case .settings: "settings name it"
        }
    }
}

extension Claim.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .ignored: "settings say to ignore it"
        case .notAReader(let what): "not a reader: \(what)"
        case .ordinaryKeyboard:
            "an ordinary keyboard, or a reader in keyboard mode: if it is a reader, name it in settings with the driver keyboard-reader"
        case .bareSerialChip(let name):
            "a serial adapter (\(name)), which does not say what is plugged into it: if it is a reader, name it in settings with its driver"
        case .unsupported(let model, let why): "\(model) is known not to work: \(why)"
        case .unsuitable(let driver, let why): "the driver \(driver) cannot read it: \(why)"
        case .badDescriptor(let error): "it cannot be understood: \(error)"
        }
    }
}
