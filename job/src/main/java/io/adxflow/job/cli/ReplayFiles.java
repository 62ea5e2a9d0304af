package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.batch.BatchIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies into a folder that is listened on. A file is there as a whole or not, under a name and with a time of its own, so that it is one
 * and the same however often it is copied.
 */
final class ReplayFiles {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BATCH = ".csv.gz";
    private static final String FACTS = ".json";

    private final Path to;

    /**
     * What was done.
     *
     * @param before files that were there
     * @param missing batches that were asked for and are not there
     */
    record Copied(int files, int before, List<String> missing) {}

    ReplayFiles(Path to) {
        this.to = to;
    }

    /** Copies the archive's finished files of these days. */
    Copied archive(Path archive, @Nullable LocalDate from, @Nullable LocalDate until) throws IOException {
        int files = 0;
        int before = 0;
        for (Path day : list(archive)) {
            LocalDate date = date(day.getFileName().toString());
            if (date == null || (from != null && date.isBefore(from)) || (until != null && date.isAfter(until))) {
                continue;
            }
            for (Path file : list(day)) {
                if (!file.getFileName().toString().startsWith(".")) {
                    boolean isNew = copy(file, to.resolve(day.getFileName()).resolve(file.getFileName()));
                    files += isNew ? 1 : 0;
                    before += isNew ? 0 : 1;
                }
            }
        }
        return new Copied(files, before, List.of());
    }

    private static @Nullable LocalDate date(String name) {
        try {
            return LocalDate.parse(name);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Copies dead batches, each with what its rows are beside it. */
    Copied deadBatches(Path dead, List<String> ids) throws IOException {
        Set<String> missing = new TreeSet<>(ids);
        int files = 0;
        int before = 0;
        for (Path facts : list(dead)) {
            String name = facts.getFileName().toString();
            if (!name.endsWith(FACTS)) {
                continue;
            }
            String id = name.substring(0, name.length() - FACTS.length());
            Path bytes = dead.resolve(id + BATCH);
            if ((ids.isEmpty() || ids.contains(id)) && Files.exists(bytes)) {
                missing.remove(id);
                Path folder = to.resolve(id);
                describe(JSON.readTree(Files.readAllBytes(facts)), id, folder);
                boolean isNew = copy(bytes, folder.resolve(id + BATCH));
                files += isNew ? 1 : 0;
                before += isNew ? 0 : 1;
            }
        }
        return new Copied(files, before, List.copyOf(missing));
    }

    /** As a directory's {@code _schema.json} has it. */
    private static void describe(JsonNode facts, String id, Path folder) throws IOException {
        Files.createDirectories(folder);
        var summary = JSON.createObjectNode()
                .put("database", facts.path("database").asText())
                .put("table", facts.path("table").asText());
        summary.putObject("schemas")
                .put(BatchIds.schemaIdOf(id), facts.path("schema").asText());
        Files.write(folder.resolve("_schema.json"), JSON.writeValueAsBytes(summary));
    }

    private static boolean copy(Path from, Path target) throws IOException {
        if (Files.exists(target)) {
            return false;
        }
        Files.createDirectories(target.getParent());
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return new ArrayList<>(inside.sorted().toList());
        }
    }
}
