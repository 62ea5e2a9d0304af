package io.adxflow.bench.run;

import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What lies in the committed files of metrics, counted by reading them all.
 *
 * @param rows in all files
 * @param newRows in the files that were not there before
 */
record Outcome(long files, long rows, long newFiles, long newRows, long newBytes) {

    static Outcome count(Path tables, List<CommittedFile> before) throws IOException {
        Set<CommittedFile> known = new HashSet<>(before);
        long files = 0;
        long rows = 0;
        long newFiles = 0;
        long newRows = 0;
        long newBytes = 0;
        for (CommittedFile file : CommittedRows.listMetrics(tables)) {
            long ofFile = file.countRows();
            files++;
            rows += ofFile;
            if (!known.contains(file)) {
                newFiles++;
                newRows += ofFile;
                newBytes += file.bytes();
            }
        }
        return new Outcome(files, rows, newFiles, newRows, newBytes);
    }

    double bytesPerRow() {
        return newRows == 0 ? 0 : (double) newBytes / newRows;
    }
}
