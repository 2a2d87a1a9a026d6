import Testing

@testable import Configuration

/// Profiles of imports in settings.
@Suite struct ImportProfileTests {
    private func settings(_ text: String) throws(SettingsProblems) -> Settings {
        try Settings(json5: Array(text.utf8))
    }

    private func problems(_ text: String) -> [String] {
        do throws(SettingsProblems) {
            _ = try settings(text)
            return []
        } catch { return error.problems.map(\.description) }
    }

    @Test func `A profile is read whole`() throws {
        let read = try settings(
            """
            { imports: { pos: { format: "csv", map: { number: "Nr", activeInPOS: "An" },
                values: { kind: { Company: "organisation" } }, encoding: "windows-1252",
                separator: "semicolon", skipLines: 2, key: "phone" }, core: {} } }
            """)
        var profile = ImportProfile()
        profile.format = "csv"
        profile.map = ["number": "Nr", "activeInPOS": "An"]
        profile.values = ["kind": ["Company": "organisation"]]
        profile.encoding = "windows-1252"
        profile.separator = "semicolon"
        profile.skipLines = 2
        profile.key = "phone"
        #expect(read.imports == ["pos": profile, "core": ImportProfile()])
    }

    @Test(
        "Every problem is said with its place",
        arguments: [
            ("{ imports: [] }", "imports: is a list, not an object"),
            ("{ imports: { pos: 1 } }", "imports.pos: is a number, not an object"),
            ("{ imports: { 'a b': {} } }", "imports.a b: the name"),
            ("{ imports: { pos: { fromat: 'csv' } } }", "did you mean format?"),
            (
                "{ imports: { pos: { format: 'cvs' } } }",
                "imports.pos.format: is \"cvs\"; did you mean csv?"
            ),
            ("{ imports: { pos: { encoding: 'cp1252' } } }", "imports.pos.encoding: is \"cp1252\""),
            (
                "{ imports: { pos: { separator: ';' } } }",
                "imports.pos.separator: is \";\"; it may be comma"
            ),
            (
                "{ imports: { pos: { skipLines: 0 } } }",
                "imports.pos.skipLines: is 0, not 1 to 1000"
            ),
            ("{ imports: { pos: { key: 'mail' } } }", "imports.pos.key: is \"mail\""),
            (
                "{ imports: { pos: { format: 'custdata', key: 'phone' } } }",
                "imports.pos.key: is for the format csv only"
            ),
            (
                "{ imports: { pos: { map: { number: 1 } } } }",
                "imports.pos.map.number: is no string"
            ),
            ("{ imports: { pos: { map: [] } } }", "imports.pos.map: is a list, not an object"),
            (
                "{ imports: { pos: { format: 'csv', map: { nmber: 'Nr' } } } }",
                "imports.pos.map.nmber: there is no such column; did you mean number?"
            ),
            (
                "{ imports: { pos: { format: 'csv', values: { knd: { a: 'b' } } } } }",
                "imports.pos.values.knd: there is no such column"
            ),
            (
                "{ imports: { pos: { values: { kind: 1 } } } }",
                "imports.pos.values.kind: is a number"
            ),
        ])
    func problem(text: String, expected: String) {
        let problems = problems(text)
        #expect(problems.count == 1 && problems[0].contains(expected), "\(problems)")
    }

    private static let profile: ImportProfile = {
        var profile = ImportProfile()
        profile.format = "csv"
        profile.map = ["number": "Kd-\"Nr\"", "name": "Ku\\nde {:}"]
        profile.values = ["kind": ["Firma & Co": "organisation", "'": "staff"]]
        profile.skipLines = 1
        return profile
    }()

    @Test(
        "A profile is put into a settings file, and nothing else of it changes",
        arguments: [
            "{}", "{\n}\n", "// imports: {\n{ benefits: true }", "{ benefits: true, }",
            "/* { */ { 'directory': \"/x{imports:{\", benefits: true }",
            "{ imports: {} }", "{ imports: { other: { format: 'csv' } }, benefits: true }",
            "{ \"imports\" : // here {\n { other: {}, } }",
            "{ lanes: [ { name: 'imports', devices: [] } ], imports : {} }",
            "{ imports: { imports: { map: {} } } }",
        ])
    func inserted(text: String) throws {
        let before = try settings(text)
        let made = try Self.profile.inserted(as: "pos", into: text)
        let after = try settings(made)
        var expected = before.imports
        expected["pos"] = Self.profile
        #expect(after.imports == expected)
        #expect(after.hasBenefits == before.hasBenefits && after.directory == before.directory)
        #expect(after.lanes == before.lanes)
        // What was there stands there still, in its order.
        let (head, rest) = (made.commonPrefix(with: text), made.utf8.count - text.utf8.count)
        #expect(made == head + made.dropFirst(head.count).prefix(rest) + text.dropFirst(head.count))
    }

    @Test(
        "Where it cannot be put in, nothing is made, and it says why",
        arguments: [
            ("{ imports: { pos: {} } }", "imports.pos: is there already"),
            ("{ fnord: 1 }", "fnord: there is no such setting"),
            ("{", "is not JSON5"),
        ])
    func notInserted(text: String, expected: String) {
        #expect {
            _ = try Self.profile.inserted(as: "pos", into: text)
        } throws: { "\($0)".contains(expected) }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
