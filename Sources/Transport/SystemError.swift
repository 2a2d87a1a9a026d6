import CLinux
public import FileAccess
import Glibc

/// A system call that failed.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, as a verb: `open`, `read`.
    public let operation: String
    /// On what: a path or a name; nil where the caller knows and the call does not.
    public let subject: String?
    /// The `errno`.
    public let code: Int32
    /// Why a file that could be opened is not believed.
    public let refusal: FileRefusal?

    public init(
        operation: String, subject: String? = nil, code: Int32, refusal: FileRefusal? = nil
    ) {
        self.refusal = refusal
        self.operation = operation
        self.subject = subject
        self.code = code
    }

    /// The error that the system call before this line left behind.
    static func last(_ operation: String, _ subject: String? = nil) -> SystemError {
        SystemError(operation: operation, subject: subject, code: errno)
    }

    /// The same failure, with the name of what it happened to.
    func about(_ subject: String) -> SystemError {
        SystemError(operation: operation, subject: subject, code: code, refusal: refusal)
    }

    public var description: String {
        let what = subject.map { "\(operation) \($0)" } ?? operation
        if let refusal { return "cannot \(what): \(refusal)" }
        return "cannot \(what): \(Self.words(for: code)) (error \(code))"
    }

    /// The system's words for an `errno`, such as "No such file or directory".
    public static func words(for code: Int32) -> String {
        var text = [CChar](repeating: 0, count: 256)
        let room = text.count
        guard unsafe strerror_r(code, &text, room) == 0 else { return "unknown error" }
        return String(terminated: text)
    }
}

extension String {
    /// The text before the first NUL of a C buffer.
    init(terminated buffer: [CChar]) {
        self.init(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
