import Decoding
import Identity
import Testing

@testable import Simulator

/// The models of virtual readers: what they send for a typed card or label.
struct USBModelTests {
    @Test(
        "A model's reports have the length that its descriptor says", arguments: USBModel.catalogue)
    func lengths(of model: USBModel) throws {
        guard model.interfaces[0].kind == .hid else { return }
        let bytes = model.interfaces[0].reportDescriptor
        let descriptor = try ReportDescriptor(bytes.span)
        for report in try model.typed("4006381333931") {
            #expect(report.count == descriptor.longestReport(of: .input))
        }
    }

    @Test func `The descriptor of a scanner without length is the published one`() {
        // alhafoudh/tessaro-os, agent/tessaro-agent/src/scanner/hidpos.rs (vector A5.2), with its
        // items in another order.
        let text = USBModel.plainHIDScanner.interfaces[0].reportDescriptor
        #expect(text.starts(with: [0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02]))
        #expect(text.last == 0xC0)
    }

    @Test(
        "A label longer than a report goes in parts",
        arguments: [(USBModel.hidScanner, 63), (.plainHIDScanner, 60)])
    func parts(model: USBModel, moreAt: Int) throws {
        let reports = try model.typed("]Q1" + String(repeating: "x", count: 60))
        #expect(reports.count == 2)
        #expect(reports.map { $0[moreAt] } == [1, 0])
        if model.name == "hid-scanner" { #expect(reports.map { $0[1] } == [56, 4]) }
    }

    @Test func `A scan is laid out as a published report`() throws {
        // Vector A5.2.
        let report = try #require(try USBModel.plainHIDScanner.typed("5901234123457").first)
        #expect(
            report == [0x02, 0x5D, 0x45, 0x30] + Array("5901234123457".utf8)
                + [UInt8](repeating: 0, count: 44))
    }

    @Test func `A keyboard's presses are those of a recording`() throws {
        // node-hid/node-hid issue 323 (vector A6).
        let keys: [UInt8] = [
            0x23, 0x26, 0x22, 0x24, 0x25, 0x21, 0x1F, 0x1F, 0x27, 0x25, 0x25, 0x22, 0x23, 0x28,
        ]
        let reports = try USBModel.keyboardScanner.typed("6957842208856")
        #expect(reports.enumerated().filter { $0.offset % 2 == 0 }.map { $0.element[2] } == keys)
        #expect(try USBModel.keyboardSwipe.typed("%A?")[0] == [2, 0, 0x22, 0, 0, 0, 0, 0])
        #expect(throws: TypingError.noKey) { try USBModel.keyboardSwipe.typed("é") }
    }

    @Test func `A SureSwipe's tracks are at their offsets, and what is past them is noise`() throws
    {
        let report = try #require(try USBModel.magtekSwipe.typed("%CLUB?;8134000123?+1?").first)
        #expect(Array(report[..<7]) == [0, 0, 0, 6, 12, 3, 0])
        #expect(Array(report[7..<14]) == Array("%CLUB?".utf8) + [0xFF])
        #expect(Array(report[117..<129]) == Array(";8134000123?".utf8))
        #expect(Array(report[227..<231]) == Array("+1?".utf8) + [0xFF])
        let bad = try #require(try USBModel.magtekSwipe.typed("%E?;8134000123?").first)
        #expect(Array(bad[..<7]) == [1, 0, 0, 0, 12, 0, 0])
    }

    @Test func `A MagneSafe's fields are at the manual's offsets`() throws {
        let report = try #require(try USBModel.magnesafeSwipe.typed("%CLUB?;8134000123?").first)
        #expect(report.count == 887)
        #expect(Array(report[3..<6]) == [6, 12, 0] && Array(report[505..<508]) == [6, 12, 0])
        #expect(Array(report[119..<131]) == Array(";8134000123?".utf8))
        #expect(Array(report[620..<632]) == Array(";8134000123?".utf8))
        #expect(Array(report[493..<495]) == [0, 2] && Array(report[852..<855]) == [6, 12, 0])
    }

    @Test func `An ID TECH frame adds up`() throws {
        let report = try #require(try USBModel.secureIDTechSwipe.typed(";8134000123?").first)
        let count = Int(report[1]) | Int(report[2]) << 8
        let card = Array(report[3..<3 + count])
        #expect(report[0] == 2 && report[5 + count] == 3)
        #expect(report[3 + count] == card.reduce(0, ^) && report[4 + count] == card.reduce(0, &+))
        #expect(card.suffix(12) == Array(";8134000123?".utf8)[...])
    }

    @Test(
        "Hexadecimal digits go as they stand",
        arguments: USBModel.catalogue.filter { !$0.isCardReader })
    func hexadecimal(model: USBModel) throws {
        #expect(try model.typed("hex:01 02 03").first?.prefix(3) == [1, 2, 3])
        #expect(throws: TypingError.halfAByte) { try model.typed("hex:1") }
    }

    @Test func `A recorded interface is played with its own descriptor`() throws {
        let capture = try Capture(
            parsing: "= driver magtek-swipe\n= usb 0801:0002 in 8\n= descriptor 05 01 C0\n< 01")
        let model = try #require(USBModel(of: capture))
        #expect(model.productID == 2 && model.interfaces[0].reportDescriptor == [5, 1, 0xC0])
        #expect(model.interfaces[0].endpoints[0].maxPacketSize == 8)
        #expect(USBModel(of: try Capture(parsing: "= driver serial-scanner\n< 0D")) == nil)
    }
}
