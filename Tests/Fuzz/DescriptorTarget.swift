import Decoding
import Devices
import Drivers
import Identity
import Simulator

extension FuzzTarget {
    /// A report descriptor as a device could send it, and a report after it: the first two bytes
    /// say how long the descriptor is.
    static let reportDescriptor = FuzzTarget(
        name: "report-descriptor",
        seeds: {
            Corpus.captures.compactMap { _, capture in
                guard let descriptor = capture.interface?.reportDescriptor else { return nil }
                let count = descriptor.count
                return [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
                    + descriptor + capture.received.prefix(128)
            }
        },
        run: { bytes in
            var input = Input(bytes)
            let length = Int(input.byte()) << 8 | Int(input.byte())
            let descriptorBytes = input.bytes(length)
            let report = input.all()
            let interface = USBInterface(
                vendorID: 0x0801, productID: 0x0011, reportDescriptor: descriptorBytes)
            if let descriptor = try? ReportDescriptor(descriptorBytes.span) {
                check(descriptor, report)
            }
            _ = Driver.claim(for: interface)
            for driver in Driver.catalogue where driver.attachment.usb != nil {
                guard let session = try? Session(driver, DriverOptions(), at: interface) else {
                    continue
                }
                feed(report, to: session)
            }
        })

    /// Fields lie within their reports, and every element can be asked for.
    private static func check(_ descriptor: ReportDescriptor, _ report: [UInt8]) {
        for field in descriptor.fields {
            let length = descriptor.length(of: field.kind, id: field.reportID) ?? 0
            hold(length <= ReportDescriptor.reportCapacity + 1, "a report longer than the limit")
            hold(field.bitOffset + field.bitLength <= length * 8, "a field past its report's end")
            _ = descriptor.isField(field, within: HIDUsage(page: 0x8C, id: 2))
            for index in [0, 1, field.count - 1, field.count] {
                _ = field.value(index, in: report.span)
                _ = field.choice(index, in: report.span)
            }
        }
        _ = descriptor.topLevelUsages
    }

    /// Feeds a session whose output only has to exist.
    private static func feed(_ report: [UInt8], to session: consuming Session) {
        var output = Output()
        let now = Instant(nanoseconds: 0)
        session.opened(at: now, into: &output)
        session.receive(report.span, at: now, into: &output)
        let part = Array(report.prefix(64))
        session.receive(part.span, at: now, into: &output)
        session.signal(.accept, at: now, into: &output)
        session.inputDamaged(at: now, into: &output)
        if let deadline = session.deadline { session.deadlinePassed(at: deadline, into: &output) }
    }
}
