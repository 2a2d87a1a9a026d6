import Glibc
import Testing
import Transport

@Suite(.serialized)
struct SignalTests {
    // Raised to this thread only: the other tests' threads never see them.
    @Test(
        "A signal to us arrives as input of the loop",
        arguments: [
            (SIGINT, Signal.interrupt), (SIGTERM, .terminate), (SIGHUP, .hangup),
        ])
    func arrives(number: Int32, signal: Signal) throws {
        let source = try SignalSource()
        #expect(source.next() == nil)
        #expect(raise(number) == 0)
        #expect(try source.descriptor.wait(for: .input, limit: patience) == .input)
        #expect(source.next() == signal)
        #expect(source.next() == nil)
    }

    @Test(
        "A signal that means nothing to us does not end the process",
        arguments: [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF])
    func meansNothing(number: Int32) throws {
        let source = try SignalSource()
        #expect(raise(number) == 0)
        #expect(source.next() == nil)
    }

    @Test("Two signals both arrive, and SIGPIPE does not end the process")
    func several() throws {
        let source = try SignalSource()
        raise(SIGHUP)
        raise(SIGTERM)
        raise(SIGPIPE)
        let signals = [source.next(), source.next()]
        #expect(signals.contains(.hangup))
        #expect(signals.contains(.terminate))
        #expect(source.next() == nil)
    }
}
