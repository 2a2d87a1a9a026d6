import Foundation
import TestSupport
import Testing

/// Wrong settings are refused before anything starts, each problem with its place.
@Suite struct SettingsFileTests {
    private let daemon = Program(name: "laneidd")

    @Test(
        "A wrong key, a wrong type and an empty rule are named, and the exit code is 78",
        arguments: [
            ("{ lans: [] }", "lans: there is no such setting; did you mean lanes?"),
            ("{ directory: 7 }", "directory: is a number, not a string"),
            (#"{ rules: [ { name: "all", produces: "barcodeCard" } ] }"#, #"rules[0]: "all""#),
            (
                #"{ rules: [ { name: "none", prefix: "", produces: "coupon" } ] }"#,
                #"rules[0]: "none""#
            ),
            (
                #"{ rules: [ { name: "any", mask: "*", produces: "barcodeCard" } ] }"#,
                #"rules[0]: "any""#
            ),
            ("{ directory: ", "settings.json: is not JSON5: "),
            ("", "settings.json: is not JSON5: "), ("\u{0}", "settings.json: is not JSON5: "),
            (
                "{ a: " + String(repeating: "[", count: 100_000)
                    + String(repeating: "]", count: 100_000) + "}", "settings.json: is not JSON5: "
            ),
        ])
    func wrong(text: String, says: String) throws {
        let folder = try ScratchFolder()
        let file = try folder.file("settings.json", text)
        let checked = try daemon.run("--check-settings", "--settings", file)
        #expect(checked.code == 78 && checked.output.isEmpty)
        #expect(checked.errors.contains(says), "\(checked.errors)")
        let started = try daemon.run("--settings", file, "--socket", folder.path("lane.sock"))
        #expect(started.code == 78 && started.errors == checked.errors)
    }

    @Test func `Several problems come at once`() throws {
        let folder = try ScratchFolder()
        let file = try folder.file(
            "settings.json",
            #"{ lans: [], directory: 7, devices: [ { name: "a", driver: "serial-scaner", path: "/dev/a" } ] }"#
        )
        let errors = try daemon.run("--check-settings", "--settings", file).errors
        for place in ["lans:", "directory:", "devices[0].driver:"] {
            #expect(errors.contains("laneidd: \(place)"), "\(errors)")
        }
    }

    @Test func `A file that is not there, a folder and one that is too big are said`() throws {
        let folder = try ScratchFolder()
        let big = try folder.file("big.json", "{" + String(repeating: " ", count: 2 << 20) + "}")
        for path in [folder.path("none.json"), folder.url.path, big] {
            let result = try daemon.run("--check-settings", "--settings", path)
            #expect(result.code == 78 && result.errors.contains(path), "\(result.errors)")
        }
    }

    @Test func `Right settings are right, and nothing is started for it`() throws {
        let shop = try Shop(.twoLanes, isOpen: false)
        let file = shop.folder.path("settings.json")
        let result = try daemon.run("--check-settings", "--settings", file)
        #expect(result.code == 0 && result.output == "the settings are right\n")
        #expect(result.errors.isEmpty)
    }

    @Test(
        "What is no option is refused with the nearest, and the exit code is 64",
        arguments: [
            (["--sokcet", "x"], "did you mean --socket?"),
            (["--check-setings"], "did you mean --check-settings?"),
            (["--qqqqqqqqqqq"], "there is no option --qqqqqqqqqqq"),
            (["--socket"], "--socket needs a value"), (["now"], "there is no option now"),
        ])
    func usage(words: [String], says: String) throws {
        let result = try daemon.run(words)
        #expect(result.code == 64 && result.output.isEmpty)
        #expect(result.errors.contains(says), "\(result.errors)")
    }

    @Test(
        "A device of the command line is checked like one of a file",
        arguments: [
            "front", "front,driver=serial-scanner", "front,driver=serial-scaner,path=/dev/a",
            "front,driver=serial-scanner,path=/dev/a,bauds=9600",
            "front,driver=serial-scanner,path=/dev/a,baud=fast",
        ])
    func devices(text: String) throws {
        let result = try daemon.run("--check-settings", "--device", text)
        #expect(result.code == 78 || result.code == 64, "\(result.code): \(result.errors)")
        #expect(!result.errors.isEmpty)
    }

    @Test func `Help and version are results`() throws {
        let help = try daemon.run("--help")
        #expect(help.code == 0 && help.output.contains("Usage: laneidd") && help.errors.isEmpty)
        #expect(help.output.contains("Example"))
        let version = try daemon.run("--version")
        #expect(version.code == 0 && version.output.hasPrefix("laneidd "))
    }
}
