import Decoding
package import Drivers
import Identity
package import Transport

/// Devices of the network that send datagrams to a port of this machine. Owned by the device.
///
/// A port that another program has is tried again with growing pauses.
package final class DatagramLink: DeviceLink, EventHandler, TimerHandler {
    /// Datagrams that are taken in one turn; more come with the next.
    private static let maxAtOnce = 16

    private let place: NetworkPlace
    private let driver: Driver
    private let options: DriverOptions
    private unowned let device: any LinkedDevice
    private let thread: DeviceThread
    private var socket: DatagramSocket?
    private var token = Token.none
    private var timer: Timer?
    private var backoff = Backoff()

    package init(
        _ place: NetworkPlace, driver: Driver, options: DriverOptions, device: any LinkedDevice,
        thread: DeviceThread
    ) {
        self.place = place
        self.driver = driver
        self.options = options
        self.device = device
        self.thread = thread
    }

    package func attach() {
        guard socket == nil else { return }
        close()
        let session: Session
        do throws(ClaimError) {
            session = try Session(driver, options, capacity: InputBuffer.capacity)
        } catch {
            return device.enter(.present, because: "\(driver.name) cannot read it: \(error)")
        }
        do throws(NetworkError) {
            let socket = try DatagramSocket(at: place)
            token = try watch(socket)
            self.socket = socket
            device.begin(session)
        } catch {
            lose(error.state, because: error.description)
        }
    }

    private func watch(_ socket: DatagramSocket) throws(NetworkError) -> Token {
        do throws(SystemError) {
            return try thread.loop.add(self, descriptor: socket.descriptor, events: .input)
        } catch {
            throw .system(error)
        }
    }

    package func close() {
        if let timer { thread.loop.cancel(timer) }
        timer = nil
        thread.loop.remove(token)
        socket = nil
    }

    package func reopen(because why: String, resetting: Bool) {
        if socket != nil { lose(.stale, because: why) }
    }

    private func lose(_ state: DeviceState, because why: String) {
        close()
        device.stop(state, because: why)
        timer = thread.retry(&backoff, self)
    }

    package func timerFired(tag: Int) {
        timer = nil
        attach()
    }

    package func ready(_ events: Events, token: Token) {
        for _ in 0..<Self.maxAtOnce {
            guard let socket else { return }
            do throws(NetworkError) {
                guard let count = try socket.read(into: &thread.input) else { return }
                backoff.reset()
                if count > InputBuffer.capacity {
                    device.inputDamaged()
                } else {
                    device.takeInput()
                }
            } catch {
                return lose(error.state, because: error.description)
            }
            thread.input.wipe()
        }
    }

    package func send(_ bytes: borrowing Span<UInt8>) -> Bool { socket?.write(bytes) ?? false }
}
