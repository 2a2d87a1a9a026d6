import Foundation
import TestSupport
import Testing
import Transport

struct PersistentNumberTests {
    let folder: ScratchFolder
    let path: String

    init() throws {
        folder = try ScratchFolder()
        path = folder.path("sequence")
    }

    @Test("A new file holds no number and has the room for all that follow")
    func fresh() throws {
        var number = try PersistentNumber(path: path)
        #expect(number.value == nil)
        let size = try content().count
        for value in 1...50 as ClosedRange<UInt64> { try number.store(value) }
        #expect(try content().count == size)
    }

    @Test("What was stored last is read back", arguments: [0, 1, 45, UInt64.max] as [UInt64])
    func readBack(last: UInt64) throws {
        do {
            var number = try PersistentNumber(path: path)
            for value in [7, 900, last] {
                try number.store(value, onDisk: value == last)
                #expect(number.value == value)
            }
        }
        let number = try PersistentNumber(path: path)
        #expect(number.value == last)
    }

    @Test("When the last record is torn at any byte, the one before it counts")
    func torn() throws {
        try store([100, 200])
        let before = try content()
        try store([300])
        let after = try content()
        let changed = zip(before, after).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        #expect(!changed.isEmpty)
        for cut in changed.dropFirst() {
            var torn = before
            torn.replaceSubrange(0..<cut, with: after[0..<cut])
            try write(torn)
            let number = try PersistentNumber(path: path)
            #expect(number.value == 200)
        }
    }

    @Test("A file that is not one, or both of whose records are damaged, is refused")
    func damaged() throws {
        try write(Data("not a number".utf8))
        #expect(throws: PersistentFileError.damaged(path: path)) {
            _ = try PersistentNumber(path: path)
        }
        try write(Data())
        try store([1, 2])
        var content = try content()
        for offset in [8, 520] { content[offset] ^= 1 }
        try write(content)
        #expect(throws: PersistentFileError.damaged(path: path)) {
            _ = try PersistentNumber(path: path)
        }
    }

    @Test("A file whose making was cut short is made anew")
    func cutShort() throws {
        try write(Data(count: 100))
        try store([5])
        let number = try PersistentNumber(path: path)
        #expect(number.value == 5)
    }

    @Test("A folder that is not there is named")
    func noFolder() {
        let path = folder.path("missing/sequence")
        let error = #expect(throws: PersistentFileError.self) {
            _ = try PersistentNumber(path: path)
        }
        #expect(error?.description.hasPrefix("cannot open \(path): No such file") == true)
    }

    private func store(_ values: [UInt64]) throws {
        var number = try PersistentNumber(path: path)
        for value in values { try number.store(value) }
    }

    private func content() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path))
    }

    private func write(_ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: path))
    }
}
