/// The way back of a connection after a failed transfer.
enum USBRecovery {
    case none
    /// The other transfers are being taken back.
    case draining
    /// A little, longer each time: an unplugged device fails for a moment before it is gone.
    case waiting(Timer)
    /// A thread sets the endpoints back. Other requests would wait in the kernel.
    case clearing

    var isClearing: Bool { if case .clearing = self { true } else { false } }
    var isUnderWay: Bool { if case .none = self { false } else { true } }
}
