public import Decoding
public import Identity

/// What settings (`ends`, `preamble`, `postamble`, `codes`, `lrc` of a device) and captures may change about a driver.
public struct DriverOptions: Sendable, Equatable {
    /// What ends a label; nil for the driver's own default.
    public var ends: LabelEnd?
    /// Text the device was set to send before each label: it must be there, and is removed.
    public var preamble: Bytes<16>
    /// Text the device was set to send after each label, before the terminator: it must be there, and is removed.
    public var postamble: Bytes<16>
    /// Which table the device's code identifiers come from; nil for the driver's own default.
    public var codes: CodeProfile?
    /// Whether a stripe reader sends the LRC character after each track; nil for the driver's own default.
    public var lrc: TrackLRC?

    public init(
        ends: LabelEnd? = nil, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        codes: CodeProfile? = nil, lrc: TrackLRC? = nil
    ) {
        self.ends = ends
        self.preamble = preamble
        self.postamble = postamble
        self.codes = codes
        self.lrc = lrc
    }
}
