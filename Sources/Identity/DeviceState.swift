/// Where a configured device stands. The raw value is the wire word of `device` and `devices`.
public enum DeviceState: String, Sendable, CaseIterable {
    /// Plugged in, not yet opened.
    case present
    case opening
    /// It reads.
    case ready
    /// Open, but it has not answered for too long.
    case stale
    /// Not plugged in.
    case lost
    /// Another program has it; `why` names it.
    case held
    /// No permission; `why` says what to do.
    case denied
}
