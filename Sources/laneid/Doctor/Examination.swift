import Configuration
import Devices
import Directory
import Drivers
import FileAccess
import FoundationEssentials
import Gateway
import Identity
import Journal
import SQLite
import Simulator
import Transport

/// Looks at everything the doctor judges. Changes nothing; opens ports only while no daemon runs.
struct Examination {
    private let settingsPath: String?
    private let socketPath: String?
    private let environment = ProcessInfo.processInfo.environment

    /// - Parameters:
    ///   - settings: The settings file; nil for the usual one, if it is there.
    ///   - socket: The lane socket; nil for that of the settings.
    init(settings: String?, socket: String?) {
        settingsPath = settings
        socketPath = socket
    }

    func findings() -> [Finding] {
        let settingsFacts = settingsFacts()
        let settings = settingsFacts.settings
        let daemon = daemonFacts(socketPath ?? settings.socket.path)
        let udev = udevFacts()
        var findings = daemon.findings + settingsFacts.findings
        findings += readers(settings, daemon)
        findings += udev.findings + udevFacts(ofCards: true).findings
        findings += groupFacts(settings).findings
        findings +=
            ProgramFacts(
                processes: Machine.processes(named: ProgramFacts.names),
                rulesAreInstalled: udev.isCurrent
            ).findings
        findings += files(settings, daemon)
        return findings + clockFacts(settings).findings
    }

    private var user: String {
        environment["SUDO_USER"] ?? environment["USER"] ?? environment["LOGNAME"]
            ?? "\(User.current)"
    }

    // MARK: Settings and daemon

