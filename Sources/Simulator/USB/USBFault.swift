/// What can be made to go wrong with a virtual device.
public enum USBFault: Sendable, Equatable {
    /// The next report ends after that many bytes.
    case shortReport(Int)
    /// The next report has that many bytes too many.
    case longReport(extra: Int)
    /// The next report is answered with a stall; the endpoint stays halted until the host clears
    /// it.
    case stall
    /// From now on, every control request but those of the standard is answered with a stall.
    case stallRequests
    /// The plug is pulled when the host has got that many packets of the next report.
    case unplug(afterPackets: Int)
    /// The host's next transfers to its endpoints, as many as that, are never taken.
    case deaf(transfers: Int)
    /// From now on no transfer is ever answered, on any endpoint, until the device is plugged in
    /// anew.
    case hang
}
