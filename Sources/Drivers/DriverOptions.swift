public import Identity

/// What settings (`ends`, `preamble`, `postamble`, `codes` of a device) and captures may change about a driver.
public struct DriverOptions: Sendable, Equatable {
    /// What ends a label; nil for the driver's own default.
    public var ends: LabelEnd?
    /// Text the device was set to send before each label: it must be there, and is removed.
    public var preamble: Bytes<16>
    /// Text the device was set to send after each label, before the terminator: it must be there, and is removed.
    public var postamble: Bytes<16>
    /// Which table the device's code identifiers come from; nil for the driver's own default.
    public var codes: CodeProfile?

    public init(
        ends: LabelEnd? = nil, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        codes: CodeProfile? = nil
    ) {
        self.ends = ends
        self.preamble = preamble
        self.postamble = postamble
        self.codes = codes
    }
}

/// What ends a label on a serial line. The raw value is the word in settings.
public enum LabelEnd: String, Sendable, CaseIterable {
    /// CR, LF or CR LF, whichever comes.
    case auto
    case cr, lf, crlf, tab
    /// STX before the label, ETX after it.
    case stxEtx = "stxetx"
}

/// Whose code identifiers precede a label's data. The raw value is the word in settings.
public enum CodeProfile: String, Sendable, CaseIterable {
    /// No identifier is looked for.
    case none
    /// ISO/IEC 15424 where the text begins with a known one, else none.
    case aim
    case zebra, honeywell, metrologic
    /// Datalogic's tables: the same letter means different symbologies in the USA and EU sets.
    case usa, eu
}
