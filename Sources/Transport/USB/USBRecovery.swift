/// The way back after a failed report transfer.
enum USBRecovery {
    case none
    /// The other transfer is being taken back.
    case draining
    /// A little, longer each time: an unplugged device fails for a moment before it is gone.
    case waiting(Timer)
    /// A thread sets the endpoint back. Other requests would wait in the kernel.
    case clearing
}
