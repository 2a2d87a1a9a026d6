import Identity
import LaneLink
import Transport

extension USBReaders {
    /// Everything on the bus but what settings name: readers, and what was left alone and why.
    var reports: [DeviceReport] {
        unnamed.map(\.report)
            + held.filter { $1 == nil }.map { held, _ in
                DeviceReport(
                    held.usb.plug, .held, held.why, identity: USBName.identity(of: held.usb))
            }
            + left.map {
                DeviceReport(
                    $0.usb.plug, .present, $0.why, identity: USBName.identity(of: $0.usb),
                    interface: $0.interface)
            }
            + bus.pending.map {
                DeviceReport(
                    $0, .present,
                    "the kernel has not finished greeting it: if this lasts, unplug it and plug it in again",
                    identity: "USB port \($0)")
            }
    }
}

extension DeviceReport {
    /// How a plug is listed that is no device of ours.
    fileprivate init(
        _ plug: USBPlug, _ state: DeviceState, _ why: String, identity: String,
        interface: UInt8? = nil
    ) {
        self.init(
            device: "usb-\(plug)\(interface.map { "-if\($0)" } ?? "")", driver: nil, kind: nil,
            lane: nil, state: state, why: why, reads: 0, faults: 0, identity: identity)
    }
}
