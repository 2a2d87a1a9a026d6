import Foundation
import Identity
import TestSupport
import Testing
import Transport

struct SerialPortTests {
    @Test("Bytes go both ways, every value unchanged")
    func bothWays() throws {
        let device = try Pseudoterminal()
        let port = try SerialPort(path: device.path, line: SerialLine())
        #expect(port.isPseudoterminal)
        var buffer = InputBuffer()
        #expect(try !port.read(into: &buffer))
        let all = Array(UInt8.min...UInt8.max)
        #expect(try device.write(all) == 256)
        #expect(try read(256, from: port) == all)
        try port.write(all.span)
        #expect(!port.hasOutput)
        #expect(try read(256, from: device) == all)
    }

    @Test("0xFF is one byte wherever the reads are cut")
    func markedBytes() throws {
        let device = try Pseudoterminal()
        let port = try SerialPort(path: device.path, line: SerialLine())
        // Doubled by the kernel, 600 of them do not fit one read.
        let bytes = [0x31] + [UInt8](repeating: 0xFF, count: 600) + [0x00, 0x0D]
        #expect(try device.write(bytes) == bytes.count)
        #expect(try read(bytes.count, from: port) == bytes)
    }

    @Test(
        "A line that a pseudo-terminal cannot have is taken all the same",
        arguments: [
            "7O1", "7E2", "8M1", "5N1",
        ])
    func exempt(framing: String) throws {
        let device = try Pseudoterminal()
        let framing = try #require(SerialFraming(framing))
        let port = try SerialPort(
            path: device.path,
            line: SerialLine(baud: 921_600, framing: framing, flow: .software))
        #expect(port.line.framing == framing)
    }

