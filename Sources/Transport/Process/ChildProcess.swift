import CLinux
import Glibc

/// A program that this one starts, and that ends with it unless it is let go.
///
/// One owner. For tools and tests; the daemon starts no program.
public final class ChildProcess {
    /// Its process id.
    public let id: Int32
    /// Its exit code, or 128 plus the number of the signal that ended it; nil as long as it runs.
    public private(set) var exitCode: Int32?
    private var isLetGo = false

    /// Starts a program.
    /// - Parameters:
    ///   - path: The program's file.
    ///   - arguments: What follows its name.
    ///   - environment: All of its environment.
    ///   - log: A file that takes both its outputs; made when it is not there, appended to when it
    ///     is.
    ///   - inOwnGroup: Whether Ctrl-C at the terminal does not reach it.
    public init(
        path: String, arguments: [String], environment: [String: String], log: String,
        inOwnGroup: Bool = false
    ) throws(SystemError) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(
            &actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        id = unsafe try Self.spawn(path, arguments, environment, &actions, inOwnGroup)
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String],
        _ actions: UnsafePointer<posix_spawn_file_actions_t>, _ inOwnGroup: Bool
    ) throws(SystemError) -> Int32 {
        // No signal is blocked there because it happens to be blocked here.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | (inOwnGroup ? POSIX_SPAWN_SETPGROUP : 0)))

        let words = [path] + arguments
        let variables = environment.map { "\($0)=\($1)" }
        // Owned: made and freed here; the kernel copies them.
        var argv: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        var envp: [UnsafeMutablePointer<CChar>?] = unsafe variables.map { unsafe strdup($0) }
        unsafe argv.append(nil)
        unsafe envp.append(nil)
        defer {
            for index in unsafe argv.indices { unsafe free(argv[index]) }
            for index in unsafe envp.indices { unsafe free(envp[index]) }
        }
        var id: pid_t = 0
        let code = unsafe posix_spawn(&id, path, actions, &attributes, argv, envp)
        guard code == 0 else { throw SystemError(operation: "start", subject: path, code: code) }
        return id
    }

    /// Asks it to end (SIGTERM).
    public func terminate() {
        if isRunning { Glibc.kill(id, SIGTERM) }
    }

    /// Ends it at once (SIGKILL).
    public func kill() {
        if isRunning { Glibc.kill(id, SIGKILL) }
    }

    /// Leaves it running when its owner lets go of it.
    public func letGo() {
        isLetGo = true
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool {
        look(WNOHANG)
        return exitCode == nil
    }

    /// Waits until it has ended, and returns its exit code.
    @discardableResult
    public func wait() -> Int32 {
        while exitCode == nil { look(0) }
        return exitCode ?? -1
    }

    deinit {
        guard !isLetGo, exitCode == nil else { return }
        Glibc.kill(id, SIGKILL)
        wait()
    }

    private func look(_ options: Int32) {
        guard exitCode == nil else { return }
        var status: Int32 = 0
        let found = unsafe waitpid(id, &status, options)
        if found == id {
            // wait(2): the low seven bits are the signal, the byte above them the exit code.
            let signal = status & 0x7F
            exitCode = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        } else if found < 0, errno != EINTR {
            exitCode = -1
        }
    }
}
