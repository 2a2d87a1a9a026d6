import Identity

/// The device's side of USB/IP: takes what the host wants, and gives the answers. It waits for
/// nothing and knows no descriptor; who owns it carries the bytes.
struct VirtualUSBDevice {
    /// A transfer that waits: what of it has been filled.
    private struct Waiting {
        var sequence: UInt32
        var endpoint: UInt8
        var room: Int
        var filled: [UInt8] = []
    }

    /// How many packets wait for a host at most; what comes after is lost.
    private static let packetLimit = 4096

    let model: USBModel
    var habits: any USBHabits
    /// Answers that were not yet taken.
    private(set) var answers: [UInt8] = []
    /// What the host has sent and nobody has taken.
    private(set) var received: [HostReport] = []
    /// Whether the device has pulled its own plug.
    private(set) var isUnplugged = false
    /// Whether the host has chosen the configuration: it then has drivers for it.
    private(set) var isConfigured = false
    /// How often it has: once when the device is plugged in, and once after each reset.
    private(set) var configurations = 0

    private var waiting: [Waiting] = []
    /// Packets to be sent, for each endpoint.
    private var packets: [UInt8: [[UInt8]]] = [:]
    private var halted: Set<UInt8> = []
    private var isHanging = false
    private var stallsRequests = false
    private var nextFault: USBFault?
    private var packetsUntilUnplug: Int?
    /// How many of the host's next packets it leaves on the bus.
    private var untaken = 0
    /// What the host has set: the idle rate, the protocol and the line of a serial device.
    private var idle: UInt8 = 0
    private var protocolNumber: UInt8 = 1
    private var lineCoding: [UInt8] = [0x80, 0x25, 0, 0, 0, 0, 8]

    init(_ model: USBModel) {
        self.model = model
        habits = model.habits
    }

    // MARK: What the device's owner does

    /// Makes something go wrong.
    mutating func fail(_ fault: USBFault) {
        switch fault {
        case .hang: isHanging = true
        case .stallRequests: stallsRequests = true
        case .unplug(let count): packetsUntilUnplug = count
        case .deaf(let count): untaken = count
        case .shortReport, .longReport, .stall: nextFault = fault
        }
    }

    /// Sends an input report, or a serial device's bytes. A reader that the host has not allowed to
    /// send drops it, as does one whose host does not listen for long.
    mutating func send(_ report: [UInt8]) {
        guard habits.isSending else { return }
        push(DeviceMessage(report))
    }

    /// Whether everything that was sent has been taken by the host.
    var isDrained: Bool { packets.allSatisfy(\.value.isEmpty) && answers.isEmpty }

    /// Whether the host waits for what the device reads.
    var isListenedTo: Bool { waiting.contains { $0.endpoint == model.inputEndpoint?.address } }

    mutating func takeAnswers() -> [UInt8] {
        defer { answers.removeAll() }
        return answers
    }

    mutating func takeReceived() -> [HostReport] {
        defer { received.removeAll() }
        return received
    }

    mutating func push(_ message: DeviceMessage) {
        guard let endpoint = message.endpoint.map(model.endpoint) ?? model.inputEndpoint else {
            return
        }
        var report = message.bytes
        switch nextFault {
        case .shortReport(let count)?: report = Array(report.prefix(count))
        case .longReport(let extra)?: report += [UInt8](repeating: 0xFF, count: max(0, extra))
        case .stall?: halted.insert(endpoint.address)
        default: break
        }
        nextFault = nil
        // Nobody has listened for long: a device has only so much memory.
        guard packets[endpoint.address, default: []].count < Self.packetLimit else { return }
        let size = max(1, endpoint.maxPacketSize)
        packets[endpoint.address, default: []] += stride(from: 0, to: report.count, by: size).map {
            Array(report[$0..<min($0 + size, report.count)])
        }
        // A message of whole packets ends with an empty one (USB 2.0, 5.8.3).
        if endpoint.kind == .bulk, report.count % size == 0 {
            packets[endpoint.address]?.append([])
        }
        pump(endpoint.address)
    }

    // MARK: What the host does

    /// Takes a message of the host; `data` is what it sent with a transfer to the device.
    mutating func take(_ header: USBIPHeader, data: [UInt8]) {
        switch header.command {
        case .unlink(let sequence):
            let index = waiting.firstIndex { $0.sequence == sequence }
            if let index { waiting.remove(at: index) }
            answers += USBIPHeader.unlinked(header.sequence, wasWaiting: index != nil)
        case .submit(let submit):
            let address = submit.endpoint | (submit.isIn ? 0x80 : 0)
            guard !isHanging else {
                return wait(header.sequence, for: address, room: submit.length)
            }
            guard submit.endpoint != 0 else {
                return control(header.sequence, submit, data)
            }
            guard model.endpoint(at: address) != nil else { return stall(header.sequence) }
            if submit.isIn {
                wait(header.sequence, for: address, room: submit.length)
                pump(address)
            } else if untaken > 0 {
                untaken -= 1
                wait(header.sequence, for: address, room: 0)
            } else {
                let isReport = model.interfaces.first?.kind == .hid
                accept(isReport ? .output(data) : .bulk(data, endpoint: address))
                answers += USBIPHeader.submitted(header.sequence, length: data.count)
            }
        }
    }

    private mutating func wait(_ sequence: UInt32, for address: UInt8, room: Int) {
        waiting.append(Waiting(sequence: sequence, endpoint: address, room: room))
    }

