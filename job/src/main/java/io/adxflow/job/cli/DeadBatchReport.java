package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Tells what became of dead batches, for people: each with the destination's reason in full. */
final class DeadBatchReport {
    private DeadBatchReport() {}

    /** @param folder where the batches' bytes are */
    static String of(DeadBatchFiles batches, Path folder) {
        StringBuilder text = new StringBuilder()
                .append(Text.plural(batches.total(), "batch", "batches"))
                .append(" of ")
                .append(Text.plural(batches.rows(), "row"))
                .append(" refused by a destination, or damaged:\n")
                .append(
                        "  What to do:    mend the cause, ingest the files by hand, then delete them with their .json.\n");
        batches.newest().forEach(batch -> append(text, batch, folder));
        if (batches.newest().size() < batches.total()) {
            text.append("(the newest ")
                    .append(batches.newest().size())
                    .append(" of ")
                    .append(Text.count(batches.total()))
                    .append("; --limit shows more)\n");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode batch, Path folder) {
        Path bytes = folder.resolve(batch.path("batch").asText() + ".csv.gz");
        text.append('\n')
                .append(Instant.ofEpochMilli(batch.path("parkedAtMillis").asLong()))
                .append("  ")
                .append(TextTable.oneLine(batch.path("moniker").asText()))
                .append("  ")
                .append(TextTable.oneLine(batch.path("database").asText() + "."
                        + batch.path("table").asText()))
                .append("  ")
                .append(Text.plural(batch.path("rows").asLong(), "row"))
                .append(", ")
                .append(Text.bytes(batch.path("rawBytes").asDouble()))
                .append(" of CSV  ")
                .append(batch.path("failure").asText())
                .append("\n  Reason: ")
                .append(TextTable.oneLine(batch.path("reason").asText()))
                .append("\n  Bytes:  ")
                .append(Files.exists(bytes) ? TextTable.oneLine(bytes.toString()) : "none")
                .append('\n');
    }
}
