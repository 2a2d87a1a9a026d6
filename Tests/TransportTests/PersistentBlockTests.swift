import Foundation
import TestSupport
import Testing
import Transport

struct PersistentBlockTests {
    let folder: ScratchFolder
    let path: String

    init() throws {
        folder = try ScratchFolder()
        path = folder.path("block")
    }

    @Test("A new file holds nothing and has the room for all that follows")
    func fresh() throws {
        var block = try PersistentBlock(path: path)
        #expect(try block.load() == nil)
        let size = try content().count
        try block.store([UInt8](repeating: 7, count: PersistentBlock.capacity).span)
        #expect(try content().count == size)
    }

    @Test("What was stored last is read back, however long what was there before")
    func readBack() throws {
        do {
            var block = try PersistentBlock(path: path)
            try block.store(Array("a longer text than the next".utf8).span)
            try block.store(Array("short".utf8).span)
            #expect(try block.load() == Array("short".utf8))
        }
        let block = try PersistentBlock(path: path)
        #expect(try block.load() == Array("short".utf8))
    }

    @Test("What was torn at any byte, or changed in any, is nothing")
    func torn() throws {
        var block = try PersistentBlock(path: path)
        try block.store(Array("before".utf8).span)
        let before = try content()
        try block.store(Array("what comes after".utf8).span)
        let after = try content()
        let changed = zip(before, after).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        for cut in changed.dropFirst() {
            var torn = before
            torn.replaceSubrange(0..<cut, with: after[0..<cut])
            try Data(torn).write(to: URL(filePath: path))
            #expect(try PersistentBlock(path: path).load() == nil)
        }
        for place in 0..<32 {
            var damaged = after
            damaged[place] ^= 0x10
            try Data(damaged).write(to: URL(filePath: path))
            #expect(try PersistentBlock(path: path).load() == nil)
        }
    }

    @Test("A file that cannot be made is an error that names it")
    func noFolder() throws {
        let path = folder.path("none/block")
        #expect {
            _ = try PersistentBlock(path: path)
        } throws: { error in
            "\(error)".contains(path)
        }
    }

    private func content() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }
}
