import TestSupport
import Testing

/// `laneid directory`, on the sample shop.
@Suite struct DirectoryCommandTests {
    static let files = [
        "custdata", "memberCards", "meminfo", "memtype", "suspensions", "customers",
    ]
    .map { Program.repository("Fixtures/directory/\($0).csv") }

    /// A directory of the sample shop in a folder of its own.
    static func sample() throws -> (ScratchFolder, path: String) {
        let scratch = try ScratchFolder()
        let path = scratch.path("d.sqlite")
        let result = try Program.tool.run(["directory", "import", "--directory", path] + files)
        try #require(result.code == 0, "\(result.errors)")
        return (scratch, path)
    }

    @Test func `An import reports what it did, and the second that it did nothing`() throws {
        let scratch = try ScratchFolder()
        let words = ["directory", "import", "--directory", scratch.path("d.sqlite")] + Self.files
        let first = try Program.tool.run(words)
        #expect(first.output.contains("core-pos:\n"))
        #expect(first.output.contains("customers.csv (csv): 10 rows, 0 rejected"))
        #expect(first.output.contains(" created, 0 updated, 0 unchanged"))
        #expect(first.errors.isEmpty, "no progress bar where no terminal is")
        let second = try Program.tool.run(words + ["--json"])
        #expect(second.output.split(separator: "\n").count == 2, "one line a source")
        #expect(
            !second.output.contains(#""created":1"#) && second.output.contains(#""unchanged":25"#))
    }

    @Test func `A dry run changes nothing`() throws {
        let (scratch, path) = try Self.sample()
        _ = scratch
        let file = try scratch.file("more.csv", "number,name\n30001,Somebody Else\n")
        let dry = try Program.tool.run(
            "directory", "import", "--directory", path, "--dry-run", file)
        #expect(dry.code == 0 && dry.output.contains("dry run"))
        #expect(try Program.tool.run("directory", "show", "--directory", path, "30001").code == 1)
    }

    @Test func `A customer is found by the start of a name, without accents`() throws {
        let (scratch, path) = try Self.sample()
        _ = scratch
        let found = try Program.tool.run(
            "directory", "search", "--directory", path, "peric", "--json")
        #expect(found.code == 0)
        #expect(
            found.output
                == #"{"number":"10420","name":"Josip Perić","kind":"individual","status":"suspended","servable":false}"#
                + "\n")
        #expect(try Program.tool.run("directory", "search", "--directory", path, "zzz").code == 1)
    }

    @Test func `A customer is shown without the whole number of any card or telephone`() throws {
        let (scratch, path) = try Self.sample()
        _ = scratch
        for options in [[], ["--json"]] {
            let shown = try Program.tool.run(
                ["directory", "show", "--directory", path, "20003"] + options)
            #expect(shown.code == 0 && shown.output.contains("Novak household"))
            #expect(!shown.output.contains("0040122920003"))
            #expect(!shown.output.contains("8134000033"))
            #expect(!shown.output.contains("6125550160"))
            #expect(shown.output.contains("*0003"))
        }
    }

    @Test func `The directory is counted`() throws {
        let (scratch, path) = try Self.sample()
        _ = scratch
        let counted = try Program.tool.run("directory", "stats", "--directory", path)
        #expect(counted.output.contains("customers: 43: 36 active"))
        #expect(counted.output.contains("source core-pos (core-pos): 35 customers, imported 2"))
    }

    @Test(
        "What is wrong is said in words",
        arguments: [
            (["import", "/nonexistent.csv"], 1, "there is no file /nonexistent.csv"),
            (["import"], 64, "FILE is missing"),
            (["import", "--format", "custdta", "x.csv"], 64, "did you mean custdata?"),
            (
                ["import", "--encoding", "ebcdic", "x.csv"], 64,
                "it is utf-8, latin-1 or windows-1252"
            ),
            (["search", "--limit", "0", "x"], 64, "a number from 1 to 1000"),
            (["search", "…"], 1, "nothing to search for"),
            (["imprt"], 64, "did you mean directory import?"),
        ])
    func failures(words: [String], code: Int32, says: String) throws {
        let (scratch, path) = try Self.sample()
        _ = scratch
        let options = words == ["imprt"] ? [] : ["--directory", path]
        let result = try Program.tool.run(["directory"] + words + options)
        #expect(result.code == code)
        #expect(result.errors.contains(says), "\(result.errors)")
    }

    @Test func `A prepared import is executed by the settings that it was prepared with`() throws {
        let (scratch, path) = try Self.sample()
        let settings = try scratch.file("s.json", #"{ store: { region: "US", areaCode: "612" } }"#)
        let file = try scratch.file("more.csv", "number,name,phone\n30001,Somebody,555-0142\n")
        let prepared = try Program.tool.run(
            "directory", "import", "prepare", "--directory", path, "--settings", settings,
            "--source", "office", file)
        #expect(prepared.code == 0, "\(prepared.errors)")
        let done = try Program.tool.run(
            "directory", "import", "execute", "--directory", path, "office")
        #expect(done.code == 0, "\(done.errors)")
        let who = try Program.tool.run(
            "directory", "who", "--directory", path, "--settings", settings, "+16125550142")
        #expect(who.output.contains("30001"), "\(who.output)\(who.errors)")
    }
}
