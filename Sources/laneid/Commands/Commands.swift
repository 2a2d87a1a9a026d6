extension Command {
    /// Every command, in the order of the help.
    static let all: [Command] = [
        decode, watch, devices, replay, simulate, version,
    ]
}
