import FoundationEssentials
import Identity
import Import
import Simulator
import Transport

extension Command {
    static let demo = Command(
        name: "demo",
        summary: "see it work without hardware",
        details: """
            Starts the daemon in a scratch folder with a sample directory and three virtual readers, plays recordings on
            them, and shows what a lane sees, with why.
            """,
        options: [
            Option("--fixtures", "FOLDER", "the recordings and customers; otherwise Fixtures"),
            Option("--keep", "leave the daemon running, and say how to go on with it"),
        ],
        exits: [.done: "every line came as expected", .failed: "a line differs or is missing"],
        examples: ["laneid demo"]
    ) { arguments, console in
        let fixtures = URL(filePath: arguments["--fixtures"] ?? "Fixtures")
        let keeps = arguments.has("--keep")
        let sets = try ImportSet.all(customers(in: fixtures))
        try console.line("A directory of customers is imported:")
        let daemon = try DemoDaemon(staysWhenLetGo: keeps) { directory in
            for set in sets {
                let report = try set.run(into: directory, console)
                try console.line(
                    "   \(report.source): \(report.customers.created) customers, "
                        + "\(report.shoppers.created) shoppers, \(report.identifiers.created) cards and keys"
                )
            }
        }
        defer { if !keeps { daemon.remove() } }
        try console.line(
            "\nThe daemon is started, with three virtual readers and a lane that listens:\n")

        var run = try DemoRun(daemon: daemon, fixtures: fixtures, console: console)
        for (index, step) in DemoStep.all.enumerated() { try run.play(step, number: index + 1) }
        guard run.failures == 0 else {
            throw CommandFailure(
                "\(run.failures) lines did not come as they should. The daemon said:\n\(daemon.log)"
            )
        }
        try console.line("Every line came as it should.")
        if keeps { try keep(daemon, console) }
        return .done
    }

    private static func customers(in fixtures: URL) throws -> [String] {
        let folder = fixtures.appending(path: "directory")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = names.filter { $0.hasSuffix(".csv") }.sorted()
        guard !files.isEmpty else {
            throw CommandFailure(
                "there are no customers in \(folder.path): run it where LaneID's sources are, or name its Fixtures "
                    + "folder with --fixtures")
        }
        return files.map { folder.appending(path: $0).path }
    }

    private static func keep(_ daemon: DemoDaemon, _ console: Console) throws {
        daemon.process.letGo()
        try console.line(
            """

            The daemon goes on (process \(daemon.process.id)). To see what its lane sees:
                laneid watch --socket \(daemon.socket)
            To read cards that you type, in another terminal:
                laneid simulate serial-scanner --port \(daemon.path("front-scanner"))
            To attach a real line scanner in its place (the daemon's user must be allowed to open the port):
                ln -sf /dev/serial/by-id/YOUR-SCANNER \(daemon.path("front-scanner"))
            Its settings are \(daemon.path("laneid.json")), its log \(daemon.path("daemon.log")).
            To stop it:
                kill \(daemon.process.id); rm -r \(daemon.folder.path)
            """)
    }
}
