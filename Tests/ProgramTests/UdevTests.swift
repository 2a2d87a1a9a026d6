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

    @Test func `The committed rules are what laneid udev prints`() throws {
        let made = try Program.tool.run("udev")
        #expect(made.code == 0 && made.errors.isEmpty)
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] != nil {
            try Data(made.output.utf8).write(
                to: Self.root.appending(path: "udev/70-laneid.rules"))
        }
        #expect(
            made.output == (try text("udev/70-laneid.rules")),
            "laneid udev > udev/70-laneid.rules")
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

    @Test func `The table takes no models`() throws {
        #expect(try Program.tool.run("udev", "--table", "0403:6001").code == 64)
    }

    @Test("Each rule is one that udev knows", arguments: ["udev/70-laneid.rules"])
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
