import Decoding
import Drivers
import Identity
import Simulator
import Testing

/// Which USB devices are taken, and which are never touched.
@Suite("Who is a reader")
struct ClaimTests {
    private func interfaces(of model: USBModel) -> [USBInterface] {
        model.interfaces.enumerated().map { number, interface in
            USBInterface(
                vendorID: model.vendorID, productID: model.productID, product: model.product,
                number: UInt8(number), interfaceClass: interface.kind,
                interfaceSubclass: interface.subclass, interfaceProtocol: interface.protocolNumber,
                endpoints: interface.endpoints, reportDescriptor: interface.reportDescriptor,
                classDescriptor: model.isCardReader
                    ? interface.classDescriptors + interface.trailingDescriptors : [])
        }
    }

    @Test(
        "Every virtual reader is taken by its driver, a bare adapter when settings name it",
        arguments: USBModel.catalogue)
    func taken(model: USBModel) {
        let interfaces = interfaces(of: model)
        let drivers = interfaces.compactMap { Driver.claim(for: $0).driver?.name }
        #expect(drivers.first == (model.isBareAdapter ? nil : model.driver))
        let named = Mention.named(.named(model.driver))
        #expect(
            interfaces.contains { Driver.claim(for: $0, named).driver?.name == model.driver })
    }

    @Test("What settings ignore is left", arguments: USBModel.catalogue)
    func ignored(model: USBModel) {
        for interface in interfaces(of: model) {
            #expect(Driver.claim(for: interface, .ignored).driver == nil)
        }
    }

    @Test func `An ordinary keyboard is left until settings name its driver`() throws {
        var keyboard = try #require(interfaces(of: .keyboardScanner).first)
        keyboard.vendorID = 0x046D
        let claim = Driver.claim(for: keyboard)
        #expect(claim.driver == nil && claim.description.contains("an ordinary keyboard"))
        // An entry for a port names whatever is plugged in there.
        #expect(Driver.claim(for: keyboard, .named(nil)).driver == nil)
        let named = Mention.named(.named("keyboard-reader"))
        #expect(Driver.claim(for: keyboard, named).driver?.name == "keyboard-reader")
    }

    @Test(
        "A serial chip is left unless its maker makes scanners",
        arguments: [
            (0x0403, 0x6001, nil, "FTDI"), (0x067B, 0x2303, nil, "Prolific PL2303"),
            (0x10C4, 0xEA60, nil, "Silicon Labs CP210x"), (0x1A86, 0x7523, nil, "QinHeng CH340"),
            (0x05E0, 0x0600, "serial-scanner", ""),
        ] as [(UInt16, UInt16, String?, String)])
    func adapters(vendor: UInt16, product: UInt16, driver: String?, chip: String) {
        let port = USBInterface(
            vendorID: vendor, productID: product, interfaceClass: .vendorSpecific)
        let claim = Driver.claim(for: port)
        #expect(claim.driver?.name == driver)
        #expect(claim.description.contains(chip))
        let named = Driver.claim(for: port, .named(.named("magellan-scanner")))
        #expect(named.driver?.name == "magellan-scanner")
    }

    @Test(
        "What is no reader is never touched",
        arguments: [USBClass.massStorage, .printer, .video, .audio, .hub, .vendorSpecific])
    func others(kind: USBClass) {
        let other = USBInterface(vendorID: 0x05E0, productID: 0x9999, interfaceClass: kind)
        #expect(Driver.claim(for: other).driver == nil)
        #expect(Driver.claim(for: other, .named(.named("hid-scanner"))).driver == nil)
    }

    @Test(
        "A model whose interfaces cannot be looked at has the driver of its row",
        arguments: [
            (0x0801, 0x0002, "magtek-swipe"), (0x0C2E, 0x0B61, "hid-scanner"),
            // Known not to work; not known.
            (0x05E0, 0x1900, nil), (0x046D, 0xC31C, nil),
        ] as [(UInt16, UInt16, String?)])
    func models(vendor: UInt16, product: UInt16, driver: String?) {
        #expect(Driver.known(vendor: vendor, product: product)?.name == driver)
    }

    @Test func `A model that is known not to work says why`() {
        let snapi = USBInterface(vendorID: 0x05E0, productID: 0x1900)
        #expect(Driver.claim(for: snapi).description.contains("is known not to work"))
    }

    @Test func `Report descriptors that are none are left, and say so`() {
        for bytes in [[], [0xA1], [UInt8](repeating: 0xA4, count: 65_535)] as [[UInt8]] {
            let bad = USBInterface(vendorID: 0x0C2E, productID: 1, reportDescriptor: bytes)
            let claim = Driver.claim(for: bad)
            #expect(claim.driver == nil && claim.description.contains("cannot be understood"))
            #expect(Driver.claim(for: bad, .named(.named("hid-scanner"))).driver == nil)
        }
    }

    @Test func `Beeps are whole reports of the makers that have them`() throws {
        let accept = try beeps(of: .hidScanner, "hid-scanner", .accept)
        #expect(try beeps(of: .hidScanner, "hid-scanner", .reject) == accept + accept + accept)
        guard case .output(let id, let bytes) = try #require(accept.first) else { return }
        #expect(accept.count == 1 && id == 0xFD && bytes.count == 63)
        #expect((0..<4).map { bytes[$0] } == [3, 0x16, 0x07, 0x0D])
        #expect(try beeps(of: .plainHIDScanner, "hid-scanner", .accept).isEmpty)
        let ibm = try beeps(of: .ibmScanner, "ibm-scanner", .accept)
        let error = try beeps(of: .ibmScanner, "ibm-scanner", .reject)
        #expect(ibm.count == 1 && error.count == 1 && ibm != error)
    }

    private func beeps(
        of model: USBModel, _ driver: String, _ signal: Signal
    ) throws -> [HIDCommand] {
        let interface = try #require(interfaces(of: model).first)
        var decoder = try #require(Driver.named(driver)).makeDecoder(
            DriverOptions(), for: interface)
        var output = Output()
        decoder.signal(signal, at: Instant(nanoseconds: 0), into: &output)
        return output.items.compactMap {
            if case .usbRequest(let command) = $0 { command } else { nil }
        }
    }
}
