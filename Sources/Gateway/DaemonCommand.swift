import Configuration
import FileAccess
import FoundationEssentials
import Identity
import Transport

/// `laneidd` as it is called: reads its arguments and settings, and runs the gateway.
public struct DaemonCommand {
    private let words: [String]
    private let environment: [String: String]

    /// - Parameters:
    ///   - words: What was typed after the program's name.
    ///   - environment: Where `LANEID_SOCKET` is looked for.
    public init(words: [String], environment: [String: String]) {
        self.words = words
        self.environment = environment
    }

    /// Where settings are when no `--settings` says otherwise.
    public static let defaultSettingsPath = "/etc/laneid/laneid.json"

    private static let usage = """
        laneidd: reads a shop's readers and tells the lanes whose it is

        Usage: laneidd [OPTION…]

          --settings FILE     settings (default \(defaultSettingsPath), if there)
          --check-settings    print every error in the settings, and exit: 0 or 78
          --release-interfaces
                              give the USB interfaces of a killed daemon back to the
                              kernel's drivers, and exit
          --directory FILE    the customer directory
          --journal FILE      the journal of events
          --socket PATH       the lane socket (or LANEID_SOCKET)
          --device NAME,driver=DRIVER,path=PATH[,lane=LANE][,baud=…]
                              a device besides those of the settings; a USB device
                              has serial=…, port=1-1.2 or usb=0801:0002 instead of path
          -V, --version       print the version, and exit
          -h, --help          print this text, and exit

        Exit codes: 0 done, 1 failed, 64 wrong usage, 78 bad settings

        Example:
          laneidd --directory d.sqlite --journal j.sqlite --socket /tmp/lane.sock \\
            --device front,driver=serial-scanner,path=/dev/ttyUSB0,lane=L1

        """

    /// - Returns: The exit code: 0 done, 1 failed, 64 wrong usage, 78 bad settings.
    public func run() -> Int32 {
        do {
            let line = try DaemonLine(words)
            if line.wantsHelp { return say(Self.usage) }
            if line.wantsVersion { return say("laneidd \(Version.text)\n") }
            if line.onlyReleases {
                // Also when the settings were damaged while the daemon ran.
                let settings = (try? settings(line, file(line))) ?? Settings()
                ClaimLog.release(path: settings.socket.claims)
                return 0
            }
            let bytes = try file(line)
            let settings = try settings(line, bytes)
            if line.onlyChecks { return say(try checked(line)) }
            try ProcessHardening.apply()
            let gateway = try Gateway(
                settings: settings, clock: try WallClock.fromEnvironment(),
                underSystemd: environment["JOURNAL_STREAM"] != nil, endsInTime: true,
                readSettings: { () throws(SettingsProblems) in
                    try self.settings(line, try file(line, mustExist: bytes != nil))
                })
            try gateway.run()
            return 0
        } catch let error as DaemonLineError {
            return complain("\(error)\nlaneidd --help says what there is", code: 64)
        } catch let error as SettingsProblems {
            return complain("\(error)", code: 78)
        } catch {
            return complain("\(error)", code: 1)
        }
    }

    private func settings(
        _ line: DaemonLine, _ bytes: [UInt8]?
    ) throws(SettingsProblems) -> Settings {
        var settings = Settings()
        if let bytes {
            do throws(SettingsProblems) {
                settings = try Settings(json5: bytes)
            } catch {
                // What is wrong with the file as a whole is said with its path, which may be the
                // usual one.
                let path = line.settings ?? Self.defaultSettingsPath
                throw SettingsProblems(
                    error.problems.map {
                        $0.place.isEmpty ? SettingsProblem(place: path, what: $0.what) : $0
                    })
            }
        }
        if let path = environment["LANEID_SOCKET"], !path.isEmpty { settings.socket.path = path }
        try settings.apply(line)
        return settings
    }

    /// The bytes of the settings file; nil where none was named and the usual one is not there.
    /// - Parameter mustExist: The daemon started with it, so that its absence is a problem.
    private func file(
        _ line: DaemonLine, mustExist: Bool = false
    ) throws(SettingsProblems) -> [UInt8]? {
        let path = line.settings ?? Self.defaultSettingsPath
        do throws(SystemError) {
            return try FileSystem.contents(of: path, limit: 1 << 20, as: .settings)
        } catch {
            if line.settings == nil, error.isAbsent, !mustExist { return nil }
            throw SettingsProblems([SettingsProblem(place: "", what: "could not be read: \(error)")]
            )
        }
    }

    /// What a check of settings without errors says.
    private func checked(_ line: DaemonLine) throws(SettingsProblems) -> String {
        guard try file(line) == nil else { return "the settings are right\n" }
        return "there is no \(Self.defaultSettingsPath): the default settings are used\n"
    }

    private func say(_ text: String) -> Int32 {
        StandardStream.output.write(text) ? 0 : 1
    }

    private func complain(_ text: String, code: Int32) -> Int32 {
        let lines = text.split(separator: "\n").map { "laneidd: \($0.escapedLine)\n" }
        _ = StandardStream.error.write(lines.joined())
        return code
    }
}
