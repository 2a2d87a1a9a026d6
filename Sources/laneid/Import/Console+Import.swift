import Import

extension Console {
    /// What an import did, or would do.
    func show(_ report: ImportReport, _ arguments: Arguments) throws {
        if arguments.has("--json") {
            try line(JSONLine.text(report))
            return
        }
        try line("\(report.source):")
        for text in report.description.split(separator: "\n") {
            try line("  " + String(text).harmless)
        }
    }
}

extension Console {
    /// Runs an import with a progress bar where a person looks.
    func withProgress(
        _ work: (@escaping (ImportProgress) -> Void) throws -> ImportReport
    ) rethrows -> ImportReport {
        var bar = ProgressBar(self)
        defer { bar.end() }
        return try work { progress in
            // How much is left is known only while the files are read.
            let share = Double(progress.bytesDone) / Double(max(1, progress.bytesTotal))
            switch progress.phase {
            case .reading:
                bar.show(
                    progress.bytesTotal > 0 ? share : nil,
                    "reading \(progress.file), \(progress.rows) rows")
            case .applying:
                bar.show(nil, "taking over \(progress.file), \(progress.rows) rows")
            case .finishing: bar.show(nil, "finishing")
            }
        }
    }
}
