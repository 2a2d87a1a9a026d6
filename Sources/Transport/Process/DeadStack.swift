import CLinux

/// The part of the stack that calls have used and left.
package enum DeadStack {
    /// Overwrites it: readings are values, and each call on their way may leave a copy there.
    package static func overwrite() { linux_scrub_stack() }
}
