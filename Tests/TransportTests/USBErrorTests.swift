import Testing

@testable import Transport

struct USBErrorTests {
    private static let node = "/dev/bus/usb/001/004"

    private static func holder(_ name: String) -> PortHolder {
        PortHolder(processes: [RunningProcess(id: 812, name: name)], isComplete: true)
    }

    private static let nobody = PortHolder(processes: [], isComplete: false)

    @Test(
        "Why a reader cannot be used is said in different words, with what to do",
        arguments: [
            (USBError.absent(what: "0801:0002"), ["0801:0002", "plug the reader in"]),
            (
                .denied(node: node, model: "0801:0002"),
                [node, "ATTR{idVendor}==\"0801\"", "ATTR{idProduct}==\"0002\"", "udevadm"]
            ),
            (
                .held(node: node, by: holder("qz-tray"), suspects: []),
                ["qz-tray (pid 812)", "stop it"]
            ),
            (
                .held(node: node, by: holder("pcscd"), suspects: []),
                ["pcscd (pid 812)", "pcscd.socket"]
            ),
            (
                .held(node: node, by: holder("ModemManager"), suspects: []),
                ["ModemManager (pid 812)", "rules of LaneID"]
            ),
            (
                .held(
                    node: node, by: nobody, suspects: [RunningProcess(id: 7, name: "brltty")]),
                ["a process of another user (brltty (pid 7) may be the one)", "remove the package"]
            ),
            (.ownedByKernel(driver: "usblp"), ["driver usblp"]),
            (.ownedByKernel(driver: "cdc_acm"), ["cdc_acm", "/dev/serial/by-id"]),
        ] as [(USBError, [String])])
    func answers(error: USBError, parts: [String]) {
        for part in parts { #expect(error.description.contains(part), "\(error)") }
    }
}
