/// The layout a reader in keyboard mode was set to type for. The raw value is the word in settings
/// (`layout`).
///
/// It is the reader's setting that counts, not the computer's: LaneID reads keys, before any layout
/// of the system.
public enum KeyboardLayout: String, Sendable, CaseIterable {
    case us, uk, de, fr, es, it, tr, cz, sk, pl
}

/// What ends a scan of a reader in keyboard mode. The raw value is the word in settings (`ends`).
public enum KeyboardEnd: String, Sendable, CaseIterable {
    /// Enter or Tab, whichever comes.
    case auto
    case enter, tab
    /// Nothing is typed at the end: a scan ends when no key was pressed for `KeyboardEnd.quiet`.
    case silence

    /// How long a reader that types no terminator must have been silent.
    public static let quiet = Duration.milliseconds(100)
}
