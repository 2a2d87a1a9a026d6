import Foundation
import TestSupport
import Testing
import Transport

/// Who may connect, by the user a client runs as. Only root may play another user.
@Suite(.enabled(if: geteuid() == 0, "only root may run a client as another user"))
struct AccessTests {
    private static let subscribe =
        #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"L1","client":"pos"}}"#

    /// A client of user 65534 that sends a request, by default to subscribe to `L1`, and prints all
    /// that comes for as long as it is connected.
    private func run(in shop: Shop, _ request: String = subscribe) throws -> String {
        let output = shop.folder.path("client")
        // Anybody may come as far as the socket: there the daemon decides.
        for path in [shop.folder.url.path, shop.socket] {
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
        }
        let client = try ChildProcess(
            path: "/usr/bin/env",
            arguments: [
                "python3", "-c",
                """
                import os, socket, sys
                os.setgroups([]); os.setgid(65534); os.setuid(65534)
                lane = socket.socket(socket.AF_UNIX)
                lane.connect(sys.argv[1])
                lines = lane.makefile()
                print(lines.readline(), end="")
                try:
                    lane.sendall(sys.argv[2].encode() + b"\\n")
                    print(lines.readline(), end="")
                except OSError:
                    print("sent away")
                """, shop.socket, request,
            ], environment: ProcessInfo.processInfo.environment, log: output)
        try eventually("the client's end", seen: shop.log) { !client.isRunning }
        return try shop.folder.text("client")
    }

    @Test func `Without a list everybody who may open the socket may subscribe`() throws {
        let shop = try Shop()
        #expect(try run(in: shop).contains(#""resume":"nothingMissed""#))
    }

    @Test func `Whom settings do not name is sent away, and the log says who came`() throws {
        let shop = try Shop(Shop.Plan(more: #"access: { users: ["daemon"] }"#))
        let text = try run(in: shop)
        #expect(text.contains(#""method":"bye","params":{"reason":"notAllowed"}"#))
        #expect(!text.contains("hello") && !text.contains("instance"))
        #expect(shop.hasLogged("of user 65534 may not connect"))
        // Root and the daemon's own user always may.
        try shop.subscribed().settle()
    }

    @Test func `Whom settings name may connect`() throws {
        let shop = try Shop(Shop.Plan(more: #"access: { users: ["daemon", "nobody"] }"#))
        #expect(try run(in: shop).contains(#""resume":"nothingMissed""#))
    }

    @Test(
        "Who may connect may not yet take a reader from its lane",
        arguments: [("", "notAllowed"), (#"access: { users: ["nobody"] }"#, "limitSeconds")])
    func test(access: String, answer: String) throws {
        let shop = try Shop(Shop.Plan(more: access))
        let request =
            #"{"jsonrpc":"2.0","id":1,"method":"device.test","params":{"device":"front"}}"#
        let text = try run(in: shop, request)
        #expect(text.contains("hello") && text.contains(answer), "\(text)")
    }

    @Test(
        "Who may connect may not yet ask where a wristband is",
        arguments: [("", "notAllowed"), (#"access: { users: ["nobody"] }"#, #""tickets":[]"#)])
    func find(access: String, answer: String) throws {
        let shop = try Shop(Shop.Plan(more: access))
        let request = #"{"jsonrpc":"2.0","id":1,"method":"ticket.find","params":{"code":"17"}}"#
        let text = try run(in: shop, request)
        #expect(text.contains("hello") && text.contains(answer), "\(text)")
    }

    @Test func `A lane may be for some users only`() throws {
        let shop = try Shop(
            Shop.Plan(lanes: #"{ name: "L1", devices: ["front"], users: ["daemon"] }"#))
        let text = try run(in: shop)
        #expect(text.contains("hello") && text.contains(#""code":"notAllowed""#))
        try shop.subscribed().settle()
    }

    @Test func `A name that this machine does not have is said, and lets nobody in`() throws {
        let shop = try Shop(Shop.Plan(more: #"access: { users: ["no-such-user"] }"#))
        #expect(shop.hasLogged(#"there is no user or group "no-such-user""#))
        #expect(try run(in: shop).contains("notAllowed"))
    }
}
