import Foundation
import Identity
import TestSupport
import Testing
import Transport

/// What changes the whole process is tried in one of its own.
struct WholeProcessTests {
    @Test("A hardened process dumps no core and is closed to debuggers")
    func hardening() async {
        await #expect(processExitsWith: .success) {
            #expect(!ProcessHardening.isApplied)
            try ProcessHardening.apply()
            #expect(ProcessHardening.isApplied)
            #expect(ProcessStatistics() != nil)
        }
    }

    @Test("Signals to the process end the loop in order, and a write to nobody does not end it")
    func signals() async {
        await #expect(processExitsWith: .success) {
            let source = try SignalSource()
            let loop = try EventLoop()
            let reaction = Reaction()
            var seen: [Signal] = []
            reaction.onReady = { _, _ in
                while let signal = source.next() { seen.append(signal) }
                if seen.contains(.terminate) { loop.stop() }
            }
            _ = try loop.add(reaction, descriptor: source.descriptor, events: .input)
            let (near, _) = try UnixStream.pair()
            #expect(throws: SocketError.closed) { try near.write([1]) }
            raise(SIGPIPE)
            raise(SIGHUP)
            raise(SIGTERM)
            loop.run()
            #expect(Set(seen) == [.hangup, .terminate])
        }
    }

    @Test("SIGTERM and SIGINT end a process that waits for something else, within 2 seconds")
    func endsInTime() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            Self.exit(after: 3)
            let source = try SignalSource(endsInTime: true)
            kill(getpid(), SIGTERM)
            while source.descriptor.number >= 0 { sleep(60) }
        }
        await #expect(processExitsWith: .signal(SIGTERM)) {
            // Also what takes the processor for ever.
            Self.exit(after: 3)
            let source = try SignalSource(endsInTime: true)
            kill(getpid(), SIGINT)
            while source.descriptor.number >= 0 {}
        }
    }

    /// Ends this process with a code of its own, should nothing else end it before.
    private static func exit(after seconds: Double) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: seconds)
            _exit(3)
        }
    }

    @Test("A signal that is handled in time reaches the loop, and ends nothing")
    func handledInTime() async {
        await #expect(processExitsWith: .success) {
            let source = try SignalSource(endsInTime: true)
            for number in [SIGTERM, SIGINT] {
                kill(getpid(), number)
                #expect(try source.descriptor.wait(for: .input, limit: .seconds(1)) == .input)
                #expect(source.next() == .terminate)
            }
            raise(SIGHUP)
            #expect(try source.descriptor.wait(for: .input, limit: .seconds(1)) == .input)
            #expect(source.next() == .hangup)
        }
    }

    @Test("A client is turned away when no descriptor is left, and the next one is served")
    func noDescriptors() async {
        await #expect(processExitsWith: .success) {
            let folder = try ScratchFolder()
            let listener = try UnixListener(path: folder.path("s"), mode: 0o600)
            let limit = Process()
            limit.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            limit.arguments = ["prlimit", "--pid", "\(getpid())", "--nofile=100:100"]
            try limit.run()
            limit.waitUntilExit()
            try #require(limit.terminationStatus == 0)
            let client = try UnixStream.connect(path: folder.path("s"))
            var bells: [Doorbell] = []
            while let bell = try? Doorbell() { bells.append(bell) }
            #expect(throws: SocketError.tooManyDescriptors) { try listener.accept() }
            var room: [UInt8] = [0]
            #expect(try client.read(into: &room) == 0)
            // Nothing is left that would wake the loop.
            #expect(try listener.descriptor.wait(for: .input, limit: .zero) == [])
            bells.removeAll()
            _ = try UnixStream.connect(path: folder.path("s"))
            #expect(try listener.accept() != nil)
        }
    }

    @Test("A user who may not gets the name of the group to join", .enabled(if: geteuid() == 0))
    func denied() async {
        await #expect(processExitsWith: .success) {
            let dialout = try #require(Group(named: "dialout"))
            let device = try Pseudoterminal()
            try FileManager.default.setAttributes(
                [.groupOwnerAccountID: NSNumber(value: dialout.id), .posixPermissions: 0o660],
                ofItemAtPath: device.path)
            let folder = try ScratchFolder()
            let path = folder.path("s")
            let listener = try UnixListener(path: path, mode: 0o660, group: "dialout")
            #expect(seteuid(65_534) == 0)
            #expect(throws: SerialError.denied(path: device.path, group: "dialout")) {
                _ = try SerialPort(path: device.path, line: SerialLine())
            }
            let denied = SocketError.denied(
                operation: "connect to", path: path, group: "dialout")
            #expect(throws: denied) { try UnixStream.connect(path: path) }
            #expect(throws: SocketError.self) { _ = try UnixListener(path: path, mode: 0o600) }
            #expect(FileManager.default.fileExists(atPath: path))
            #expect(PortHolder(of: device.path).isComplete == false)
            #expect(seteuid(0) == 0)
            _ = listener
        }
    }
}
