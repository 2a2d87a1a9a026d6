import Drivers
import Foundation
import Testing

/// Every device model has a recording, and every recording says what comes of it.
@Suite struct FixtureTests {
    @Test("A driver has at least one capture", arguments: Driver.catalogue.map(\.name))
    func captures(of driver: String) {
        #expect(!Repository.files(in: "Fixtures/\(driver)", ".capture").isEmpty)
    }

    /// The demonstration's captures are not among them: it checks itself what comes of them.
    static let recordings: [Repository.File] = Repository.files(in: "Fixtures", ".capture").filter {
        $0.folder != "demo"
    }

    @Test("A capture has an expected file beside it", arguments: FixtureTests.recordings)
    func expected(of capture: Repository.File) {
        let path = capture.path.replacing(/capture$/, with: "expected")
        #expect(Repository.File(path).exists, "UPDATE_EXPECTED=1 swift test writes \(path)")
    }

    @Test(
        "An expected file has a capture beside it",
        arguments: Repository.files(in: "Fixtures", ".expected"))
    func capture(of expected: Repository.File) {
        let path = expected.path.replacing(/expected$/, with: "capture")
        #expect(Repository.File(path).exists, "\(expected.path) is left over")
    }

    @Test(
        "A driver's name is its own, in small letters with dashes",
        arguments: Driver.catalogue.map(\.name))
    func name(_ driver: String) {
        #expect(driver.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(Driver.catalogue.filter { $0.name == driver }.count == 1)
    }

    @Test func `A folder of fixtures is a driver's, or Fixtures README names it`() throws {
        let readme = try Repository.File("Fixtures/README.md").text()
        let drivers = Driver.catalogue.map(\.name)
        for folder in try Repository.names(in: "Fixtures") where !folder.contains(".") {
            #expect(
                drivers.contains(folder) || readme.contains("`\(folder)/`")
                    || readme.contains("Fixtures/\(folder)"),
                "Fixtures/\(folder) is explained nowhere")
        }
    }
}