    private func settingsFacts() -> SettingsFacts {
        let path = settingsPath ?? DaemonCommand.defaultSettingsPath
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.contents(of: path, limit: 1 << 20, as: .settings)
        } catch {
            let isAbsent = settingsPath == nil && error.isAbsent
            return SettingsFacts(path: path, state: isAbsent ? .absent : .unreadable("\(error)"))
        }
        do throws(SettingsProblems) {
            return SettingsFacts(path: path, state: .valid(try Settings(json5: bytes)))
        } catch {
            let problems = "\(error)".split(separator: "\n").map(String.init)
            return SettingsFacts(path: path, state: .invalid(problems))
        }
    }

    private func daemonFacts(_ socket: String) -> DaemonFacts {
        DaemonFacts(
            socket: socket, answer: answer(socket),
            processes: Machine.processes(named: ["laneidd"]), user: user, kernel: Machine.kernel)
    }

    private func answer(_ socket: String) -> DaemonFacts.Answer {
        do {
            let client = try LaneClient(path: socket)
            guard let message = try client.message(within: .seconds(3)) else { return .silent }
            switch message {
            case .hello(let hello):
                return .greeted(
                    gateway: hello.gateway, protocols: hello.protocols,
                    clockIsSet: hello.clock == "set", devices: try devices(client),
                    files: try files(client))
            case .bye(let reason): return .refused(reason)
            default: return .failed("what listens at \(socket) is no LaneID daemon")
            }
        } catch SocketError.absent {
            return .absent
        } catch SocketError.denied(_, _, let group) {
            return .denied(group: group)
        } catch SocketError.closed {
            return .refused("it was closed")
        } catch let error as SocketError {
            return .failed("\(error)")
        } catch {
            return .failed("what listens at \(socket) is no LaneID daemon")
        }
    }

    /// The daemon's list; nil where it sends this user away.
    private func devices(_ client: LaneClient) throws -> [LaneMessage.Device]? {
        do {
            return try client.call("devices", within: .seconds(3)).devices
        } catch is LaneMessage.Failure {
            return nil
        } catch is LaneClientError {
            return nil
        }
    }

    /// The daemon's files; nil where it is older than this tool, or sends this user away.
    private func files(_ client: LaneClient) throws -> DaemonFiles? {
        do {
            let reply = try client.call("status", within: .seconds(3))
            guard let directory = reply.directory, let journal = reply.journal,
                let user = reply.user
            else { return nil }
            return DaemonFiles(directory: directory, journal: journal, user: user)
        } catch is LaneMessage.Failure {
            return nil
        } catch is LaneClientError {
            return nil
        }
    }

    // MARK: Readers

    private func readers(_ settings: Settings, _ daemon: DaemonFacts) -> [Finding] {
        let survey = USBSurvey(settings)
        if case .greeted(_, _, _, let devices?, _) = daemon.answer {
            // The daemon says which devices it has; this tool understands the rest as well.
            let left = Set(devices.filter { $0.lane == nil }.map(\.device))
            let items = survey.items.filter { left.contains("usb-\($0.port)") }
            return DeviceFacts(devices: devices).findings + USBFacts(items: items).findings
        }
        var facts = USBFacts(items: survey.items, absent: survey.absent)
        guard !daemon.runs else {
            // Its devices would be reported as held, by itself.
            facts.items = facts.items.filter { $0.obstacle == nil }
            return facts.findings
        }
        let ports = settings.devices.compactMap { device -> (String, String, SerialError?)? in
            guard case .path(let path) = device.place,
                NetworkPlace(path, defaultPort: device.driver?.attachment.port) == nil
            else { return nil }
            do throws(SerialError) {
                _ = try SerialPort(path: path, line: device.line)
                return (device.name, path, nil)
            } catch {
                return (device.name, path, error)
            }
        }
        let places = settings.devices.compactMap { device -> (String, NetworkError?)? in
            guard case .path(let path) = device.place,
                let place = NetworkPlace(path, defaultPort: device.driver?.attachment.port),
                place.scheme == .stream
            else { return nil }
            do throws(NetworkError) {
                _ = try NetworkStream.connected(to: place, within: .seconds(3))
                return (device.name, nil)
            } catch {
                return (device.name, error)
            }
        }
        return facts.findings + PortFacts(ports: ports, user: user).findings
            + places.map(Finding.init(at:problem:))
    }

    /// The rules for readers, or those for smart-card readers.
    private func udevFacts(ofCards: Bool = false) -> UdevFacts {
        var facts = UdevFacts(
            expected: ofCards ? UdevRules.cardReaders : UdevRules.text(), isOfCards: ofCards)
        for folder in UdevFacts.folders {
            let path = "\(folder)/\(ofCards ? "93-laneid-cards.rules" : "70-laneid.rules")"
            if let bytes = try? FileSystem.contents(of: path, limit: 1 << 20) {
                facts.file = (path, String(decoding: bytes, as: UTF8.self))
                break
            }
        }
        return facts
    }

    private func groupFacts(_ settings: Settings) -> GroupFacts {
        let name = settings.socket.group ?? Settings.SocketSettings.defaultGroup
        let group = Group(named: name)
        return GroupFacts(
            name: name, exists: group != nil, isMember: group.map(Machine.isMember) ?? false,
            isRoot: User.current == 0, user: user)
    }

    // MARK: Files and clock

    private func files(_ settings: Settings, _ daemon: DaemonFacts) -> [Finding] {
        var settings = settings
        // Of a daemon that is not running only the unit's settings say who it would be.
        let user =
            daemon.files?.user ?? (settingsPath == nil ? User(named: DaemonRights.user)?.id : nil)
        // A daemon with paths of its own is not judged by those of the settings.
        if let files = daemon.files {
            settings.directory = files.directory.path
            settings.journal.path = files.journal.path
        }
        let directory = DirectoryFacts(
            path: settings.directory, state: look(settings.directory),
            daemon: daemon.files,
            obstacle: DaemonRights.obstacle(at: settings.directory, of: user))
        let journal = JournalFacts(
            path: settings.journal.path, state: lookAtJournal(settings.journal.path, daemon),
            daemonRuns: daemon.runs, daemon: daemon.files,
            obstacle: DaemonRights.obstacle(at: settings.journal.path, of: user))
        var disks: [(String, String, Machine.Room?)] = []
        for (path, name) in [(settings.directory, "directory"), (settings.journal.path, "journal")]
        {
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            if let index = disks.firstIndex(where: { $0.0 == folder }) {
                disks[index].1 += " and the \(name)"
            } else {
                disks.append((folder, name, Machine.room(at: folder.isEmpty ? "/" : folder)))
            }
        }
        return directory.findings + journal.findings + DiskFacts(disks: disks).findings
    }

    private func look(_ path: String) -> Result<Int, DatabaseError> {
        do throws(DatabaseError) {
            let directory = try CustomerDirectory(path: path, access: .lookUp)
            try directory.quickCheck()
            return .success(try directory.customerCount())
        } catch {
            return .failure(error)
        }
    }

    private func lookAtJournal(
        _ path: String, _ daemon: DaemonFacts
    ) -> Result<Void, DatabaseError> {
        if daemon.runs {
            return .failure(
                Machine.resolve(path) == nil ? .absent(path: path) : .locked(path: path))
        }
        do throws(DatabaseError) {
            return .success(try EventJournal.look(at: path))
        } catch {
            return .failure(error)
        }
    }

    private func clockFacts(_ settings: Settings) -> ClockFacts {
        // /usr/share/zoneinfo/America/Chicago: what follows the folder is the name.
        let zone = Machine.resolve("/etc/localtime").flatMap { path -> String? in
            let parts = path.split(separator: "/")
            guard let place = parts.firstIndex(of: "zoneinfo") else { return nil }
            return parts[(place + 1)...].joined(separator: "/")
        }
        return ClockFacts(
            now: WallClock().now, isSynchronised: Machine.clockIsSynchronised,
            storeZone: settings.timeZone, machineZone: zone)
    }
}
