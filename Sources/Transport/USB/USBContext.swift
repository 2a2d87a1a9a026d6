import CLibUSB
import CLinux
import Glibc
import Identity

/// libusb inside the event loop: it is called when one of its descriptors is ready, never waits,
/// and starts no thread.
///
/// It finds no devices by itself: the gateway reads /sys, opens the node and hands it the
/// descriptor. So libusb needs no udev, no monitor thread and no rights to look around.
///
/// One owner, on the loop's thread. Made when the first device is opened.
@safe final class USBContext: EventHandler {
    /// A libusb pointer on its way through a thread. libusb's calls may come from any thread.
    @safe struct Pointer: @unchecked Sendable {
        let value: OpaquePointer
    }

    /// Owned: made in `init`, freed in `deinit`, after every connection has gone, for each keeps
    /// this alive.
    let pointer: Pointer
    private let loop: EventLoop
    /// libusb's own descriptors (its doorbell and its clock), duplicated.
    private let own: OwnDescriptors
    private var tokens: [Token] = []
    /// What callbacks have recorded since the last turn.
    private var completed: [USBTransfer] = []
    /// Those that are being handed on; kept for its room.
    private var finishing: [USBTransfer] = []

    private final class OwnDescriptors {
        var list: [Box] = []

        final class Box {
            let descriptor: FileDescriptor

            init(_ descriptor: consuming FileDescriptor) {
                self.descriptor = descriptor
            }
        }
    }

    init(loop: EventLoop) throws(USBError) {
        var context: OpaquePointer?
        laneusb_forbid_discovery()
        let code = unsafe libusb_init(&context)
        guard code == 0, let context = unsafe context else {
            throw .of(code, "start libusb", what: "libusb")
        }
        unsafe pointer = Pointer(value: context)
        self.loop = loop
        own = OwnDescriptors()
        do throws(SystemError) {
            try watchOwnDescriptors()
        } catch {
            throw .system(error)
        }
    }

    deinit {
        for token in tokens { loop.remove(token) }
        unsafe libusb_exit(pointer.value)
    }

    private func watchOwnDescriptors() throws(SystemError) {
        guard let list = unsafe libusb_get_pollfds(pointer.value) else { return }
        defer { unsafe libusb_free_pollfds(list) }
        var index = 0
        while let entry = unsafe list[index] {
            let number = unsafe fcntl(entry.pointee.fd, F_DUPFD_CLOEXEC, 3)
            guard number >= 0 else { throw .last("duplicate", "a descriptor of libusb") }
            let box = OwnDescriptors.Box(FileDescriptor(owning: number))
            own.list.append(box)
            tokens.append(try loop.add(self, descriptor: box.descriptor, events: .input))
            index += 1
        }
    }

    func ready(_ events: Events, token: Token) {
        handleEvents()
    }

    /// Takes what the kernel has finished, and hands each transfer to its connection.
    func handleEvents() {
        var now = timeval()
        _ = unsafe libusb_handle_events_timeout_completed(pointer.value, &now, nil)
        while !completed.isEmpty {
            swap(&completed, &finishing)
            for transfer in finishing { transfer.finish() }
            finishing.removeAll(keepingCapacity: true)
        }
    }

    /// Called from libusb's callbacks: only remembers.
    func record(_ transfer: USBTransfer) {
        completed.append(transfer)
    }
}
