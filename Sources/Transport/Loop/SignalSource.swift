import CLinux
import Glibc

/// A signal that asks the process to do something.
public enum Signal: Sendable, CaseIterable {
    /// SIGINT: Ctrl-C.
    case interrupt
    /// SIGTERM: the service manager stops us.
    case terminate
    /// SIGHUP: read the settings again.
    case hangup

    var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .hangup: SIGHUP
        }
    }
}

/// Signals as a descriptor, so that the loop handles them like any other input.
///
/// One per process, made on the main thread before any other thread exists, because the signals are
/// blocked in the thread that makes it and in those it starts. SIGPIPE and SIGXFSZ are ignored from
/// then on: a client that went away, and a file that may grow no more (`LimitFSIZE=`), are errors
/// of a write. Signals that mean nothing here and would end the process are ignored, too.
/// Letting go of it gives the thread its former mask.
public final class SignalSource {
    public let descriptor: FileDescriptor
    private let formerMask: sigset_t
    static let ignored = [SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF]

    /// - Parameter endsInTime: Whether SIGTERM and SIGINT end the process within `EndLimit.limit`,
    ///   whatever it waits for when they come.
    public init(
        _ signals: [Signal] = Signal.allCases, endsInTime: Bool = false
    ) throws(SystemError) {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for signal in signals { unsafe sigaddset(&mask, signal.number) }
        // Before the alarm of the limit, which is one of them otherwise.
        for number in Self.ignored { signal(number, SIG_IGN) }
        if endsInTime { EndLimit.install(forwardingIn: &mask) }
        let number = unsafe signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard number >= 0 else { throw SystemError.last("create", "a signalfd") }
        descriptor = FileDescriptor(owning: number)
        var former = sigset_t()
        unsafe pthread_sigmask(SIG_BLOCK, &mask, &former)
        formerMask = former
    }

    deinit {
        var mask = formerMask
        unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
    }

    /// The next signal that came; nil when there is none.
    public func next() -> Signal? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        let count = unsafe withUnsafeMutableBytes(of: &information) {
            unsafe read(descriptor.number, $0.baseAddress, size)
        }
        guard count == size else { return nil }
        if information.ssi_signo == UInt32(EndLimit.forwarded) { return .terminate }
        return Signal.allCases.first { $0.number == Int32(information.ssi_signo) }
    }
}
