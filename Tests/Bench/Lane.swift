import Identity
import Transport

/// The lane's end of a socket: the least that reads lines, so that little but the other end is
/// measured.
final class Lane {
    private let stream: UnixStream
    private var chunk = [UInt8](repeating: 0, count: 16_384)
    private var line: [UInt8] = []
    /// What ends a line.
    private let end: UInt8

    /// Connects to whoever listens, as soon as somebody does.
    init(path: String, end: UInt8, of process: ChildProcess) throws {
        self.end = end
        let deadline = Instant.now + .seconds(10)
        while true {
            if let stream = try? UnixStream.connect(path: path) {
                self.stream = stream
                return
            }
            guard process.isRunning, Instant.now < deadline else {
                throw BenchError("cannot connect to \(path)")
            }
        }
    }

    /// Subscribes to all events of the lane; what came before the answer is forgotten.
    func subscribe(client: String = "bench") throws {
        let request =
            #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"L1","client":"\#(client)"}}"#
        guard try stream.write(Array(request.utf8) + [0x0A]) != nil else {
            throw BenchError("the gateway takes nothing")
        }
        while try !nextLine().contains(#""id":1,"result":"#) {}
    }

    /// Waits for the next line and returns how many bytes it has. It ends what a read brings: one
    /// event is under way at a time.
    func awaitLine() throws -> Int {
        line.removeAll(keepingCapacity: true)
        while true {
            let events = try stream.descriptor.wait(for: .input, limit: .seconds(2))
            guard !events.isEmpty else { throw BenchError("an event did not come") }
            guard let count = try stream.read(into: &chunk) else { continue }
            guard count > 0 else { throw BenchError("the connection was closed") }
            line.append(contentsOf: chunk[..<count])
            if line.last == end { return line.count }
        }
    }

    /// How many lines came to their end; 0 when none did within the time.
    func takeLines(within limit: Duration) throws -> Int {
        guard !(try stream.descriptor.wait(for: .input, limit: limit)).isEmpty,
            let count = try stream.read(into: &chunk)
        else { return 0 }
        guard count > 0 else { throw BenchError("the connection was closed") }
        var lines = 0
        for index in 0..<count where chunk[index] == end { lines += 1 }
        return lines
    }

    /// The last line as text.
    var text: String { String(decoding: line, as: UTF8.self) }

    private func nextLine() throws -> String {
        _ = try awaitLine()
        return text
    }
}
