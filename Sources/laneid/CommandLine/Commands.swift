extension Command {
    /// Every command, in the order of the help.
    static let all: [Command] = [
        demo, decode, watch, devices, doctor, test, replay, simulate, directoryImport,
        directoryImportPrepare, directoryImportExecute, directoryImportDiscard,
        directoryImportStatus, directoryImportQueries, directorySearch,
        directoryShow, directoryWho, directoryStats, directoryAdd, directorySet, directoryShopper,
        directoryHousehold, directoryAssign, directoryMove, directoryRelease, directoryWithdraw,
        directorySuspend, directoryResume, directoryStay, directoryNote, directoryCategory,
        directoryExtra, directoryGrant, directoryPending, directoryOutbox, directoryVisits,
        directoryExport, directoryForget, directoryCheck, directoryBackup, udev, version,
    ]
}
