package io.adxflow.sources.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator in this JVM knows, for people: versions, what is wrong with the pipeline file, and how checkpoints fare. Empty in a
 * process without a coordinator. Thread-safe.
 */
public final class ControlBoard {
    private static final ControlBoard JVM = new ControlBoard(System::currentTimeMillis);
    private static final int VERSIONS = 20;

    private final LongSupplier millis;
    private volatile @Nullable View view;

    /**
     * What is known.
     *
     * @param sinceMillis when this coordinator began, as are the other times epoch milliseconds
     * @param versions the newest first
     * @param problems of the file, empty while it is right
     * @param problemsSinceMillis 0 while it is right
     * @param completed checkpoints since the coordinator began, as are {@code failed}
     * @param completedAtMillis 0 before the first
     * @param failedInARow since the last one that completed
     * @param failingSinceMillis of the first of these, 0 for none
     */
    public record View(
            long sinceMillis,
            List<DocumentVersion> versions,
            List<String> problems,
            long problemsSinceMillis,
            long completed,
            long failed,
            long completedAtMillis,
            long failedInARow,
            long failingSinceMillis) {}

    /** @param millis a clock */
    public ControlBoard(LongSupplier millis) {
        this.millis = millis;
    }

    /** The board of this JVM. */
    public static ControlBoard jvm() {
        return JVM;
    }

    /** Null where no coordinator runs. */
    public @Nullable View view() {
        return view;
    }

    synchronized void begun() {
        view = new View(millis.getAsLong(), List.of(), List.of(), 0, 0, 0, 0, 0, 0);
    }

    synchronized void ended() {
        view = null;
    }

    synchronized void versions(List<DocumentVersion> oldestFirst) {
        View v = view;
        if (v != null) {
            List<DocumentVersion> newest =
                    oldestFirst.subList(Math.max(0, oldestFirst.size() - VERSIONS), oldestFirst.size());
            List<DocumentVersion> newestFirst = new ArrayList<>(newest);
            Collections.reverse(newestFirst);
            view = new View(
                    v.sinceMillis,
                    List.copyOf(newestFirst),
                    v.problems,
                    v.problemsSinceMillis,
                    v.completed,
                    v.failed,
                    v.completedAtMillis,
                    v.failedInARow,
                    v.failingSinceMillis);
        }
    }

    synchronized void problems(List<String> problems) {
        View v = view;
        if (v != null) {
            long since = v.problemsSinceMillis == 0 ? millis.getAsLong() : v.problemsSinceMillis;
            view = new View(
                    v.sinceMillis,
                    v.versions,
                    List.copyOf(problems),
                    problems.isEmpty() ? 0 : since,
                    v.completed,
                    v.failed,
                    v.completedAtMillis,
                    v.failedInARow,
                    v.failingSinceMillis);
        }
    }

    synchronized void completed() {
        View v = view;
        if (v != null) {
            view = new View(
                    v.sinceMillis,
                    v.versions,
                    v.problems,
                    v.problemsSinceMillis,
                    v.completed + 1,
                    v.failed,
                    millis.getAsLong(),
                    0,
                    0);
        }
    }

    synchronized void failed() {
        View v = view;
        if (v != null) {
            view = new View(
                    v.sinceMillis,
                    v.versions,
                    v.problems,
                    v.problemsSinceMillis,
                    v.completed,
                    v.failed + 1,
                    v.completedAtMillis,
                    v.failedInARow + 1,
                    v.failingSinceMillis == 0 ? millis.getAsLong() : v.failingSinceMillis);
        }
    }
}
