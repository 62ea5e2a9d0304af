package io.adxflow.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Batches that a destination refused for good, as delivery keeps them: per batch {@code ID.csv.gz}, its rows, and
 * {@code ID.json}, what is known of it.
 *
 * @param newest at most as many as asked for, newest first
 * @param rows of all batches
 * @param unreadable files that are no JSON, as one that is being written
 */
record DeadBatchFiles(List<JsonNode> newest, long total, long rows, long unreadable) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SUFFIX = ".json";
    private static final Comparator<JsonNode> BY_TIME =
            Comparator.comparingLong(batch -> batch.path("parkedAtMillis").asLong());

    /** @param failure only those of this kind of failure; null for all */
    static DeadBatchFiles read(Path folder, @Nullable String failure, int limit) throws IOException {
        PriorityQueue<JsonNode> newest = new PriorityQueue<>(BY_TIME);
        long total = 0;
        long rows = 0;
        long unreadable = 0;
        for (Path file : files(folder)) {
            try {
                JsonNode batch = JSON.readTree(Files.readAllBytes(file));
                if (!batch.isObject()) {
                    unreadable++;
                } else if (failure == null
                        || failure.equalsIgnoreCase(batch.path("failure").asText())) {
                    total++;
                    rows += batch.path("rows").asLong();
                    newest.add(batch);
                    if (newest.size() > limit) {
                        newest.remove();
                    }
                }
            } catch (JsonProcessingException incomplete) {
                unreadable++;
            } catch (NoSuchFileException taken) {
                // Somebody has dealt with this one just now.
            }
        }
        List<JsonNode> sorted = new ArrayList<>(newest);
        sorted.sort(BY_TIME.reversed());
        return new DeadBatchFiles(sorted, total, rows, unreadable);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }
}
