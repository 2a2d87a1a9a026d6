extension Command {
    /// Every command, in the order of the help.
    static let all: [Command] = [
        demo, decode, watch, devices, replay, simulate, directoryImport,
        directoryImportPrepare, directoryImportExecute, directoryImportDiscard,
        directoryImportStatus, directoryImportQueries, directorySearch,
        directoryShow, directoryStats, udev, version,
    ]
}
