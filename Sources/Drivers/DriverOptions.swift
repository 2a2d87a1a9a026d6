public import Decoding
public import Identity

/// What settings (`ends`, `preamble`, `postamble`, `codes`, `lrc`, `layout` of a device) and captures may change about a
/// driver.
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
    /// The layout a reader in keyboard mode was set to; nil for `us`.
    public var layout: KeyboardLayout?
    /// What ends a scan of a reader in keyboard mode; nil for the driver's own default.
    public var keyboardEnds: KeyboardEnd?

    public init(
        ends: LabelEnd? = nil, preamble: Bytes<16> = Bytes(), postamble: Bytes<16> = Bytes(),
        codes: CodeProfile? = nil, lrc: TrackLRC? = nil,
        layout: KeyboardLayout? = nil, keyboardEnds: KeyboardEnd? = nil
    ) {
        self.ends = ends
        self.preamble = preamble
        self.postamble = postamble
        self.codes = codes
        self.lrc = lrc
        self.layout = layout
        self.keyboardEnds = keyboardEnds
    }

    /// The words that `ends` can have: those of serial lines and those of keyboards.
    public static var endWords: [String] {
        LabelEnd.allCases.map(\.rawValue)
            + KeyboardEnd.allCases.map(\.rawValue).filter { LabelEnd(rawValue: $0) == nil }
    }

    /// Sets what ends a label or a scan, by its word; false for a word that means nothing to either.
    public mutating func setEnds(_ word: String) -> Bool {
        let end = LabelEnd(rawValue: word)
        let keyboardEnd = KeyboardEnd(rawValue: word)
        guard end != nil || keyboardEnd != nil else { return false }
        ends = end
        keyboardEnds = keyboardEnd
        return true
    }
}
