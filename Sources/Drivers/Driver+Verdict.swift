import Decoding
public import Identity

extension Driver {
    /// Which driver takes an interface of a USB device, and why, or why it is left.
    ///
    /// A driver whose link is `.serial` means the serial port that the kernel makes of the interface.
    /// - Parameter mention: What settings say of the device. A keyboard and a bare adapter are taken only if they are
    ///   named.
    public static func verdict(
        for interface: USBInterface, _ mention: Mention = .none
    ) -> Verdict {
        switch mention {
        case .ignored: return .left(.ignored)
        case .none: return automaticVerdict(for: interface)
        case .named(let driver?): return verdict(for: interface, named: driver)
        case .named(nil):
            let verdict = automaticVerdict(for: interface)
            // Naming a keyboard is all that an ordinary one needs.
            if case .left(.ordinaryKeyboard) = verdict {
                return self.verdict(for: interface, named: .keyboardReader)
            }
            return verdict
        }
    }

    private static func verdict(for interface: USBInterface, named driver: Driver) -> Verdict {
        switch driver.link {
        case .serial:
            guard interface.isSerialPort else {
                return .left(.unsuitable(driver: driver.name, why: "it is no serial port"))
            }
        case .hid:
            guard interface.interfaceClass == .hid else {
                return .left(.unsuitable(driver: driver.name, why: "it is no HID interface"))
            }
            if let why = driver.refusal(of: interface) {
                return .left(.unsuitable(driver: driver.name, why: why))
            }
        }
        return .taken(driver, because: .settings)
    }

    private static func automaticVerdict(for interface: USBInterface) -> Verdict {
        let known = KnownDevice.all.first { device in
            device.vendor.map { interface.isModel($0, device.product) } ?? false
        }
        if case .knownNot(let why) = known?.tier, let known {
            return .left(.unsupported(model: known.name, why: why))
        }
        var descriptor: ReportDescriptor?
        if interface.interfaceClass == .hid {
            do throws(ReportDescriptorError) {
                descriptor = try ReportDescriptor(interface.reportDescriptor.span)
            } catch {
                return .left(.badDescriptor(error))
            }
        }
        var refusal: Verdict?
        for driver in catalogue {
            guard let match = driver.matches.first(where: { $0.matches(interface, descriptor) })
            else { continue }
            if driver.link == .hid, let why = driver.refusal(of: interface) {
                refusal = refusal ?? .left(.unsuitable(driver: driver.name, why: why))
                continue
            }
            return .taken(driver, because: match.ground(interface, known, descriptor))
        }
        return refusal ?? .left(reason(for: interface, descriptor))
    }

    /// Why the driver cannot read a HID interface; nil when it can.
    private func refusal(of interface: USBInterface) -> String? {
        do throws(HIDError) {
            _ = try makeReportDecoder(DriverOptions(), interface)
            return nil
        } catch {
            return error.description
        }
    }

    private static func reason(
        for interface: USBInterface, _ descriptor: ReportDescriptor?
    ) -> Verdict.Reason {
        if let descriptor {
            if descriptor.isKeyboard { return .ordinaryKeyboard }
            if descriptor.isPointer { return .notAReader(what: "a mouse or pointer") }
            let names = descriptor.topLevelUsages.map(\.name)
            return .notAReader(what: names.first ?? "a HID device that does not say what it is")
        }
        if let chip = SerialChip(of: interface) { return .bareSerialChip(name: chip.rawValue) }
        if interface.isSerialPort { return .bareSerialChip(name: "CDC-ACM") }
        return .notAReader(what: interface.interfaceClass.name)
    }
}

extension USBMatch {
    fileprivate func ground(
        _ interface: USBInterface, _ known: KnownDevice?, _ descriptor: ReportDescriptor?
    ) -> Verdict.Ground {
        switch self {
        case .usage(let usage, _): .usage(usage)
        case .page(let page):
            .usage(
                descriptor?.topLevelUsages.first { $0.page == page } ?? HIDUsage(page: page, id: 0))
        case .model, .keyboard, .serialPort:
            .model(
                known?.name ?? Maker.of(interface.vendorID)?.name ?? interface.model)
        }
    }
}
