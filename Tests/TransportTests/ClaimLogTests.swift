import Foundation
import TestSupport
import Testing

@testable import Transport

struct ClaimLogTests {
    private let folder: ScratchFolder
    private var path: String { folder.path("lane.sock.claimed") }

    init() throws { folder = try ScratchFolder() }

    private var held: [String]? {
        guard let text = TextFile.read(path) else { return nil }
        return ClaimLog.entries(in: text).map { "\($0.node) \($0.interface)" }
    }

    @Test("The file holds what is taken and not given back, and goes with the last of it")
    func ledger() {
        var log = ClaimLog(path: path)
        #expect(held == nil)
        log.add(node: "/dev/a", interface: 0)
        log.add(node: "/dev/b", interface: 1)
        #expect(held == ["/dev/a 0", "/dev/b 1"])
        log.remove(node: "/dev/a", interface: 0)
        log.remove(node: "/dev/a", interface: 0)
        // The new owner comes before the old one has let go.
        log.add(node: "/dev/b", interface: 1)
        log.remove(node: "/dev/b", interface: 1)
        log.add(node: "/dev/c", interface: 2)
        #expect(held == ["/dev/b 1", "/dev/c 2"])
        log.remove(node: "/dev/b", interface: 1)
        log.remove(node: "/dev/c", interface: 2)
        #expect(held == nil)
    }

    @Test("A device is shared when another of its interfaces is taken")
    func shared() {
        var log = ClaimLog(path: path)
        log.add(node: "/dev/bus/usb/001/002", interface: 0)
        log.add(node: "/dev/bus/usb/001/003", interface: 1)
        #expect(!log.holdsOthers(ofNode: "/dev/bus/usb/001/002", than: 0))
        #expect(!log.holdsOthers(ofNode: "/dev/bus/usb/001/00", than: 1))
        log.add(node: "/dev/bus/usb/001/002", interface: 1)
        #expect(log.holdsOthers(ofNode: "/dev/bus/usb/001/002", than: 0))
        #expect(log.holdsOthers(ofNode: "/dev/bus/usb/001/002", than: 1))
        log.remove(node: "/dev/bus/usb/001/002", interface: 0)
        #expect(!log.holdsOthers(ofNode: "/dev/bus/usb/001/002", than: 1))
        log.remove(node: "/dev/bus/usb/001/002", interface: 1)
        log.remove(node: "/dev/bus/usb/001/003", interface: 1)
    }

    @Test("Releasing leaves the file to its owner, and the next owner begins with none")
    func release() {
        var log = ClaimLog(path: path)
        log.add(node: folder.path("gone"), interface: 0)
        ClaimLog.release(path: path)
        #expect(held == [folder.path("gone") + " 0"])
        log = ClaimLog(path: path)
        #expect(held == nil)
        ClaimLog.release(path: path)
    }

    @Test(
        "Lines that are none say nothing",
        arguments: ["/dev/a", "dev 0\n", "/dev/a 300\n", "/dev/a 0 0\n", "\n", "/dev/a \n"])
    func noise(text: String) {
        #expect(ClaimLog.entries(in: text).isEmpty)
    }
}
