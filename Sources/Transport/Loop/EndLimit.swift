import CLinux
import Glibc

/// Ends the process 1.8 seconds after SIGTERM or SIGINT, whatever it waits for then: a disk that
/// does not answer, another program's lock, a query without end.
///
/// A signal that only the loop reads is not read while the loop waits for something else. So these
/// two have a handler: it starts an alarm, and passes the word on by another signal, which the loop
/// reads as before. The alarm ends the process as SIGTERM would have done. Nothing is lost by it
/// that a kill would not lose.
@safe enum EndLimit {
    /// The thread of the loop, which the forwarded signal goes to. Written once, before a handler
    /// is there to read it.
    nonisolated(unsafe) private static var thread = pthread_t()

    /// Whether the alarm is ours: another program's ends nothing.
    nonisolated(unsafe) private static var isEnding = false

    /// What the loop gets in the place of both; a real-time signal, which nobody else sends.
    static let forwarded: Int32 = 40

    /// Takes SIGTERM and SIGINT out of the signals that wait for the loop, and puts the one that
    /// is forwarded there.
    static func install(forwardingIn mask: inout sigset_t) {
        unsafe thread = pthread_self()
        var direct = sigset_t()
        unsafe sigemptyset(&direct)
        for number in [SIGTERM, SIGINT, SIGALRM] {
            unsafe sigdelset(&mask, number)
            unsafe sigaddset(&direct, number)
        }
        unsafe sigaddset(&mask, 40)
        // A handler runs at any moment, and so calls only what signal-safety(7) lists, and reads no
        // value that Swift makes at its first use: `thread` has been used.
        unsafe isEnding = false
        signal(SIGALRM) { _ in
            guard unsafe EndLimit.isEnding else { return }
            let text: StaticString = "laneidd: error: it did not end by itself, and is ended\n"
            _ = unsafe write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
            signal(SIGTERM, SIG_DFL)
            kill(getpid(), SIGTERM)
        }
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                unsafe EndLimit.isEnding = true
                var limit = itimerval()
                limit.it_value.tv_sec = 1
                limit.it_value.tv_usec = 800_000
                unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &limit, nil)
                unsafe pthread_kill(EndLimit.thread, 40)
            }
        }
        unsafe pthread_sigmask(SIG_UNBLOCK, &direct, nil)
    }
}
