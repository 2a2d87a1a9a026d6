import Foundation
import Identity
import TestSupport
import Testing
import Transport

struct DescriptorTests {
    @Test("No descriptor is inherited by another program, and none of ours can block")
    func flags() throws {
        let folder = try ScratchFolder()
        let listener = try UnixListener(path: folder.path("s"), mode: 0o600)
        let client = try UnixStream.connect(path: folder.path("s"))
        let server = try #require(try listener.accept())
        let pair = try UnixStream.pair()
        let device = try Pseudoterminal()
        let port = try SerialPort(path: device.path, line: SerialLine())
        let bell = try Doorbell()
        let watch = try PathWatch(path: folder.path("x"))
        let numbers = [
            listener.descriptor.number, client.descriptor.number, server.descriptor.number,
            pair.0.descriptor.number, pair.1.descriptor.number, device.descriptor.number,
            port.descriptor.number, bell.descriptor.number, watch.descriptor.number,
        ]
        for number in numbers {
            #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
            #expect(fcntl(number, F_GETFL) & O_NONBLOCK != 0)
        }
    }

    @Test("A descriptor is closed with its owner")
    func closes() throws {
        let far: UnixStream
        do {
            let near: UnixStream
            (near, far) = try UnixStream.pair()
            #expect(try far.descriptor.wait(for: .input, limit: .zero) == [])
            withExtendedLifetime(near) {}
        }
        var room = [UInt8](repeating: 0, count: 1)
        #expect(try far.descriptor.wait(for: .input, limit: patience).contains(.input))
        #expect(try far.read(into: &room) == 0)
    }

    @Test("Waiting ends with its limit, or with what was waited for")
    func wait() throws {
        let (near, far) = try UnixStream.pair()
        #expect(try near.descriptor.wait(for: .input, limit: .milliseconds(1)) == [])
        #expect(try near.descriptor.wait(for: [.input, .output], limit: nil) == .output)
        _ = try far.write([1])
        #expect(try near.descriptor.wait(for: .input, limit: patience) == .input)
    }

    @Test("What stays in the buffer after a read is that read's only")
    func buffer() throws {
        let (near, far) = try UnixStream.pair()
        var buffer = InputBuffer()
        #expect(try buffer.fill(from: near.descriptor) == nil)
        #expect(buffer.next() == nil)
        _ = try far.write([1, 0xFF, 0xFF, 2])
        #expect(try buffer.fill(from: near.descriptor) == 4)
        #expect(buffer.next() == .bytes(0..<4))
        #expect(Bytes<8>(buffer.bytes(0..<4)) == Bytes<8>([1, 0xFF, 0xFF, 2].span))
        #expect(buffer.next() == nil)
        buffer.wipe()
        #expect(buffer.next() == nil)
        #expect(Bytes<8>(buffer.bytes(0..<4)) == Bytes<8>([0, 0, 0, 0].span))
    }
}
