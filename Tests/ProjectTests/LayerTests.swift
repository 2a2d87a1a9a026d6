import Testing

/// Who may import whom: a target imports only from the lines below it.
@Suite struct LayerTests {
    /// The project's own modules that each target may import.
    static let uses: [String: Set<String>] = [
        "Identity": [],
        "FileAccess": [],
        "Decoding": ["Identity"],
        "Recognition": ["Identity", "Decoding"],
        "Drivers": ["Identity", "Decoding"],
        "Pipeline": ["Identity", "Recognition", "LaneLink"],
        "Tickets": ["Identity"],
        "LaneLink": ["Identity"],
        "Transport": ["Identity", "FileAccess", "CLibUSB", "CLinux"],
        "SQLite": ["Identity", "FileAccess", "CSQLite"],
        "Directory": ["Identity", "FileAccess", "SQLite"],
        "Journal": ["Identity", "LaneLink", "SQLite", "Transport"],
        "Import": ["Identity", "SQLite", "Directory"],
        "Configuration": [
            "Identity", "Decoding", "Recognition", "Drivers", "Tickets", "Transport", "Directory",
            "Journal",
        ],
        "Devices": [
            "Identity", "Decoding", "Drivers", "LaneLink", "Pipeline", "Transport",
            "Configuration",
        ],
        "Lanes": [
            "Identity", "Recognition", "Tickets", "LaneLink", "Pipeline", "Transport", "SQLite",
            "Directory", "Journal", "Configuration", "Devices",
        ],
        "Gateway": [
            "Identity", "FileAccess", "Drivers", "LaneLink", "Pipeline", "Transport", "Directory",
            "Journal", "Configuration", "Devices", "Lanes",
        ],
        "Simulator": [
            "Identity", "Decoding", "Recognition", "Drivers", "Tickets", "LaneLink", "Transport",
            "Devices",
        ],
        "laneidd": ["Gateway"],
        "laneid": [
            "Identity", "FileAccess", "Decoding", "Recognition", "Drivers", "LaneLink", "Pipeline",
            "Transport", "SQLite",
            "Directory", "Journal", "Import", "Configuration", "Devices", "Lanes", "Gateway",
            "Simulator",
        ],
    ]

    /// What each target may import from the toolchain. The pure ones have nothing: no descriptor,
    /// no clock, no thread. What the daemon links never has the whole of Foundation, which would
    /// double it.
    static let toolchain: [String: Set<String>] = [
        "LaneLink": ["FoundationEssentials"],
        "Transport": ["Glibc", "FoundationEssentials", "Synchronization"],
        "FileAccess": ["Glibc"],
        "SQLite": ["Glibc", "Synchronization"],
        "Directory": ["Glibc"],
        "Import": ["Glibc", "FoundationEssentials"],
        "Journal": ["FoundationEssentials"],
        "Configuration": ["FoundationEssentials"],
        "Lanes": ["FoundationEssentials"],
        "Gateway": ["FoundationEssentials"],
        "Simulator": ["FoundationEssentials", "Foundation", "Synchronization"],
        "laneidd": ["Glibc", "FoundationEssentials"],
        "laneid": ["Glibc", "FoundationEssentials", "Foundation"],
    ]

    @Test("A source file imports only what its target may", arguments: Repository.sources)
    func imports(of file: Repository.File) throws {
        let own = try #require(
            Self.uses[file.target], "\(file.target) is not in the table of layers")
        let allowed = own.union(Self.toolchain[file.target] ?? [])
        for name in try file.imports() where !allowed.contains(name) {
            Issue.record("\(file.path) imports \(name), which \(file.target) may not")
        }
    }

    @Test func `Package.swift lets no target use more than the table of layers`() throws {
        let manifest = try Repository.File("Package.swift").text()
        let pattern = /(?:library|program)\(\s*"(\w+)"(?:,\s*uses:\s*\[([^\]]*)\])?/
        var found: Set<String> = []
        for match in manifest.matches(of: pattern) {
            let target = String(match.1)
            let named = (match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
            let allowed = try #require(Self.uses[target], "\(target) is not in the table of layers")
            #expect(Set(named).subtracting(allowed).isEmpty, "\(target) uses more than it may")
            found.insert(target)
        }
        #expect(found == Set(Self.uses.keys))
    }

    @Test func `The daemon links no import: it only looks up, and the tool imports`() throws {
        var linked: Set<String> = []
        var open: Set<String> = ["laneidd"]
        while let target = open.popFirst() {
            guard linked.insert(target).inserted else { continue }
            open.formUnion(Self.uses[target] ?? [])
        }
        #expect(linked.isSuperset(of: ["Gateway", "Directory", "Journal"]))
        #expect(!linked.contains("Import"))
    }

    @Test func `There is no package but this one`() throws {
        #expect(try !Repository.File("Package.swift").text().contains(".package("))
    }
}

extension Repository.File {
    /// The modules that the file's import lines name.
    func imports() throws -> Set<String> {
        let pattern =
            /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
        return Set(
            try lines().compactMap { line in (try? pattern.firstMatch(in: line))?.1 }.map(
                String.init))
    }
}
