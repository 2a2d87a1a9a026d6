import CLibUSB
import Glibc
import Identity

/// One asynchronous transfer and its buffer, used again and again.
///
/// Owned by its connection. While the kernel has it, libusb's `user_data` keeps it alive too, so
/// neither the transfer nor the buffer is freed under the kernel's hands.
@safe final class USBTransfer {
    enum Outcome: Equatable {
        /// How many bytes were transferred.
        case done(Int)
        case cancelled, stalled, tooMuch, failed, gone
    }

    /// How many bytes of a control transfer's buffer are its setup stage.
    static let setupLength = 8

    /// Owned: allocated in `init`, freed in `deinit`.
    private let transfer: UnsafeMutablePointer<libusb_transfer>
    /// Owned: allocated in `init`, freed in `deinit`.
    private let buffer: UnsafeMutablePointer<UInt8>
    let capacity: Int
    private let context: USBContext
    /// What it listens to; nil for one that sends.
    let endpoint: USBEndpoint?
    let isStatus: Bool
    private(set) var isInFlight = false
    /// How many bytes the last transfer brought, also one that failed.
    var received: Int { unsafe isInFlight ? 0 : Int(transfer.pointee.actual_length) }
    /// Called on the loop's thread when it has finished. The owner empties it at the end.
    var finished: ((USBTransfer, Outcome) -> Void)?

    /// One that listens. Nil when there is no memory.
    convenience init?(_ input: USBInput, context: USBContext) {
        self.init(
            capacity: input.length, context: context, endpoint: input.endpoint,
            isStatus: input.isStatus)
    }

    /// Nil when there is no memory.
    init?(
        capacity: Int, context: USBContext, endpoint: USBEndpoint? = nil, isStatus: Bool = false
    ) {
        guard let transfer = unsafe libusb_alloc_transfer(0) else { return nil }
        unsafe self.transfer = transfer
        self.capacity = max(1, capacity)
        unsafe buffer = .allocate(capacity: self.capacity)
        unsafe buffer.initialize(repeating: 0, count: self.capacity)
        self.context = context
        self.endpoint = endpoint
        self.isStatus = isStatus
    }

    deinit {
        unsafe explicit_bzero(buffer, capacity)
        unsafe buffer.deallocate()
        unsafe libusb_free_transfer(transfer)
    }

    /// The first `count` bytes of the buffer.
    @_lifetime(borrow self)
    func bytes(_ count: Int) -> Span<UInt8> {
        let bytes = unsafe Span(_unsafeStart: buffer, count: min(max(0, count), capacity))
        return unsafe _overrideLifetime(bytes, borrowing: self)
    }

    /// Overwrites the buffer: what it held may have been a payment card.
    func wipe(_ count: Int) {
        unsafe explicit_bzero(buffer, min(max(0, count), capacity))
    }

    /// Asks for a message on its endpoint, however long it takes.
    func receive(_ device: USBContext.Pointer) -> Int32 {
        guard let endpoint else { return 0 }
        prepare(device, endpoint, count: capacity)
        return submit()
    }

    /// Sends a report or message on an endpoint.
    func send(
        _ bytes: [UInt8], _ device: USBContext.Pointer, endpoint: USBEndpoint
    ) -> Int32 {
        let count = fill(bytes, from: 0)
        prepare(device, endpoint, count: count)
        return submit()
    }

    /// The first `count` bytes that a device answered to a control request.
    @_lifetime(borrow self)
    func answer(_ count: Int) -> Span<UInt8> {
        let room = capacity - Self.setupLength
        let bytes = unsafe Span(
            _unsafeStart: buffer + Self.setupLength, count: min(max(0, count), room))
        return unsafe _overrideLifetime(bytes, borrowing: self)
    }

    private func prepare(_ device: USBContext.Pointer, _ endpoint: USBEndpoint, count: Int) {
        if endpoint.kind == .bulk {
            unsafe libusb_fill_bulk_transfer(
                transfer, device.value, endpoint.address, buffer, Int32(count), Self.callback, nil,
                0)
        } else {
            unsafe libusb_fill_interrupt_transfer(
                transfer, device.value, endpoint.address, buffer, Int32(count), Self.callback, nil,
                0)
        }
    }

    /// Sends a request to the control endpoint: eight bytes of setup, and data where it has any.
    func request(_ request: ControlRequest, _ device: USBContext.Pointer) -> Int32 {
        _ = fill(request.bytesOnTheWire, from: 0)
        unsafe libusb_fill_control_transfer(
            transfer, device.value, buffer, Self.callback, nil, 0)
        return submit()
    }

    /// Takes the transfer back from the kernel; it still finishes, as cancelled. Waits for the host
    /// controller, so it is called off the loop; it does nothing to a transfer that has finished.
    func cancel() -> @Sendable () -> Void {
        let cancellation = Cancellation(transfer: self)
        return { cancellation.perform() }
    }

    /// Keeps the transfer alive while another thread cancels it.
    @safe private struct Cancellation: @unchecked Sendable {
        let transfer: USBTransfer

        func perform() {
            _ = unsafe libusb_cancel_transfer(transfer.transfer)
        }
    }

    private func fill(_ bytes: [UInt8], from start: Int) -> Int {
        let count = min(bytes.count, capacity - start)
        for index in 0..<count { unsafe buffer[start + index] = bytes[index] }
        return count
    }

    private func submit() -> Int32 {
        // The kernel's hold on this object, let go of in the callback.
        let hold = unsafe Unmanaged.passRetained(self)
        unsafe transfer.pointee.user_data = unsafe hold.toOpaque()
        isInFlight = true
        let code = unsafe libusb_submit_transfer(transfer)
        if code != 0 {
            isInFlight = false
            unsafe hold.release()
        }
        return code
    }

    private static let callback: libusb_transfer_cb_fn = { transfer in
        guard let transfer = unsafe transfer, let hold = unsafe transfer.pointee.user_data else {
            return
        }
        let me = unsafe Unmanaged<USBTransfer>.fromOpaque(hold).takeRetainedValue()
        me.context.record(me)
    }

    /// Tells the owner. Called by the context, on the loop's thread, not in the callback.
    func finish() {
        isInFlight = false
        let count = unsafe Int(transfer.pointee.actual_length)
        let outcome: Outcome =
            switch unsafe transfer.pointee.status {
            case LIBUSB_TRANSFER_COMPLETED: .done(count)
            case LIBUSB_TRANSFER_CANCELLED, LIBUSB_TRANSFER_TIMED_OUT: .cancelled
            case LIBUSB_TRANSFER_STALL: .stalled
            case LIBUSB_TRANSFER_OVERFLOW: .tooMuch
            case LIBUSB_TRANSFER_NO_DEVICE: .gone
            default: .failed
            }
        finished?(self, outcome)
    }
}

extension BlockingWork {
    /// Takes back what is under way, which waits for the host controller.
    func takeBack(_ transfers: [USBTransfer], then done: @escaping () -> Void) {
        let cancellations = transfers.filter(\.isInFlight).map { $0.cancel() }
        guard !cancellations.isEmpty else { return done() }
        run {
            for cancel in cancellations { cancel() }
        } then: { _ in
            done()
        }
    }
}
