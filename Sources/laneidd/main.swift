import FoundationEssentials
import Gateway
import Glibc

let daemon = DaemonCommand(
    words: Array(CommandLine.arguments.dropFirst()),
    environment: ProcessInfo.processInfo.environment)
exit(daemon.run())
