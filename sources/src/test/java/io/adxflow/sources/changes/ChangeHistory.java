package io.adxflow.sources.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** The history that a job tells in the end, to be held against what clients were told and what rows say. */
public final class ChangeHistory {
    private static final int ASKERS = 8;
    private static final Pattern VERSION = Pattern.compile("\"version\" : (\\d+),\\s*\"hash\" : \"([0-9a-f]+)\"");
    private static final Pattern CHANGE = Pattern.compile("\"change\" : \"(\\w+)\"");
    private static final Pattern LABEL = Pattern.compile("\"version\" : \"(\\d+)\"");

    private final RandomChanges changes;
    private final TreeMap<Long, String> hashes = new TreeMap<>();
    private final TreeMap<Long, String> changeByNumber = new TreeMap<>();

    private ChangeHistory(RandomChanges changes) {
        this.changes = changes;
    }

    /** Reads the versions and every document of them. */
    public static ChangeHistory read(RandomChanges changes) throws InterruptedException, ExecutionException {
        ChangeHistory history = new ChangeHistory(changes);
        Matcher versions = VERSION.matcher(changes.client().mustGet("versions").body());
        while (versions.find()) {
            history.hashes.put(Long.parseLong(versions.group(1)), versions.group(2));
        }
        // Each answer waits for a checkpoint.
        ExecutorService askers = Executors.newFixedThreadPool(ASKERS);
        try {
            Map<Long, Future<String>> answers = new TreeMap<>();
            for (long number : history.hashes.keySet()) {
                answers.put(number, askers.submit(() -> changes.client()
                        .mustGet("versions/" + number)
                        .body()));
            }
            for (Map.Entry<Long, Future<String>> answer : answers.entrySet()) {
                history.add(answer.getKey(), answer.getValue().get());
            }
        } finally {
            askers.shutdownNow();
        }
        return history;
    }

    private void add(long number, String text) {
        Matcher change = CHANGE.matcher(text);
        Matcher label = LABEL.matcher(text);
        assertThat(change.find() && label.find()).as(text).isTrue();
        assertThat(Long.parseLong(label.group(1)))
                .as("label of version %d, by %s", number, change.group(1))
                .isEqualTo(number);
        changeByNumber.put(number, change.group(1));
    }

    public int size() {
        return hashes.size();
    }

    /** Versions are 1, 2, 3 …; each that was said to be done is there as it was told; none that was refused is. */
    public void assertTellsWhatClientsWereTold() {
        assertThat(hashes.keySet())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, hashes.size()).boxed().toList());
        changes.done().forEach((number, done) -> {
            assertThat(hashes.get(number)).as("version %d, %s", number, done).isEqualTo(done.hash());
            assertThat(changeByNumber.get(number)).as("version %d", number).isEqualTo(done.change());
        });
        assertThat(new HashSet<>(changeByNumber.values()))
                .as("each change at most once")
                .hasSameSizeAs(changeByNumber.values())
                .doesNotContainAnyElementsOf(changes.conflicts());
    }

    /**
     * Every sample is there once; a body is of one version, which is in the history; a sender's bodies never go back; and a body that
     * was sent after a version was done is of that one or a later one.
     */
    public void assertRowsFollow(List<TracedRow> unordered, long samples, TracedSenders senders) {
        List<TracedRow> rows = new ArrayList<>(unordered);
        rows.sort(java.util.Comparator.comparingLong(TracedRow::sample));
        assertThat(rows.stream().map(TracedRow::sample).toList())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, samples).boxed().toList());
        Map<Long, Long> versionOfBody = new HashMap<>();
        Map<String, Long> newestOfSender = new HashMap<>();
        for (TracedRow row : rows) {
            assertThat(changeByNumber.get(row.version())).as("%s", row).isEqualTo(row.change());
            long body = (row.sample() - 1) / TracedSenders.SAMPLES_PER_BODY;
            Long other = versionOfBody.putIfAbsent(body, row.version());
            assertThat(other == null ? row.version() : other)
                    .as("versions in the body of %s", row)
                    .isEqualTo(row.version());
            Long before = newestOfSender.put(row.sender(), row.version());
            assertThat(before == null ? row.version() : before)
                    .as("version of what was sent before %s", row)
                    .isLessThanOrEqualTo(row.version());
            assertThat(senders.doneBefore(row.sample()))
                    .as("version done before %s", row)
                    .isLessThanOrEqualTo(row.version());
        }
    }

    /** How many versions made rows. */
    public static long versionsIn(List<TracedRow> rows) {
        return rows.stream().map(TracedRow::version).distinct().count();
    }
}
