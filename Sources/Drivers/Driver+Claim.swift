import Decoding
public import Identity

extension Driver {
    /// Which driver takes an interface of a USB device, and why, or why it is left.
    ///
    /// A driver of a serial line means the serial port that the kernel makes of the interface.
    /// - Parameter mention: What settings say of the device. A keyboard and a bare adapter are
    ///   taken only if their driver is named, because whatever is plugged into a named port may be
    ///   the console's keyboard.
    public static func claim(
        for interface: USBInterface, _ mention: Mention = .none
    ) -> Claim {
        switch mention {
        case .ignored: return .left(.ignored)
        case .none, .named(nil): return automaticClaim(for: interface)
        case .named(let driver?): return claim(for: interface, named: driver)
        }
    }

    /// The driver of a model whose interfaces cannot be looked at; nil where its ids do not tell.
    public static func known(vendor: UInt16, product: UInt16) -> Driver? {
        KnownDevice.all.first {
            $0.vendor == vendor && ($0.product == nil || $0.product == product)
        }.flatMap { named($0.driver) }
    }

    /// Whether its readers are keyboards to the kernel.
    public var isKeyboard: Bool { name == Self.keyboardReader.name }

    private static func claim(for interface: USBInterface, named driver: Driver) -> Claim {
        guard let endpoints = driver.attachment.usb else {
            guard driver.attachment.line != nil, interface.isSerialPort else {
                return .left(.unsuitable(driver: driver.name, why: "it is no serial port"))
            }
            return .taken(driver, because: .settings)
        }
        guard endpoints.fit(interface) else {
            return .left(.unsuitable(driver: driver.name, why: "it is no \(endpoints.name)"))
        }
        if let why = driver.refusal(of: interface) {
            return .left(.unsuitable(driver: driver.name, why: why))
        }
        return .taken(driver, because: .settings)
    }

    private static func automaticClaim(for interface: USBInterface) -> Claim {
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
        var refusal: Claim?
        for driver in catalogue {
            guard let match = driver.matches.first(where: { $0.matches(interface, descriptor) })
            else { continue }
            if driver.attachment.usb != nil, let why = driver.refusal(of: interface) {
                refusal = refusal ?? .left(.unsuitable(driver: driver.name, why: why))
                continue
            }
            return .taken(driver, because: match.ground(interface, known, descriptor))
        }
        return refusal ?? .left(reason(for: interface, descriptor))
    }

    /// Why the driver cannot read a USB interface; nil when it can.
    private func refusal(of interface: USBInterface) -> String? {
        do throws(ClaimError) {
            _ = try makeDecoder(DriverOptions(), for: interface)
            return nil
        } catch {
            return error.description
        }
    }

    private static func reason(
        for interface: USBInterface, _ descriptor: ReportDescriptor?
    ) -> Claim.Reason {
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
    ) -> Claim.Ground {
        switch self {
        case .usage(let usage, _): .usage(usage)
        case .page(let page):
            .usage(
                descriptor?.topLevelUsages.first { $0.page == page } ?? HIDUsage(page: page, id: 0))
        case .smartCard: .smartCard
        case .model, .keyboard, .serialPort:
            .model(
                known?.name ?? Maker.of(interface.vendorID)?.name ?? interface.model)
        }
    }
}
