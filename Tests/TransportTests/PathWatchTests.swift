import Foundation
import TestSupport
import Testing
import Transport

struct PathWatchTests {
    let folder: ScratchFolder
    let files = FileManager.default

    init() throws {
        folder = try ScratchFolder()
    }

    @Test("A path whose folders are all missing is seen to come, also the second time")
    func comesBack() throws {
        let path = folder.path("serial/by-id/reader")
        let watch = try PathWatch(path: path)
        #expect(!watch.changed())
        for _ in 0..<2 {
            try files.createDirectory(
                atPath: folder.path("serial/by-id"), withIntermediateDirectories: true)
            try files.createSymbolicLink(atPath: path, withDestinationPath: "/dev/null")
            #expect(try wait(watch))
            #expect(!watch.changed())
            try files.removeItem(atPath: folder.path("serial"))
            #expect(try watch.descriptor.wait(for: .input, limit: patience) == .input)
            #expect(!watch.changed())
        }
    }

    @Test("A path that came is seen once, and gone and come between two looks, once")
    func once() throws {
        let path = folder.path("reader")
        let watch = try PathWatch(path: path)
        for _ in 0..<2 {
            create("reader")
            try files.removeItem(atPath: path)
            create("reader")
        }
        #expect(watch.changed())
        #expect(!watch.changed())
    }

    @Test("What happens beside the path does not count")
    func beside() throws {
        let watch = try PathWatch(path: folder.path("a/reader"))
        create("b")
        try files.removeItem(atPath: folder.path("b"))
        #expect(!watch.changed())
        try files.createDirectory(atPath: folder.path("a"), withIntermediateDirectories: false)
        #expect(!watch.changed())
        create("a/other")
        #expect(!watch.changed())
        create("a/reader")
        #expect(watch.changed())
    }

    @Test("A link that leads nowhere is followed to where its end will be")
    func danglingLink() throws {
        let path = folder.path("link")
        try files.createSymbolicLink(atPath: path, withDestinationPath: "sub/../dev/node")
        try files.createDirectory(atPath: folder.path("sub"), withIntermediateDirectories: false)
        let watch = try PathWatch(path: path)
        try files.createDirectory(atPath: folder.path("dev"), withIntermediateDirectories: false)
        #expect(!watch.changed())
        create("dev/node")
        #expect(watch.changed())
    }

    @Test("A change of permissions counts, also behind a link")
    func permissions() throws {
        create("node")
        let path = folder.path("link")
        try files.createSymbolicLink(atPath: path, withDestinationPath: folder.path("node"))
        let watch = try PathWatch(path: path)
        #expect(!watch.changed())
        try files.setAttributes([.posixPermissions: 0o660], ofItemAtPath: folder.path("node"))
        #expect(watch.changed())
    }

    @Test("A renamed file counts, and a link that runs in a circle does no harm")
    func renamed() throws {
        create("x")
        let watch = try PathWatch(path: folder.path("reader"))
        try files.moveItem(atPath: folder.path("x"), toPath: folder.path("reader"))
        #expect(watch.changed())
        try files.removeItem(atPath: folder.path("reader"))
        try files.createSymbolicLink(
            atPath: folder.path("reader"), withDestinationPath: folder.path("reader"))
        #expect(!watch.changed())
        try files.removeItem(atPath: folder.path("reader"))
        create("reader")
        #expect(watch.changed())
    }

    @Test("A played device under a name is seen to go and come back, as the loop's input")
    func playedDevice() throws {
        let path = folder.path("reader")
        let watch = try PathWatch(path: path)
        let loop = try EventLoop()
        let reaction = Reaction()
        var seen = 0
        reaction.onReady = { _, _ in if watch.changed() { seen += 1 } }
        _ = try loop.add(reaction, descriptor: watch.descriptor, events: .input)
        for round in 1...3 {
            let device = try Pseudoterminal(link: path)
            #expect(loop.run { seen == round })
            #expect(try files.destinationOfSymbolicLink(atPath: path) == device.path)
        }
    }

    @Test("A link with a name that something else has is refused and leaves it alone")
    func takenName() throws {
        create("reader")
        let error = #expect(throws: SystemError.self) {
            _ = try Pseudoterminal(link: folder.path("reader"))
        }
        #expect(error?.code == EEXIST)
        #expect(files.contents(atPath: folder.path("reader")) == Data("here".utf8))
    }

    @Test("A device without a reader reports the end to who asked for it")
    func noReader() throws {
        let device = try Pseudoterminal(outlivesReaders: false)
        var port: FileHandle? = FileHandle(forUpdatingAtPath: device.path)
        var room = [UInt8](repeating: 0, count: 8)
        #expect(try device.read(into: &room) == nil)
        #expect(port != nil)
        port = nil
        #expect(try device.descriptor.wait(for: .input, limit: patience).contains(.hangup))
        #expect(try device.read(into: &room) == 0)
    }

    private func create(_ name: String) {
        #expect(files.createFile(atPath: folder.path(name), contents: Data("here".utf8)))
    }

    /// Waits until the watch says that the path is there.
    private func wait(_ watch: PathWatch) throws -> Bool {
        while try watch.descriptor.wait(for: .input, limit: patience) == .input {
            if watch.changed() { return true }
        }
        return false
    }
}
