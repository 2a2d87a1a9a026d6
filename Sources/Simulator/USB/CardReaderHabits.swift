import Identity

/// The card readers behind a device's interfaces, each on its own three endpoints.
struct CardReaderHabits: USBHabits {
    /// Where a reader listens and speaks.
    private struct Endpoints {
        var data: UInt8 = 0
        var commands: UInt8 = 0
        /// Nil for a reader that announces nothing.
        var notices: UInt8?
    }

    /// By their interface's number.
    private(set) var readers: [VirtualCardReader]
    private let endpoints: [Endpoints]
    /// The command that the host wants to abort, by its slot and sequence number: the control
    /// endpoint says so first, then the bulk endpoint (CCID 1.10, 5.3.1).
    private var aborted: [UInt16?]
    var feature: [UInt8]? { nil }
    var isSending: Bool { true }

    /// - Parameter readers: One for each interface.
    init(_ interfaces: [USBModel.Interface], _ readers: [VirtualCardReader]) {
        self.readers = readers
        aborted = readers.map { _ in nil }
        endpoints = interfaces.map { interface in
            var endpoints = Endpoints()
            for endpoint in interface.endpoints {
                switch (endpoint.kind, endpoint.isIn) {
                case (.bulk, true): endpoints.data = endpoint.address
                case (.bulk, false): endpoints.commands = endpoint.address
                default: endpoints.notices = endpoint.address
                }
            }
            return endpoints
        }
    }

    mutating func take(_ report: HostReport) -> [DeviceMessage] {
        switch report {
        case .bulk(let bytes, let endpoint):
            guard let index = endpoints.firstIndex(where: { $0.commands == endpoint }),
                bytes.first != Abort.message || isAborted(by: bytes, at: index)
            else { return [] }
            return change(index) { $0.take(bytes) }
        case .request(Abort.request, let value, let interface):
            if aborted.indices.contains(Int(interface)) { aborted[Int(interface)] = value }
            return []
        case .configured:
            for index in readers.indices {
                readers[index].reset()
                aborted[index] = nil
            }
            return []
        case .request, .output, .feature: return []
        }
    }

    private enum Abort {
        static let request: UInt8 = 0x01
        static let message: UInt8 = 0x72
    }

    /// Whether the control endpoint has named the command that the message is to abort.
    private mutating func isAborted(by message: [UInt8], at index: Int) -> Bool {
        guard message.count >= 10,
            aborted[index] == UInt16(message[6]) << 8 | UInt16(message[5])
        else { return false }
        aborted[index] = nil
        return true
    }

    /// Does something at the reader of an interface, and gives what the reader says to that.
    mutating func change(
        _ interface: Int, _ body: (inout VirtualCardReader) -> [VirtualCardReader.Message]
    ) -> [DeviceMessage] {
        guard readers.indices.contains(interface) else { return [] }
        let place = endpoints[interface]
        return body(&readers[interface]).compactMap { message in
            switch message {
            case .data(let bytes): DeviceMessage(bytes, endpoint: place.data)
            case .status(let bytes):
                place.notices.map { DeviceMessage(bytes, endpoint: $0) }
            }
        }
    }
}
