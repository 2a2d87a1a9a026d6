import Devices
import Gateway
import Transport

/// The USB devices: taken or left, and why.
struct USBFacts {
    var items: [USBSurvey.Item]
    /// USB devices of the settings that are not plugged in.
    var absent: [(name: String, what: String)] = []

    var findings: [Finding] {
        items.flatMap(findings)
            + absent.map { device in
                Finding(
                    .usb, .wrong, "usbAbsent", of: device.name,
                    "\(device.name): no USB device \(device.what) is plugged in; plug it in, or correct the settings",
                    type: "lsusb")
            }
    }

    private func findings(_ item: USBSurvey.Item) -> [Finding] {
        let name = "\(item.title) (\(item.model)) at USB port \(item.port)"
        switch item.fate {
        case .taken(let driver, let why):
            if let obstacle = item.obstacle { return [finding(obstacle, item, name)] }
            return [
                Finding(
                    .usb, .well, "usbTaken", of: item.port,
                    "\(name) is a reader (\(driver)): \(why)")
            ]
        case .left(let kind, let why): return [left(kind, why, item, name)]
        }
    }

    private func left(
        _ kind: USBSurvey.Kind, _ why: String, _ item: USBSurvey.Item, _ name: String
    ) -> Finding {
        let says = "\(name) is left alone: \(why)"
        switch kind {
        case .keyboard:
            return Finding(
                .usb, .note, "keyboardMode", of: item.port, says,
                type:
                    "{ name: \"reader\", match: { usb: \"\(item.model)\" }, driver: \"keyboard-reader\" }   # in the settings' devices"
            )
        case .serialAdapter:
            return Finding(
                .usb, .note, "serialAdapter", of: item.port, says,
                type:
                    "{ name: \"reader\", match: { usb: \"\(item.model)\" }, driver: \"serial-scanner\" }   # in the settings' devices"
            )
        case .unsupported: return Finding(.usb, .wrong, "usbUnsupported", of: item.port, says)
        case .ignored: return Finding(.usb, .well, "usbIgnored", of: item.port, says)
        case .other:
            if let obstacle = item.obstacle { return finding(obstacle, item, name, .note) }
            return Finding(.usb, .well, "usbLeft", of: item.port, says)
        }
    }

    private func finding(
        _ obstacle: USBError, _ item: USBSurvey.Item, _ name: String,
        _ level: Finding.Level = .wrong
    ) -> Finding {
        let says = "\(name): \(obstacle)"
        switch obstacle {
        case .absent, .vanished: return Finding(.usb, level, "usbAbsent", of: item.port, says)
        case .denied:
            return Finding(
                .usb, level, "usbDenied", of: item.port,
                "\(name): this user may not open \(item.node)",
                type: Cure.rules(adding: [item.model]))
        case .held:
            return Finding(
                .usb, level, "usbHeld", of: item.port, says, type: Cure.forHolder(in: says))
        case .ownedByKernel:
            return Finding(.usb, level, "usbOwnedByKernel", of: item.port, says)
        default: return Finding(.usb, level, "usbFaulty", of: item.port, says)
        }
    }
}

extension Finding {
    /// A device behind a connection, tried while no daemon has it.
    init(at device: String, problem: NetworkError?) {
        guard let problem else {
            self.init(
                .port, .well, "portReady", of: device, "\(device): its terminal server answers")
            return
        }
        let word =
            switch problem {
            case .unknownHost, .refused, .unreachable, .silent, .closed: "portAbsent"
            case .busy: "portHeld"
            case .notALine, .tooFast: "portNotSerial"
            case .outputFull, .system: "portUnusable"
            }
        self.init(.port, .wrong, word, of: device, "\(device): \(problem)")
    }
}

/// The serial ports that settings name, tried while no daemon has them.
struct PortFacts {
    /// Each device's name and path, and why the port cannot be used.
    var ports: [(name: String, path: String, problem: SerialError?)]
    var user: String

    var findings: [Finding] {
        ports.map { port in
            guard let problem = port.problem else {
                return Finding(
                    .port, .well, "portReady", of: port.name, "\(port.name): \(port.path) opens")
            }
            let (word, type) = diagnosis(problem)
            return Finding(
                .port, .wrong, word, of: port.name, "\(port.name): \(problem)", type: type)
        }
    }

    private func diagnosis(_ problem: SerialError) -> (word: String, type: String?) {
        switch problem {
        case .absent, .vanished: ("portAbsent", "ls -l /dev/serial/by-id/")
        case .noHardware: ("portDead", "sudo dmesg | grep tty")
        case .denied(_, let group?):
            ("portDenied", "sudo usermod -aG \(group) \(user)   # then log in again")
        case .denied(let path, nil): ("portDenied", "ls -l \(path)")
        case .held(let path, _):
            ("portHeld", Cure.forHolder(in: problem.description) ?? "sudo fuser -v \(path)")
        case .notATerminal(let path): ("portNotSerial", "ls -l \(path)")
        case .refused, .unsupportedSpeed: ("portRefused", nil)
        case .outputFull, .system: ("portUnusable", nil)
        }
    }
}
