package io.adxflow.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters read from the finished files that Flink's FileSink wrote: a JSON object a line. Files whose name begins with a
 * dot are still being written and only counted.
 *
 * @param newest at most as many as asked for, newest first
 */
record DeadLetterFiles(
        List<JsonNode> newest, Map<String, Long> countByReason, long total, long inProgress, long unreadable) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Comparator<JsonNode> BY_TIME =
            Comparator.comparing(letter -> letter.path("time").asText());

    static DeadLetterFiles read(Path folder, @Nullable String reason, int limit) throws IOException {
        Map<String, Long> countByReason = new TreeMap<>();
        PriorityQueue<JsonNode> newest = new PriorityQueue<>(BY_TIME);
        long[] inProgressAndUnreadable = new long[2];
        for (Path file : files(folder)) {
            if (file.getFileName().toString().startsWith(".")) {
                inProgressAndUnreadable[0]++;
                continue;
            }
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    try {
                        JsonNode letter = JSON.readTree(line);
                        String why = letter.path("reason").asText();
                        if (reason == null || reason.equalsIgnoreCase(why)) {
                            countByReason.merge(why, 1L, Long::sum);
                            newest.add(letter);
                            if (newest.size() > limit) {
                                newest.remove();
                            }
                        }
                    } catch (JsonProcessingException damaged) {
                        inProgressAndUnreadable[1]++;
                    }
                }
            }
        }
        List<JsonNode> sorted = new ArrayList<>(newest);
        sorted.sort(BY_TIME.reversed());
        long total = countByReason.values().stream().mapToLong(Long::longValue).sum();
        return new DeadLetterFiles(
                sorted, countByReason, total, inProgressAndUnreadable[0], inProgressAndUnreadable[1]);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
