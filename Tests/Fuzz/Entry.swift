import Foundation

/// What libFuzzer calls before anything else. With FUZZ_SEEDS in the environment it writes the
/// target's first corpus into that folder and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialise(_ count: UnsafeRawPointer, _ arguments: UnsafeRawPointer) -> CInt {
    let environment = ProcessInfo.processInfo.environment
    if environment["FUZZ_TARGET"] == nil {
        for target in FuzzTarget.all { print(target.name) }
        exit(0)
    }
    guard let folder = environment["FUZZ_SEEDS"] else { return 0 }
    for (number, seed) in chosen.seeds().enumerated() {
        let file = URL(filePath: folder).appending(path: "capture-\(number)")
        do { try Data(seed).write(to: file) } catch { fatalError("\(file.path): \(error)") }
    }
    exit(0)
}

/// What libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    chosen.run(bytes)
    return 0
}

/// The target that FUZZ_TARGET names.
private let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        fatalError("FUZZ_TARGET names no target: \(FuzzTarget.all.map(\.name))")
    }
    return target
}()
