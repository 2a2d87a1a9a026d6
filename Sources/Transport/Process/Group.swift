import CLinux
import Glibc

/// A group of the machine's users.
public struct Group: Equatable, Sendable {
    public let id: UInt32
    public let name: String

    /// The group of that name; nil when there is none.
    public init?(named name: String) {
        unsafe self.init { (entry, buffer, size, result) in
            unsafe getgrnam_r(name, entry, buffer, size, result)
        }
    }

    /// The group of that id; nil when it has no name.
    public init?(id: UInt32) {
        unsafe self.init { (entry, buffer, size, result) in
            unsafe getgrgid_r(id, entry, buffer, size, result)
        }
    }

    /// The group by which a user gets at a file of group `id` and this mode: nil when its members
    /// may not read and write it, and when this process is one and it is not the group that is
    /// missing.
    static func toJoin(for id: UInt32, mode: UInt32) -> String? {
        guard mode & 0o060 == 0o060, id != 0, id != getegid() else { return nil }
        return Group(id: id)?.name
    }

    private typealias Lookup = (
        UnsafeMutablePointer<group>, UnsafeMutablePointer<CChar>, Int,
        UnsafeMutablePointer<UnsafeMutablePointer<group>?>
    ) -> Int32

    private init?(_ look: Lookup) {
        // The entry points into the buffer, so both live only in here.
        var buffer = [CChar](repeating: 0, count: 1024)
        while true {
            var entry = unsafe group()
            var found: UnsafeMutablePointer<group>? = nil
            let count = buffer.count
            let code = unsafe look(&entry, &buffer, count, &found)
            if code == ERANGE, count < 1 << 20 {
                buffer = [CChar](repeating: 0, count: count * 4)
                continue
            }
            guard code == 0, unsafe found != nil, let name = unsafe entry.gr_name else {
                return nil
            }
            id = unsafe entry.gr_gid
            self.name = unsafe String(cString: name)
            return
        }
    }
}

/// A user of the machine.
public struct User: Equatable, Sendable {
    public let id: UInt32
    /// The user's own group.
    public let group: UInt32

    /// The user of that name; nil when there is none.
    public init?(named name: String) {
        var buffer = [CChar](repeating: 0, count: 1024)
        while true {
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>? = nil
            let count = buffer.count
            let code = unsafe getpwnam_r(name, &entry, &buffer, count, &found)
            if code == ERANGE, count < 1 << 20 {
                buffer = [CChar](repeating: 0, count: count * 4)
                continue
            }
            guard code == 0, unsafe found != nil else { return nil }
            id = unsafe entry.pw_uid
            group = unsafe entry.pw_gid
            return
        }
    }

    /// The user this process acts as.
    public static var current: UInt32 { geteuid() }
}
