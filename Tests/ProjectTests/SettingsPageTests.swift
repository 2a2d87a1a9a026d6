import Testing

/// docs/settings.md names each key that settings may have, and no other.
@Suite struct SettingsPageTests {
    private static let page = Repository.File("docs/settings.md")

    /// The keys that the code reads.
    private static func read() throws -> Set<String> {
        var keys: Set<String> = []
        for name in ["SettingsFile", "SettingsEntries", "SettingsImports"] {
            let text = try Repository.File("Sources/Configuration/\(name).swift").text()
            for match in text.matches(of: /(?:reader\.(?!complain)\w+|read)\(\s*\w+, "(\w+)"/) {
                keys.insert(String(match.1))
            }
            for match in text.matches(of: /members\["(\w+)"\]|\("(\w+)", USBSelector/) {
                keys.insert(String(match.1 ?? match.2 ?? ""))
            }
        }
        for file in Repository.files(in: "Sources/Drivers", ".swift") {
            for match in try file.text().matches(of: /DriverOption\(\s*(?:name: )?"(\w+)"/) {
                keys.insert(String(match.1))
            }
        }
        return keys
    }

    @Test func `Only paths, serial numbers and patterns are read past the payment-card guard`()
        throws
    {
        var keys: Set<String> = []
        for file in Repository.files(in: "Sources/Configuration", ".swift") {
            for match in try file.text().matches(of: /reader\.anyStrings?\(\s*\w+, ("\w+"|\w+)/) {
                keys.insert(String(match.1))
            }
        }
        // `key` is a selector's serial or port.
        #expect(
            keys == ["\"path\"", "\"prefix\"", "\"mask\"", "\"range\"", "key"], "\(keys.sorted())")
    }

    @Test func `Each key is on the page`() throws {
        let keys = try Self.read()
        #expect(keys.isSuperset(of: ["keepEvents", "durability", "allow", "mask", "transcode"]))
        let text = try Self.page.text()
        for key in keys {
            let spellings = ["`\(key)`", ".\(key)`", "`\(key)."]
            #expect(spellings.contains { text.contains($0) }, "\(key)")
        }
    }

    @Test func `Each key of the page is one that the code knows`() throws {
        let sources =
            try Repository.files(in: "Sources/Configuration", ".swift")
            .map { try $0.text() }.joined()
            + (try Repository.files(in: "Sources/Drivers", ".swift")
                .map { try $0.text() }.joined())
        let rows = try Self.page.lines().filter { $0.hasPrefix("| `") }
        #expect(rows.count > 40)
        for row in rows {
            let cell = row.split(separator: "|")[0]
            for match in cell.matches(of: /[`.](\w+)(?=[`.])/) {
                #expect(sources.contains("\"\(match.1)\""), "\(match.1)")
            }
        }
    }
}
