package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Into files of the data folder, which is what a job does unless told otherwise. */
final class DirectoryDelivery implements Delivery {
    private final Path tables;
    private List<CommittedFile> before = List.of();

    DirectoryDelivery(Path folder) {
        tables = folder.resolve("data/tables");
    }

    @Override
    public List<String> settings() {
        return List.of();
    }

    @Override
    public void begin() throws IOException {
        before = CommittedRows.listMetrics(tables);
    }

    @Override
    public void end() {}

    @Override
    public void report(ObjectNode json, long acknowledgedSamples) throws IOException {
        Outcome outcome = Outcome.count(tables, before);
        json.put("files", outcome.newFiles());
        json.put("bytes_out_per_sample", Round.to1(outcome.bytesPerRow()));
        json.put("rows", outcome.rows());
        json.put("rows_ok", outcome.rows() == acknowledgedSamples);
    }

    @Override
    public void close() {}
}
