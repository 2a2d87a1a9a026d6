import Drivers
import Foundation
import Testing

/// What is made from the catalogue of devices stands in the repository as it is made.
@Suite struct UdevTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    static let files = [
        (["udev"], "udev/70-laneid.rules"), (["udev", "--cards"], "udev/93-laneid-cards.rules"),
    ]

    @Test("The committed rules are what laneid udev prints", arguments: files)
    func committed(words: [String], path: String) throws {
        let made = try Program.tool.run(words)
        #expect(made.code == 0 && made.errors.isEmpty)
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] != nil {
            try Data(made.output.utf8).write(to: Self.root.appending(path: path))
        }
        #expect(
            made.output == (try text(path)), "laneid \(words.joined(separator: " ")) > \(path)")
    }

    @Test func `A smart-card reader belongs to LaneID after every other file had its say`() throws {
        // Debian's libccid: 92-libccid.rules; its maker's: 92_pcscd_ccid.rules.
        let others = ["92-libccid.rules", "92_pcscd_ccid.rules", "73-seat-late.rules"]
        let own = URL(filePath: Self.files[1].1).lastPathComponent
        #expect((others + [own]).sorted().last == own)
        let rules = try text(Self.files[1].1)
        #expect(rules.contains("ENV{ID_USB_INTERFACES}==\"*:0b0000:*\", "))
        #expect(rules.contains("ATTR{idVendor}==\"04e6\", ATTR{idProduct}==\"512b\", "))
        #expect(rules.contains("\nMODE=\"0660\", GROUP=\"laneid\"\n"))
    }

    @Test func `The table of docs/devices.md is what laneid udev --table prints`() throws {
        let made = try Program.tool.run("udev", "--table").output
        var page = try text("docs/devices.md")
        let start = try #require(page.range(of: "<!-- drivers -->\n")?.upperBound)
        let end = try #require(page.range(of: "<!-- /drivers -->")?.lowerBound)
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] != nil {
            page.replaceSubrange(start..<end, with: made)
            try Data(page.utf8).write(to: Self.root.appending(path: "docs/devices.md"))
        } else {
            #expect(page[start..<end] == made, "put what laneid udev --table prints there")
        }
    }

    @Test func `A model that is added is let in on the bus and at its port`() throws {
        let rules = try Program.tool.run("udev", "0403:6001").output
        #expect(rules.contains("ATTR{idVendor}==\"0403\", ATTR{idProduct}==\"6001\", "))
        #expect(rules.contains("ENV{ID_VENDOR_ID}==\"0403\", ENV{ID_MODEL_ID}==\"6001\", "))
        // A model that is listed already needs no second line.
        let line = "ATTR{idVendor}==\"0801\", ATTR{idProduct}==\"0002\", "
        let same = try Program.tool.run("udev", "0801:0002").output
        #expect(same.components(separatedBy: line).count == 2)
    }

    @Test(
        "What is no model is wrong usage", arguments: ["0403", "0403:60", "04032:001", "x403:6001"])
    func noModel(word: String) throws {
        let result = try Program.tool.run("udev", word)
        #expect(result.code == 64 && result.output.isEmpty)
        #expect(result.errors.contains("MODEL cannot be"))
    }

    @Test("The table and the second file take no models", arguments: ["--table", "--cards"])
    func noModels(option: String) throws {
        #expect(try Program.tool.run("udev", option, "0403:6001").code == 64)
    }

    @Test("Each rule is one that udev knows", arguments: files.map(\.1))
    func syntax(path: String) throws {
        // udev(7): pairs of key, operator and quoted value, with commas between.
        let pair = #/[A-Z_]+(\{[A-Za-z_]+\})?(==|!=|=|\+=)"[^"]*"/#
        for line in try text(path).split(separator: "\n") where !line.hasPrefix("#") {
            let pairs = line.split(separator: ", ")
            #expect(pairs.allSatisfy { $0.wholeMatch(of: pair) != nil }, "\(line)")
        }
    }

    @Test("Every tier names drivers that exist", arguments: KnownDevice.all.map(\.name))
    func drivers(name: String) throws {
        for device in KnownDevice.all where device.name == name {
            if case .knownNot(let why) = device.tier {
                #expect(device.driver.isEmpty && !why.isEmpty)
            } else {
                #expect(Driver.named(device.driver) != nil)
            }
        }
    }
}