    @Test("A port that keeps another framing is refused, with what was wanted and what it kept")
    func refused() throws {
        // Linux silently makes 8N1 of it (drivers/tty/pty.c, pty_set_termios), as some adapters do.
        let device = try Pseudoterminal()
        let line = SerialLine(framing: .sevenOddOne)
        let error = #expect(throws: SerialError.self) {
            _ = try SerialPort(path: device.path, line: line, isExempt: false)
        }
        #expect(error == .refused(path: device.path, wanted: "7O1", kept: "8N1"))
        #expect(
            error?.description.hasPrefix("\(device.path) did not accept 7O1: it kept 8N1") == true)
        // And it is free again, not left exclusive.
        try waitUntilFree(device.path)
    }

    /// Waits until a port that was let go of is free. A program that another test is starting at
    /// this moment has a copy of every descriptor until it executes, and holds the port as long.
    private func waitUntilFree(_ path: String) throws {
        let deadline = Instant.now + patience
        while !isFree(path) {
            try #require(Instant.now < deadline, "\(path) is still in use")
            sched_yield()
        }
    }

    private func isFree(_ path: String) -> Bool {
        (try? SerialPort(path: path, line: SerialLine())) != nil
    }

    @Test("Every speed can be set", arguments: SerialPort.speeds)
    func speeds(baud: Int) throws {
        let device = try Pseudoterminal()
        _ = try SerialPort(path: device.path, line: SerialLine(baud: baud, flow: .hardware))
    }

    @Test("A speed that is not standard is refused by number")
    func oddSpeed() throws {
        let device = try Pseudoterminal()
        #expect(throws: SerialError.unsupportedSpeed(path: device.path, baud: 14_400)) {
            _ = try SerialPort(path: device.path, line: SerialLine(baud: 14_400))
        }
    }

    @Test("What was sent before the plug was pulled is read, and then the port has vanished")
    func vanishes() throws {
        var device: Pseudoterminal? = try Pseudoterminal()
        let path = try #require(device?.path)
        let port = try SerialPort(path: path, line: SerialLine())
        let loop = try EventLoop()
        let reaction = Reaction()
        var seen: Events = []
        reaction.onReady = { events, _ in seen.formUnion(events) }
        let token = try loop.add(reaction, descriptor: port.descriptor, events: .input)
        #expect(try device?.write([0x31, 0x0D]) == 2)
        #expect(loop.run { seen.contains(.input) })
        #expect(try read(2, from: port) == [0x31, 0x0D])
        device = nil
        #expect(loop.run { seen.contains(.hangup) })
        loop.remove(token)
        var buffer = InputBuffer()
        #expect(throws: SerialError.vanished(path: path)) { try port.read(into: &buffer) }
        #expect(throws: SerialError.vanished(path: path)) { try port.write([1].span) }
        #expect(throws: SerialError.absent(path: path)) {
            _ = try SerialPort(path: path, line: SerialLine())
        }
    }

    @Test("A path without a port says what is wrong with it")
    func noPort() throws {
        let folder = try ScratchFolder()
        let missing = folder.path("ttyUSB0")
        #expect(throws: SerialError.absent(path: missing)) {
            _ = try SerialPort(path: missing, line: SerialLine())
        }
        #expect(FileManager.default.createFile(atPath: folder.path("plain"), contents: nil))
        for path in [folder.url.path, folder.path("plain"), "/dev/null", "/dev/zero"] {
            #expect(throws: SerialError.notATerminal(path: path)) {
                _ = try SerialPort(path: path, line: SerialLine())
            }
        }
    }

    @Test("A port that is ours already is held, and free again when we let go")
    func ours() throws {
        let device = try Pseudoterminal()
        let path = device.path
        var port: SerialPort? = try SerialPort(path: path, line: SerialLine())
        #expect(port?.path == path)
        let error = #expect(throws: SerialError.self) {
            _ = try SerialPort(path: path, line: SerialLine())
        }
        guard case .held(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        port = nil
        try waitUntilFree(path)
    }

    @Test("A port that another program holds is refused with its pid and name")
    func held() throws {
        let device = try Pseudoterminal()
        let script = """
            import fcntl,os,sys,time
            port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
            fcntl.flock(port, fcntl.LOCK_EX)
            os.write(port, b"!")
            time.sleep(600)
            """
        let child = try Child("/usr/bin/env", ["python3", "-c", script, device.path])
        #expect(try read(1, from: device) == [0x21])
        let error = #expect(throws: SerialError.self) {
            _ = try SerialPort(path: device.path, line: SerialLine())
        }
        guard case .held(device.path, let holder) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let process = try #require(holder.processes.first)
        #expect(process.id == child.id)
        #expect(process.name.hasPrefix("python3"))
        #expect(error?.description.contains("\(process.name) (pid \(child.id))") == true)
    }

    @Test("Who has a port open is found without a lock too, by any name of the port")
    func holder() throws {
        let folder = try ScratchFolder()
        let device = try Pseudoterminal(link: folder.path("reader"))
        #expect(PortHolder(of: device.path).processes.isEmpty)
        let input = try #require(FileHandle(forReadingAtPath: device.path))
        let child = try Child("/usr/bin/env", ["sleep", "600"], input: input)
        for path in [device.path, folder.path("reader")] {
            // A child of another test has the descriptors of this process until it becomes its own
            // program.
            let holder = PortHolder(of: path, within: .seconds(60))
            #expect(holder.processes.map(\.id).contains(child.id))
        }
        #expect(PortHolder(of: folder.path("absent")).processes.isEmpty)
    }

    @Test("A device that takes nothing makes a command be dropped whole, with a fault")
    func outputFull() throws {
        let device = try Pseudoterminal()
        let port = try SerialPort(path: device.path, line: SerialLine())
        let command = [UInt8](repeating: 0x41, count: 1000)
        var taken = 0
        let error = #expect(throws: SerialError.self) {
            while taken < 1000 {
                try port.write(command.span)
                taken += 1
            }
        }
        #expect(error == .outputFull(path: device.path))
        #expect(port.hasOutput)
        // Only whole commands come out, and all that were taken.
        var received = 0
        while received < taken * 1000 {
            received += try read(1, from: device).count
            try port.flush()
        }
        #expect(received == taken * 1000)
        #expect(!port.hasOutput)
        try port.write(command.span)
    }

    @Test(
        "The words name the port, what is wrong and what to do",
        arguments: [
            (
                SerialError.refused(path: "/dev/ttyS0", wanted: "7O1", kept: "8N1"),
                "/dev/ttyS0 did not accept 7O1: it kept 8N1"
            ),
            (.denied(path: "/dev/ttyUSB0", group: "dialout"), "add it to group dialout"),
            (.denied(path: "/dev/ttyUSB0", group: nil), "needs permission to read and write"),
            (
                .held(path: "/dev/ttyUSB0", by: PortHolder(processes: [], isComplete: false)),
                "in use by a process of another user"
            ),
        ])
    func words(error: SerialError, part: String) {
        #expect(error.description.contains(part))
    }

    @Test(
        "The group to join is the port's group, where it may read and write",
        .enabled(if: geteuid() == 0))
    func groupToJoin() throws {
        let device = try Pseudoterminal()
        let dialout = try #require(Group(named: "dialout"))
        for (mode, group) in [(0o660, "dialout"), (0o640, nil), (0o600, nil)] {
            try FileManager.default.setAttributes(
                [.groupOwnerAccountID: NSNumber(value: dialout.id), .posixPermissions: mode],
                ofItemAtPath: device.path)
            #expect(DeviceNode.at(device.path).node?.groupToJoin == group)
        }
    }

    private func read(_ count: Int, from port: SerialPort) throws -> [UInt8] {
        var buffer = InputBuffer()
        var all: [UInt8] = []
        while all.count < count {
            try #require(try port.descriptor.wait(for: .input, limit: patience) != [])
            guard try port.read(into: &buffer) else { continue }
            while let piece = buffer.next() {
                guard case .bytes(let range) = piece else {
                    Issue.record("\(piece)")
                    continue
                }
                let span = buffer.bytes(range)
                for index in span.indices { all.append(span[index]) }
            }
            buffer.wipe()
        }
        return all
    }

    private func read(_ count: Int, from device: Pseudoterminal) throws -> [UInt8] {
        var all: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 512)
        while all.count < count {
            try #require(try device.descriptor.wait(for: .input, limit: patience) != [])
            let count = try device.read(into: &room) ?? 0
            all += room.prefix(count)
        }
        return all
    }
}
