import Foundation
import TestSupport
import Testing
import Transport

struct UnixSocketTests {
    let folder: ScratchFolder
    let path: String

    init() throws {
        folder = try ScratchFolder()
        path = folder.path("lane.sock")
    }

    @Test("A client connects, both sides speak, and each learns when the other is gone")
    func conversation() throws {
        let listener = try UnixListener(path: path, mode: 0o600)
        #expect(try listener.accept() == nil)
        var client: UnixStream? = try UnixStream.connect(path: path)
        let server = try #require(try listener.accept())
        #expect(try client?.write(Array("hello".utf8)) == 5)
        #expect(try server.read(count: 5) == Array("hello".utf8))
        #expect(try server.write([1, 2, 3]) == 3)
        #expect(try client?.read(count: 3) == [1, 2, 3])
        var room = [UInt8](repeating: 0, count: 4)
        #expect(try server.read(into: &room) == nil)
        client = nil
        #expect(try server.read(into: &room) == 0)
        #expect(throws: SocketError.closed) { try server.write([1]) }
    }

    @Test("A peer that takes nothing makes writing stop, not wait")
    func fullSocket() throws {
        let (near, far) = try UnixStream.pair()
        let block = [UInt8](repeating: 0x61, count: 65_536)
        var written = 0
        while let count = try near.write(block) { written += count }
        #expect(written > 0)
        #expect(try far.read(count: written).count == written)
    }

    @Test("One side may finish writing and still read")
    func finishWriting() throws {
        let (near, far) = try UnixStream.pair()
        near.finishWriting()
        var room = [UInt8](repeating: 0, count: 4)
        #expect(try far.read(into: &room) == 0)
        #expect(try far.write([7]) == 1)
        #expect(try near.read(count: 1) == [7])
    }

    @Test("The mode is as asked for", arguments: [0o600, 0o660, 0o666])
    func mode(mode: Int) throws {
        let listener = try UnixListener(path: path, mode: UInt32(mode))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
        _ = listener
    }

