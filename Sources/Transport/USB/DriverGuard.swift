import CLinux
import Glibc

/// Gives the kernel's drivers back when this process is killed.
///
/// The kernel takes a claimed interface from a dead process, but binds no driver to it again: a counter keyboard would
/// stay deaf until it is pulled. So a second process, which does nothing else, is told of each interface before it is
/// taken; when the pipe to it breaks, however that came about, it binds the drivers again and ends.
///
/// One owner, on the loop's thread. The process is started with the first interface that is taken.
public final class DriverGuard {
    private let program: String
    private let arguments: [String]
    private var process: ChildProcess?
    /// The end we write to; it closes with this process.
    private var pipe: FileDescriptor?
    private var held: Set<String> = []

    /// - Parameters:
    ///   - program: The program that calls `serve()` when it is started with `arguments`.
    public init(program: String, arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    func hold(node: String, interface: UInt8) {
        let line = "\(node) \(interface)"
        guard held.insert(line).inserted else { return }
        if process?.isRunning != true { return start() }
        tell("+\(line)\n")
    }

    func release(node: String, interface: UInt8) {
        let line = "\(node) \(interface)"
        guard held.remove(line) != nil else { return }
        tell("-\(line)\n")
    }

    private func start() {
        var numbers: [Int32] = [-1, -1]
        guard unsafe pipe2(&numbers, O_CLOEXEC) == 0 else { return }
        let input = FileDescriptor(owning: numbers[0])
        pipe = FileDescriptor(owning: numbers[1])
        process = try? ChildProcess(
            path: program, arguments: arguments, environment: [:], input: input)
        // It outlives us by design.
        process?.letGo()
        for line in held { tell("+\(line)\n") }
    }

    private func tell(_ line: String) {
        // A few bytes into a pipe that is read at once. Should the guard be gone, the next interface starts another.
        _ = try? pipe?.write(Array(line.utf8))
    }

    // MARK: In the second process

    /// Waits until the process that started this one is gone, then binds the drivers of what it held. Reads standard
    /// input.
    public static func serve() {
        // The service manager asks every process of a service to end; this one ends when its work is done.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigprocmask(SIG_BLOCK, &all, nil)
        guard let input = try? FileDescriptor.standardInput() else { return }
        var book = GuardBook()
        var room = [UInt8](repeating: 0, count: 1024)
        while let count = try? input.read(into: &room), count > 0 {
            book.take(room.prefix(count))
        }
        for entry in book.held { bind(entry) }
    }

    /// The kernel lets go of the dead process's interfaces one after the other: tried until it has, for 5 s at most.
    private static func bind(_ entry: GuardBook.Entry) {
        for _ in 0..<250 {
            guard let file = try? FileDescriptor.open(entry.node, O_RDWR) else { return }
            if USBNode(file).bindDriver(to: entry.interface) { return }
            usleep(20_000)
        }
    }
}

/// What the guard was told: `+NODE INTERFACE` for one that is taken, `-…` for one given back, a line each.
struct GuardBook {
    struct Entry: Hashable {
        var node: String
        var interface: UInt8
    }

    /// In the order in which they were taken.
    private(set) var held: [Entry] = []
    private var line: [UInt8] = []

    mutating func take(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                enter(String(decoding: line, as: UTF8.self))
                line.removeAll()
            } else if line.count < 256 {
                line.append(byte)
            }
        }
    }

    private mutating func enter(_ line: String) {
        let words = line.dropFirst().split(separator: " ")
        guard words.count == 2, words[0].hasPrefix("/"), let interface = UInt8(words[1]) else {
            return
        }
        let entry = Entry(node: String(words[0]), interface: interface)
        held.removeAll { $0 == entry }
        if line.hasPrefix("+") { held.append(entry) }
    }
}
