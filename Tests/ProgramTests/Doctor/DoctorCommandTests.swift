import Foundation
import TestSupport
import Testing

/// `laneid doctor`, run as a technician runs it.
@Suite struct DoctorCommandTests {
    /// The words of all findings, by check.
    private func words(_ result: Program.Result) throws -> [String: [String]] {
        var words: [String: [String]] = [:]
        for line in result.output.split(separator: "\n") {
            let finding = try #require(
                JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let check = try #require(finding["check"] as? String)
            words[check, default: []].append(try #require(finding["word"] as? String))
            #expect(finding["says"] is String)
        }
        return words
    }

    private func doctor(_ shop: Shop, _ more: String...) throws -> Program.Result {
        try Program.tool.run(["doctor", "--settings", shop.folder.path("settings.json")] + more)
    }

    @Test func `With a running daemon, its readers and files are well`() throws {
        let shop = try Shop()
        let result = try doctor(shop, "--json")
        let words = try words(result)
        #expect(words["daemon"] == ["daemonRunning"], "\(result.output)")
        #expect(words["version"] == ["version"])
        #expect(words["settings"] == ["settingsValid"])
        #expect(words["device"] == ["deviceReady"])
        #expect(words["directory"] == ["directoryReady"])
        #expect(words["journal"] == ["journalHeld"])
        #expect(words["port"] == nil, "the daemon has the ports")
        #expect(result.errors.isEmpty)
    }

    @Test func `A reader that is unplugged is wrong, and the exit code says so`() throws {
        let shop = try Shop()
        shop.unplug("front")
        try shop.awaitLog("front is lost")
        let result = try doctor(shop)
        #expect(result.code == 1)
        #expect(result.output.contains("problem  front is lost: "))
        #expect(result.output.contains(" problem"))
    }

    @Test func `Without a daemon, the ports of the settings are tried`() throws {
        let shop = try Shop(
            .init(
                devices: [("front", "serial-scanner"), ("swipe", "serial-swipe")],
                lanes: #"{ name: "L1", devices: ["front", "swipe"] }"#), isOpen: false)
        shop.unplug("swipe")
        let result = try doctor(shop, "--json")
        let words = try words(result)
        #expect(words["daemon"]?.count == 1 && words["daemon"] != ["daemonRunning"])
        #expect(words["port"] == ["portReady", "portAbsent"])
        #expect(words["journal"] == ["journalAbsent"])
        #expect(words["directory"] == ["directoryReady"])
        #expect(result.code == 1)
        #expect(try !shop.folder.names().contains("journal.sqlite"), "it makes nothing")
    }

    @Test func `Planted faults are named`() throws {
        let shop = try Shop(.init(hasDirectory: false), isOpen: false)
        _ = try shop.folder.file("directory.sqlite", "this is no database, and was never one")
        let broken = try shop.folder.file("broken.json", "{ lanes: [{ nam: \"x\" }] }")
        let file = try shop.folder.file("lane.sock", "")
        #expect(try words(doctor(shop, "--json"))["directory"] == ["directoryDamaged"])
        let settings = try Program.tool.run("doctor", "--settings", broken, "--json")
        #expect(Set(try words(settings)["settings"] ?? []) == ["settingsInvalid"])
        let absent = try Program.tool.run(
            "doctor", "--settings", shop.folder.path("none.json"), "--socket", file, "--json")
        #expect(try words(absent)["settings"] == ["settingsUnreadable"])
        #expect(try words(absent)["daemon"]?.contains("daemonRunning") == false)
    }

    @Test func `Only what is wrong or worth knowing, on request`() throws {
        let shop = try Shop()
        let result = try doctor(shop, "--wrong", "--json")
        #expect(!result.output.contains(#""level":"well""#))
    }
}
