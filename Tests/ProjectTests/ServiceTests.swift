import Foundation
import Testing

/// The unit, the udev rules and the built programs give an attacker as little as they can.
@Suite struct ServiceTests {
    private static let unit = Repository.File("systemd/laneidd.service")

    private func run(_ program: String, _ words: String...) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    private static func has(_ program: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    @Test(
        "systemd judges the unit's exposure at 1.5 or less",
        .enabled(if: has("systemd-analyze"), "systemd-analyze is not installed"))
    func exposure() throws {
        let path = Repository.root.appending(path: Self.unit.path).path
        let judged = try run(
            "systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15", path)
        let score = try #require(judged.text.firstMatch(of: /exposure level for .*: ([0-9.]+)/)?.1)
        #expect(Double(score).map { $0 <= 1.5 } == true, "\(judged.text)")
        #expect(judged.code == 0)
    }

    @Test func `The unit lists only what is used, keeps memory, and never gives up`() throws {
        let lines = Set(try Self.unit.lines().map(String.init))
        for line in [
            "StartLimitIntervalSec=0", "Restart=on-failure", "MemorySwapMax=0", "LimitCORE=0",
            "SupplementaryGroups=dialout", "RestrictAddressFamilies=AF_UNIX",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.contains { $0.hasPrefix("MemoryMax=") })
        // The daemon reads the bus through usbfs and watches /sys: no input or hidraw node, no
        // netlink.
        for word in ["char-input", "char-hidraw", "AF_NETLINK", "input"] {
            let used = lines.filter { !$0.hasPrefix("#") && $0.contains(word) }
            #expect(used.isEmpty, "\(used)")
        }
        let sources = try Repository.sources.filter { $0.target == "Transport" }.map {
            try $0.text()
        }
        for node in ["/dev/input", "/dev/hidraw", "NETLINK"] {
            #expect(!sources.contains { $0.contains(node) }, "\(node)")
        }
    }

    @Test func `The udev rules let in models and readers, never all of a maker or a parent`() throws
    {
        let lines = try Repository.File("udev/70-laneid.rules").lines().map(String.init)
        let rules = lines.filter { $0.hasSuffix(#"ENV{ID_LANEID}="1""#) }
        #expect(rules.count > 20)
        for rule in rules {
            #expect(!rule.contains("ATTRS{"), "\(rule) asks the device's parents")
            let isModel = rule.contains("ATTR{idProduct}==")
            let isReader =
                rule.contains("ENV{ID_USB_INTERFACES}==") && rule.contains("!=\"*:0301??:*\"")
            let isPort = rule.hasPrefix("ENV{ID_VENDOR_ID}==")
            #expect(isModel || isReader || isPort, "\(rule)")
        }
        #expect(lines.contains(#"ATTR{bDeviceClass}=="09", GOTO="laneid_end""#))
        #expect(!lines.contains { $0.contains("SUBSYSTEMS==") })
    }

    /// The release programs where they are built, as `make build` does.
    private static var release: [String] {
        ["laneidd", "laneid"].map {
            Repository.root.appending(path: ".build/release/\($0)").path
        }.filter { FileManager.default.fileExists(atPath: $0) }
    }

    @Test(
        "A built program is position-independent, read-only after its start, and finds no library beside it",
        .enabled(if: has("readelf"), "readelf is not installed"), arguments: release)
    func linked(program: String) throws {
        #expect(try run("readelf", "--wide", "--file-header", program).text.contains("DYN ("))
        let segments = try run("readelf", "--wide", "--program-headers", program).text
        #expect(segments.contains("GNU_RELRO"))
        let stack = try #require(segments.split(separator: "\n").first { $0.contains("GNU_STACK") })
        #expect(!stack.contains("RWE"), "\(stack)")
        let dynamic = try run("readelf", "--wide", "--dynamic", program).text
        #expect(dynamic.contains("BIND_NOW") || dynamic.contains(/FLAGS.*NOW/))
        #expect(dynamic.contains("PIE"))
        #expect(!dynamic.contains("RUNPATH") && !dynamic.contains("RPATH"), "\(dynamic)")
    }

    @Test func `make build links and make install strips`() throws {
        let makefile = try Repository.File("Makefile").text()
        for flag in ["relro", "now", "--disable-local-rpath"] { #expect(makefile.contains(flag)) }
        #expect(makefile.contains("$(STRIP) $(BIN)/laneidd $(BIN)/laneid"))
    }
}
