package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.standby.StandbyCheck;
import io.adxflow.sinks.standby.StandbyName;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
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
     * @param missing batches that were asked for and are not there, or are damaged
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

    /**
     * Makes files of the archive of the finished files of dead letters of these days.
     *
     * @param reason of the letters that are meant, or null for all
     */
    Letters deadLetters(Path letters, @Nullable LocalDate from, @Nullable LocalDate until, @Nullable String reason)
            throws IOException {
        Letters all = new Letters(0, 0, 0, 0);
        for (Path day : list(letters)) {
            LocalDate date = date(day.getFileName().toString());
            if (date == null || (from != null && date.isBefore(from)) || (until != null && date.isAfter(until))) {
                continue;
            }
            for (Path file : list(day)) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".")) {
                    String made = "dead-" + name + (reason == null ? "" : "." + reason.toLowerCase(Locale.ROOT));
                    all = all.plus(bodies(file, to.resolve(day.getFileName()).resolve(made + ".bodies"), reason));
                }
            }
        }
        return all;
    }

    private static Letters bodies(Path file, Path target, @Nullable String reason) throws IOException {
        if (Files.exists(target)) {
            return new Letters(0, 1, 0, 0);
        }
        Files.createDirectories(target.getParent());
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        DeadLetterBodies bodies;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
                BufferedReader lines = Files.newBufferedReader(file)) {
            bodies = new DeadLetterBodies(out, reason);
            bodies.add(lines);
        }
        if (bodies.taken() == 0) {
            Files.delete(part);
            return new Letters(0, 0, 0, bodies.left());
        }
        Files.setLastModifiedTime(part, Files.getLastModifiedTime(file));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return new Letters(1, 0, bodies.taken(), bodies.left());
    }

    /**
     * What was done with dead letters.
     *
     * @param before files that were there
     * @param letters that come in again
     * @param left letters that cannot, since not all of them is told
     */
    record Letters(int files, int before, long letters, long left) {
        Letters plus(Letters more) {
            return new Letters(files + more.files, before + more.before, letters + more.letters, left + more.left);
        }
    }

    /**
     * Copies sound batches of a standby store's folder, each with what its rows are beside it.
     *
     * @param wanted those that are meant
     */
    Copied parked(Path standby, Predicate<StandbyName> wanted) throws IOException {
        int[] files = {0, 0};
        List<String> damaged = new ArrayList<>();
        Path exported = Files.createTempDirectory("adxflow-replay");
        try {
            new StandbyCheck(new LocalAppendStore(standby)).visit(wanted, (found, content) -> {
                if (!found.damage().isEmpty()) {
                    damaged.add(found.name().batchId());
                    return;
                }
                String id = found.name().batchId();
                Path folder = to.resolve(id);
                describe(
                        JSON.createObjectNode()
                                .put("database", found.name().database())
                                .put("table", found.table())
                                .put("schema", found.schema()),
                        id,
                        folder);
                Path part = exported.resolve(id + BATCH);
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                    content.writeTo(out);
                }
                Files.setLastModifiedTime(part, FileTime.fromMillis(found.name().sealedAtMillis()));
                files[copy(part, folder.resolve(id + BATCH)) ? 0 : 1]++;
                Files.delete(part);
            });
        } finally {
            for (Path left : list(exported)) {
                Files.delete(left);
            }
            Files.delete(exported);
        }
        return new Copied(files[0], files[1], damaged);
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
