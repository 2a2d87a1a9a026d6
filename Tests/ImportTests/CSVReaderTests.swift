import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

@Suite struct CSVReaderTests {
    private let folder = TemporaryFolder()

    /// All records of a file: `line:field|field`, or `line!fault`.
    private func records(_ bytes: Data, isLatin1: Bool = false) throws -> [String] {
        var reader = try CSVReader(path: folder.write("rows.csv", bytes), isLatin1: isLatin1)
        var found: [String] = []
        while true {
            switch try reader.next() {
            case .success(false):
                #expect(reader.bytesDone == bytes.count)
                return found
            case .success(true):
                var fields: [String] = []
                for index in 0..<reader.count { fields.append(String(reader[index])) }
                found.append("\(reader.line):" + fields.joined(separator: "|"))
            case .failure(let fault):
                found.append("\(reader.line)!\(fault)")
            }
        }
    }

    @Test(
        "Records are read as RFC 4180 writes them, with or without quotes",
        arguments: [
            ("a,b\nc,d\n", ["1:a|b", "2:c|d"]),
            ("a,b\r\nc,d", ["1:a|b", "2:c|d"]),
            ("", []), ("\n\n", []), ("\r\n", []),
            ("\u{FEFF}a,b\n", ["1:a|b"]),
            (",\n", ["1:|"]), ("a\n\n\nb\n", ["1:a", "4:b"]),
            (" a , b\t\n", ["1:a|b"]),
            (#""a","b""#, ["1:a|b"]),
            (#""a, b","say ""hi""",c"# + "\n", [#"1:a, b|say "hi"|c"#]),
            ("\"street\nsecond line\",b\nc,d\n", ["1:street\nsecond line|b", "3:c|d"]),
            ("\"a\r\nb\"\r\nc\r\n", ["1:a\r\nb", "3:c"]),
            (#"5" nails,O"Hara"# + "\n", [#"1:5" nails|O"Hara"#]),
            (#""","","#, ["1:||"]),
            (#""a"b,c"#, ["1:ab|c"]),
            ("\\N,\\Nx\n", ["1:|\\Nx"]),
            ("a,\"open\nb,c\nd,e\n", ["1!openQuote", "2:b|c", "3:d|e"]),
            ("a,\"", ["1!openQuote"]),
            ("a\u{0},b\nc\n", ["1!zeroByte", "2:c"]),
            ("Ševčík,Ærø\n", ["1:Ševčík|Ærø"]),
        ] as [(String, [String])])
    func records(text: String, expected: [String]) throws {
        #expect(try records(Data(text.utf8)) == expected)
    }

    @Test("Bytes that are not UTF-8 are a fault of their row, or read as Latin-1 when that is said")
    func encodings() throws {
        let bytes = Data([0x61, 0xE9, 0x0A, 0x62, 0x0A])
        #expect(try records(bytes) == ["1!notUTF8", "2:b"])
        #expect(try records(bytes, isLatin1: true) == ["1:aé", "2:b"])
        let halves = Data([0x61, 0xC4, 0x2C, 0x87, 0x0A, 0x62, 0x0A])
        #expect(try records(halves) == ["1!notUTF8", "2:b"])
    }

    @Test(
        "A line without end is one fault, wherever the file's pieces are cut",
        arguments: [1, 65_535, 400_000, 700_000])
    func longLine(length: Int) throws {
        let long = String(repeating: "x", count: length)
        let found = try records(Data("a\n\(long)\nb\n\"\(long)\nc\n".utf8))
        if length < 65_535 {
            #expect(found == ["1:a", "2:x", "3:b", "4!openQuote", "5:c"])
        } else if length == 65_535 {
            #expect(found.count == 5)
            #expect(found.last == "5:c")
        } else {
            #expect(found == ["1:a", "2!tooLong", "3:b", "4!openQuote", "5:c"])
        }
    }

    @Test("Records are the same wherever the pieces of the file are cut")
    func pieces() throws {
        // Longer than one piece, with records of all lengths.
        var text = ""
        var expected: [String] = []
        for number in 1...9000 {
            let name = String(repeating: "n", count: number % 97)
            text += "\(number),\"\(name)\"\"\",é\r\n"
            expected.append("\(number):\(number)|\(name)\"|é")
        }
        #expect(try records(Data(text.utf8)) == expected)
    }

    @Test("A file that is not there, or is a folder, is named")
    func unreadable() throws {
        #expect(
            throws: DatabaseError.refused(.cannotRead(path: folder.file("no.csv"), code: ENOENT))
        ) {
            _ = try CSVReader(path: folder.file("no.csv"))
        }
        #expect(throws: DatabaseError.refused(.cannotRead(path: folder.path, code: EISDIR))) {
            var reader = try CSVReader(path: folder.path)
            _ = try reader.next()
        }
    }
}