    @Test("The group is as asked for, and one that does not exist is named")
    func group() throws {
        let own = try #require(Group(id: getegid()))
        let listener = try UnixListener(path: path, mode: 0o660, group: own.name)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.groupOwnerAccountName] as? String == own.name)
        _ = listener
        #expect(throws: SocketError.unknownGroup(name: "no-such-group")) {
            _ = try UnixListener(path: folder.path("b"), mode: 0o660, group: "no-such-group")
        }
    }

    @Test("The socket is removed with its listener, unless another has taken its place")
    func removal() throws {
        var listener: UnixListener? = try UnixListener(path: path, mode: 0o600)
        #expect(listener?.path == path)
        #expect(FileManager.default.fileExists(atPath: path))
        listener = nil
        #expect(!FileManager.default.fileExists(atPath: path))

        listener = try UnixListener(path: path, mode: 0o600)
        try FileManager.default.removeItem(atPath: path)
        let second = try UnixListener(path: path, mode: 0o600)
        listener = nil
        #expect(FileManager.default.fileExists(atPath: path))
        _ = second
    }

    @Test("A dead socket, which a killed gateway leaves, is replaced")
    func deadSocket() throws {
        // Python binds and leaves without removing.
        let child = try Child(
            "/usr/bin/env",
            [
                "python3", "-c",
                "import socket,sys;socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path,
            ])
        child.process.waitUntilExit()
        try #require(FileManager.default.fileExists(atPath: path))
        #expect(throws: SocketError.absent(path: path)) { try UnixStream.connect(path: path) }
        let listener = try UnixListener(path: path, mode: 0o600)
        _ = try UnixStream.connect(path: path)
        #expect(try listener.accept() != nil)
    }

    @Test("A live socket is refused with the pid of who listens")
    func liveSocket() throws {
        let listener = try UnixListener(path: path, mode: 0o600)
        let error = #expect(throws: SocketError.self) {
            _ = try UnixListener(path: path, mode: 0o600)
        }
        guard case .inUse(path, let process?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(process.id == getpid())
        #expect(error?.description.contains("is running (pid \(getpid()))") == true)
        // It still works.
        _ = try UnixStream.connect(path: path)
        #expect(try listener.accept() != nil)
    }

    @Test("A live socket whose queue is full is refused too")
    func fullQueue() throws {
        let listener = try UnixListener(path: path, mode: 0o600)
        var clients: [UnixStream] = []
        while let client = try? UnixStream.connect(path: path) { clients.append(client) }
        #expect(clients.count > 100)
        #expect(throws: SocketError.inUse(path: path, by: nil)) {
            _ = try UnixListener(path: path, mode: 0o600)
        }
        _ = listener
    }

    @Test(
        "A file, a folder or a link at the path is refused and left alone",
        arguments: [
            "file", "folder", "link",
        ])
    func notASocket(kind: String) throws {
        let files = FileManager.default
        switch kind {
        case "file": #expect(files.createFile(atPath: path, contents: Data("keep".utf8)))
        case "folder": try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        default: try files.createSymbolicLink(atPath: path, withDestinationPath: "elsewhere")
        }
        #expect(throws: SocketError.notASocket(path: path)) {
            _ = try UnixListener(path: path, mode: 0o600)
        }
        let type = try files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        let expected: [String: FileAttributeType] = [
            "file": .typeRegular, "folder": .typeDirectory, "link": .typeSymbolicLink,
        ]
        #expect(type == expected[kind])
    }

    @Test("A path of 107 bytes is taken, one of 108 is refused in words")
    func longPath() throws {
        let room = 107 - folder.url.path.utf8.count - 1
        let longest = folder.path(String(repeating: "x", count: room))
        let listener = try UnixListener(path: longest, mode: 0o600)
        _ = try UnixStream.connect(path: longest)
        #expect(try listener.accept() != nil)
        let error = #expect(throws: SocketError.self) {
            _ = try UnixListener(path: longest + "x", mode: 0o600)
        }
        #expect(error == .pathTooLong(path: longest + "x", bytes: 108))
        #expect(error?.description.contains("108 bytes long") == true)
        #expect(throws: SocketError.pathTooLong(path: longest + "é", bytes: 109)) {
            try UnixStream.connect(path: longest + "é")
        }
    }

    @Test("A path that cannot be one is refused")
    func badPath() {
        for path in ["", "a\0b"] {
            #expect(throws: SocketError.badPath(path: path)) {
                _ = try UnixListener(path: path, mode: 0o600)
            }
        }
    }

    @Test("A folder that is not there is said to be missing")
    func noFolder() {
        let path = folder.path("missing/lane.sock")
        #expect(throws: SocketError.noFolder(path: path)) {
            _ = try UnixListener(path: path, mode: 0o600)
        }
    }

    @Test("Both ends know who the other is")
    func credentials() throws {
        let listener = try UnixListener(path: path, mode: 0o600)
        let client = try UnixStream.connect(path: path)
        let server = try #require(try listener.accept())
        for peer in [client.peer, server.peer] {
            #expect(peer.process == getpid())
            #expect(peer.user == geteuid())
            #expect(peer.group == getegid())
            #expect(peer.isMember(of: getegid()))
        }
        #expect(!client.peer.isMember(of: 4_000_000))
    }

    @Test("Supplementary groups of a client count", .enabled(if: geteuid() == 0))
    func supplementaryGroups() throws {
        let groups = (1...70).map { UInt32(50_000 + $0) }
        let listener = try UnixListener(path: path, mode: 0o666)
        let script = """
            import os,socket,sys
            os.setgroups([50000 + n for n in range(1, 71)])
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            s.recv(1)
            """
        let child = try Child("/usr/bin/env", ["python3", "-c", script, path])
        #expect(try listener.descriptor.wait(for: .input, limit: patience) == .input)
        let server = try #require(try listener.accept())
        #expect(server.peer.process == child.id)
        #expect(server.peer.groups == groups)
        #expect(groups.allSatisfy { server.peer.isMember(of: $0) })
    }
}
