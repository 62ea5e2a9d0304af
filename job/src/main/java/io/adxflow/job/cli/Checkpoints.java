package io.adxflow.job.cli;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints that earlier runs left in a data folder: {@code checkpoints/<job>/chk-<n>}. Only the holder of the folder's
 * lock may use this while no job runs.
 *
 * <p>A run restores the newest checkpoint in Flink's claim mode: it becomes the job's own and is deleted once newer ones took
 * its place, as if the job had never stopped. What Flink knows nothing of, because a kill left it, is tidied here.
 */
final class Checkpoints {
    private static final String PREFIX = "chk-";

    private final Path folder;

    /** @param folder the job's folder, {@code checkpoints/<job id>} */
    Checkpoints(Path folder) {
        this.folder = folder;
    }

    /** A checkpoint's folder and number. */
    record Checkpoint(Path path, long number) {
        boolean isComplete() {
            return Files.exists(path.resolve("_metadata"));
        }

        String age() {
            try {
                Instant written =
                        Files.getLastModifiedTime(path.resolve("_metadata")).toInstant();
                return Text.duration(Duration.between(written, Instant.now())) + " ago";
            } catch (IOException unknown) {
                return "unknown age";
            }
        }
    }

    /** All checkpoints, complete or not, newest first. */
    List<Checkpoint> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Checkpoint> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = Objects.requireNonNull(entry.getFileName()).toString();
                if (name.matches(PREFIX + "[0-9]{1,18}")) {
                    found.add(new Checkpoint(entry, Long.parseLong(name.substring(PREFIX.length()))));
                }
            }
        }
        found.sort(Comparator.comparingLong(Checkpoint::number).reversed());
        return found;
    }

    /** The newest complete checkpoint, or null when there is none. */
    @Nullable
    Checkpoint newest() throws IOException {
        return all().stream().filter(Checkpoint::isComplete).findFirst().orElse(null);
    }

    /**
     * The checkpoint that a user named by its path, or by the name of its folder.
     *
     * @throws CliException when there is none, listing those that exist
     */
    Checkpoint named(String name) throws IOException, CliException {
        for (Checkpoint checkpoint : all()) {
            boolean meant = checkpoint.path().endsWith(name)
                    || checkpoint.path().equals(Path.of(name).toAbsolutePath().normalize());
            if (meant && checkpoint.isComplete()) {
                return checkpoint;
            }
        }
        throw new CliException(
                ExitCodes.USAGE,
                "--from " + name + ": there is no such complete checkpoint.\n" + listing(Long.MAX_VALUE));
    }

    /** For messages: the complete checkpoints before a number. */
    String listing(long before) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Checkpoint checkpoint : all()) {
            if (checkpoint.isComplete() && checkpoint.number() < before) {
                text.append("  --from ").append(PREFIX).append(checkpoint.number());
                text.append("   (").append(checkpoint.age()).append(")\n");
            }
        }
        return text + "  --from none   (starts without any state)";
    }

    /**
     * Null when the checkpoint's metadata reads and every file that it refers to is there in full, else what is wrong. What is
     * in those files only the operators can tell.
     */
    static @Nullable String problemWith(Checkpoint checkpoint) {
        Path file = checkpoint.path().resolve("_metadata");
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            CheckpointMetadata metadata = org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
                    in,
                    Checkpoints.class.getClassLoader(),
                    checkpoint.path().toUri().toString());
            return CheckpointFiles.problemWith(metadata);
        } catch (IOException | RuntimeException e) {
            return "its _metadata does not read (" + e + ")";
        }
    }

    /**
     * Clears what no job will ever clear: folders of checkpoints that did not complete, and complete ones older than the one
     * before {@code start}. Those newer than {@code start} are kept aside, since the job is about to use their numbers again
     * and the next run must not mistake them for its own.
     */
    void tidyAround(@Nullable Checkpoint start) throws IOException {
        int older = 0;
        for (Checkpoint checkpoint : all()) {
            if (!checkpoint.isComplete()) {
                DataFolder.deleteTree(checkpoint.path());
            } else if (start == null || checkpoint.number() > start.number()) {
                Path aside = folder.resolve("set-aside-" + PREFIX + checkpoint.number() + "-"
                        + Instant.now().toEpochMilli());
                Files.move(checkpoint.path(), aside, StandardCopyOption.ATOMIC_MOVE);
            } else if (checkpoint.number() < start.number() && older++ > 0) {
                DataFolder.deleteTree(checkpoint.path());
            }
        }
    }
}
