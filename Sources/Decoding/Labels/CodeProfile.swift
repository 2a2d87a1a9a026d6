/// Whose code identifiers precede a label's data. The raw value is the word in settings.
public enum CodeProfile: String, Sendable, CaseIterable {
    /// No identifier is looked for.
    case none
    /// ISO/IEC 15424 where the text begins with one, else none.
    case aim
    case zebra, honeywell, metrologic, ncr
    /// Datalogic's tables: the same letter means different symbologies in the USA and EU sets.
    case usa, eu
}
