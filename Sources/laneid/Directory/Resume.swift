extension Command {
    static let directoryResume = suspension(
        "resume", "lets a suspended customer, card or group be served again",
        example: "laneid directory resume 10412", isSuspended: false)
}
