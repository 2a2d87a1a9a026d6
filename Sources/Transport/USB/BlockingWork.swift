import CLinux
import Glibc

/// Runs calls that the kernel may hold up for seconds, each on a thread of its own, so that the
/// loop never waits.
///
/// Opening, claiming and closing a USB device wait for the kernel's lock on that device, which a
/// reader that hangs while it is being enumerated keeps for many seconds; usbfs has no form of
/// these calls that does not wait. A thread lives as long as its call and touches nothing of the
/// loop's: what it was given it gives back through a pipe.
///
/// One owner, on the loop's thread.
final class BlockingWork: EventHandler {
    /// A piece of work: owned by the thread until its address is in the pipe, then by the loop.
    private final class Job {
        let work: () -> Void
        let finish: () -> Void
        let pipe: Pipe

        init(work: @escaping () -> Void, finish: @escaping () -> Void, pipe: Pipe) {
            self.work = work
            self.finish = finish
            self.pipe = pipe
        }
    }

    /// Kept open by every thread that still writes to it.
    private final class Pipe {
        let input: FileDescriptor
        let output: FileDescriptor

        init() throws(SystemError) {
            var numbers: [Int32] = [-1, -1]
            guard unsafe pipe2(&numbers, O_CLOEXEC) == 0 else { throw .last("create", "a pipe") }
            input = FileDescriptor(owning: numbers[0])
            output = FileDescriptor(owning: numbers[1])
            // Only our end: a thread may well wait until its eight bytes are taken.
            _ = fcntl(numbers[0], F_SETFL, O_NONBLOCK)
        }
    }

    private final class Box<Value> {
        var value: Value?
    }

    private let loop: EventLoop
    private let pipe: Pipe
    private var token = Token.none

    init(loop: EventLoop) throws(SystemError) {
        self.loop = loop
        pipe = try Pipe()
        token = try loop.add(self, descriptor: pipe.input, events: .input)
    }

    /// Runs `work` elsewhere and then `finish` with what it gave, on the loop's thread.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value, then finish: @escaping (Value) -> Void
    ) {
        let box = Box<Value>()
        let job = Job(
            work: { box.value = work() },
            finish: {
                if let value = box.value { finish(value) }
            }, pipe: pipe)
        let owned = unsafe Unmanaged.passRetained(job).toOpaque()
        guard unsafe !start(owned) else { return }
        // No thread is to be had: better late than never.
        unsafe Self.perform(owned)
    }

    /// What still runs is not heard of: the loop lets go of this.
    func close() { loop.remove(token) }

    private func start(_ job: UnsafeMutableRawPointer) -> Bool {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        unsafe pthread_attr_setstacksize(&attributes, 256 * 1024)
        var thread = pthread_t()
        return unsafe pthread_create(
            &thread, &attributes,
            { job in
                if let job = unsafe job { unsafe BlockingWork.perform(job) }
                return nil
            }, job) == 0
    }

    private static func perform(_ pointer: UnsafeMutableRawPointer) {
        let job = unsafe Unmanaged<Job>.fromOpaque(pointer).takeUnretainedValue()
        job.work()
        let output = job.pipe.output.number
        var address = UInt(bitPattern: pointer)
        // Eight bytes are written whole (pipe(7)). Without a loop the process has ended.
        while unsafe write(output, &address, MemoryLayout<UInt>.size) < 0, errno == EINTR {}
    }

    func ready(_ events: Events, token: Token) {
        var address: UInt = 0
        let size = MemoryLayout<UInt>.size
        while unsafe read(pipe.input.number, &address, size) == size {
            guard let pointer = unsafe UnsafeRawPointer(bitPattern: address) else { continue }
            unsafe Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().finish()
        }
    }
}