    private mutating func stall(_ sequence: UInt32) {
        answers += USBIPHeader.submitted(sequence, status: -32, length: 0)
    }

    private mutating func accept(_ report: HostReport) {
        // A card reader is spoken to all the time; it knows itself what its cards were asked.
        if !(habits is CardReaderHabits) { received.append(report) }
        pushAnswers(to: report)
    }

    private mutating func pushAnswers(to report: HostReport) {
        for message in habits.take(report) { push(message) }
    }

    /// Moves packets to the transfers that wait for them, as a bus does: a transfer ends when it is
    /// full or when a packet is shorter than the endpoint's largest.
    private mutating func pump(_ address: UInt8) {
        guard !isHanging, !isUnplugged else { return }
        while let index = waiting.firstIndex(where: { $0.endpoint == address }) {
            if halted.contains(address) {
                stall(waiting.remove(at: index).sequence)
                continue
            }
            guard let packet = packets[address]?.first else { return }
            if packetsUntilUnplug == 0 {
                isUnplugged = true
                return
            }
            packetsUntilUnplug = packetsUntilUnplug.map { $0 - 1 }
            packets[address]?.removeFirst()
            fill(index, with: packet)
        }
    }

    private mutating func fill(_ index: Int, with packet: [UInt8]) {
        let size = model.endpoint(at: waiting[index].endpoint)?.maxPacketSize ?? 0
        waiting[index].filled += packet
        let transfer = waiting[index]
        if transfer.filled.count > transfer.room {
            // EOVERFLOW: the device sent more than the host had room for.
            waiting.remove(at: index)
            answers += USBIPHeader.submitted(
                transfer.sequence, status: -75, length: transfer.room,
                data: Array(transfer.filled.prefix(transfer.room)))
        } else if transfer.filled.count == transfer.room || packet.count < size {
            waiting.remove(at: index)
            answers += USBIPHeader.submitted(
                transfer.sequence, length: transfer.filled.count, data: transfer.filled)
        }
    }

    // MARK: Control requests

    private mutating func control(
        _ sequence: UInt32, _ submit: USBIPHeader.Submit, _ data: [UInt8]
    ) {
        let setup = submit.setup
        // Bits 5 and 6 of the type: 0 standard, 1 class, 2 vendor.
        let kind = setup.requestType >> 5 & 3
        if stallsRequests, kind != 0 { return stall(sequence) }
        guard setup.requestType & 0x80 != 0 else {
            let isTaken =
                switch kind {
                case 0: set(setup)
                case 1: setClass(setup, data)
                default: vendorAnswer(setup) != nil
                }
            guard isTaken else { return stall(sequence) }
            answers += USBIPHeader.submitted(sequence, length: data.count)
            return
        }
        let wanted =
            switch kind {
            case 0: get(setup)
            case 1: getClass(setup)
            default: vendorAnswer(setup)
            }
        guard let answer = wanted else { return stall(sequence) }
        let bytes = Array(answer.prefix(min(submit.length, Int(setup.length))))
        answers += USBIPHeader.submitted(sequence, length: bytes.count, data: bytes)
    }

    private mutating func vendorAnswer(_ setup: SetupPacket) -> [UInt8]? {
        habits.answer(to: setup.request, value: setup.value, length: Int(setup.length))
    }

    /// Requests of USB 2.0, 9.4, to the host.
    private func get(_ setup: SetupPacket) -> [UInt8]? {
        switch setup.request {
        case 0: return [0, 0]
        case 6: return model.descriptor(setup)
        case 8: return [isConfigured ? 1 : 0]
        case 10: return [0]
        default: return nil
        }
    }

    /// Requests of USB 2.0, 9.4, to the device; false for one that it does not know.
    private mutating func set(_ setup: SetupPacket) -> Bool {
        switch setup.request {
        case 1:
            // Feature 0 of an endpoint is its halt.
            let address = UInt8(truncatingIfNeeded: setup.index)
            if setup.requestType & 0x1F == 2, setup.value == 0, halted.remove(address) != nil {
                packets[address] = []
            }
        case 9:
            isConfigured = setup.value == 1
            configurations += 1
            pushAnswers(to: .configured)
        case 3, 5, 11: break
        default: return false
        }
        return true
    }

    /// Class requests to the host: HID 1.11, 7.2; the line of a serial device.
    private func getClass(_ setup: SetupPacket) -> [UInt8]? {
        switch setup.request {
        case 0x01 where setup.kind == 3: habits.feature
        case 0x02: [idle]
        case 0x03: [protocolNumber]
        case 0x21: lineCoding
        default: nil
        }
    }

    /// Class requests to the device; false for one that it does not know.
    private mutating func setClass(_ setup: SetupPacket, _ data: [UInt8]) -> Bool {
        switch setup.request {
        case 0x09: accept(setup.kind == 3 ? .feature(data) : .output(data))
        case 0x0A: idle = setup.kind
        case 0x0B: protocolNumber = setup.number
        case 0x20 where data.count == 7: lineCoding = data
        case 0x22, 0x23: break
        case 0x01 where habits is CardReaderHabits:
            let interface = UInt8(truncatingIfNeeded: setup.index)
            pushAnswers(
                to: .request(setup.request, value: setup.value, interface: interface))
        default: return false
        }
        return true
    }
}
