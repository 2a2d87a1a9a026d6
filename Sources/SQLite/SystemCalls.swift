import CSQLite
import Glibc

/// How SQLite opens files: never through a link, never waiting, and only regular ones.
///
/// SQLite's own check and its `open` are two calls: in between somebody who may write the folder
/// can put a pipe there, and opening a pipe waits for ever. So SQLite is given an `open` that
/// cannot. It holds for the side files too.
enum SystemCalls {
    /// Gives SQLite our `open`, once in the life of the process.
    static func install() { _ = isInstalled }

    private static let isInstalled: Bool = {
        guard let files = unsafe sqlite3_vfs_find(nil),
            let set = unsafe files.pointee.xSetSystemCall
        else { return false }
        let call = unsafe unsafeBitCast(openRegular, to: sqlite3_syscall_ptr.self)
        return unsafe set(files, "open", call) == SQLITE_OK
    }()

    private static let openRegular: @convention(c) (UnsafePointer<CChar>?, Int32, Int32) -> Int32 =
        { path, flags, mode in
            guard let path = unsafe path else {
                errno = EINVAL
                return -1
            }
            let descriptor = unsafe open(
                path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode_t(mode))
            guard descriptor >= 0 else { return descriptor }
            var status = stat()
            if unsafe fstat(descriptor, &status) == 0 {
                switch status.st_mode & S_IFMT {
                // A folder is opened to make a new name in it lasting; /dev/urandom and /dev/null
                // are the only devices that SQLite opens.
                case S_IFREG, S_IFDIR: return descriptor
                case S_IFCHR where unsafe strncmp(path, "/dev/", 5) == 0: return descriptor
                default: break
                }
            }
            close(descriptor)
            errno = EINVAL
            return -1
        }
}
