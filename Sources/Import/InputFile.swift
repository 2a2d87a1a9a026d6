import Glibc
import SQLite

/// A file being read from its beginning to its end, and never written. The path `-` is standard
/// input.
struct InputFile: ~Copyable {
    /// Owned: opened by `init`, closed by `deinit`.
    private let descriptor: Int32
    let path: String
    /// The length in bytes when it was opened; 0 for a pipe.
    let size: Int

    init(path: String) throws(DatabaseError) {
        // Of standard input a copy is taken, so that closing ours leaves it to the program.
        let opened =
            path == "-"
            ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
            : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw .refused(.cannotRead(path: path, code: errno)) }
        var status = stat()
        size = unsafe fstat(opened, &status) == 0 ? Int(status.st_size) : 0
        descriptor = opened
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Reads into `buffer` from `start`; how many bytes came, 0 at the end of the file.
    func read(
        into buffer: inout [UInt8], from start: Int, atMost limit: Int
    ) throws(DatabaseError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(
                    descriptor, bytes.baseAddress?.advanced(by: start),
                    min(limit, bytes.count - start))
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw .refused(.cannotRead(path: path, code: errno)) }
        }
    }
}
