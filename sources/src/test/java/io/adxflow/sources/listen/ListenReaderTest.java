package io.adxflow.sources.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.control.TestDocuments;
import io.adxflow.sources.control.TestEvents;
import io.adxflow.sources.http.IngestElement;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.IngestTargets;
import io.adxflow.sources.http.RulesChange;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.UnknownTargetException;
import io.adxflow.sources.http.UnreadableInput;
import io.adxflow.sources.http.WriteOutcome;
import io.adxflow.sources.listen.Feed.Part;
import io.adxflow.sources.wire.WireFormat;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenReaderTest {
    private static final ListenInput INPUT = new ListenInput(
            "in", "directory", "default", null, Duration.ofSeconds(1), Duration.ofHours(1), 100, Map.of());
    private static final ListenSplit A = new ListenSplit("in", "a", "1", 1, false, Map.of(), 0, false);
    private static final ListenSplit B = new ListenSplit("in", "b", "1", 1, false, Map.of(), 0, false);

    private final Map<String, List<Object>> blobs = new HashMap<>();
    private final List<IngestElement> taken = new ArrayList<>();
    private final Deque<WriteOutcome> outcomes = new ArrayDeque<>();
    private final List<SourceEvent> told = new ArrayList<>();
    private int requests;
    private String overload;
    private final Deque<Long> waits = new ArrayDeque<>();
    private final List<String> counted = new ArrayList<>();
    private final ListenReader reader = new ListenReader(context(), settings(), door(), () -> 5);

    @AfterEach
    void close() throws Exception {
        reader.close();
    }

    @Test
    void rulesComeBeforeThePartsAndPartsInTheirOrder() throws Exception {
        blobs.put("a", List.of(part("one", 3), part("two", 5)));
        reader.start();
        reader.addSplits(List.of(A));
        assertThat(poll()).isFalse();
        reader.handleSourceEvents(TestEvents.change(1, "reader"));
        pollUntil(3);
        assertThat(taken.get(0)).isInstanceOf(RulesChange.class);
        assertThat(bodies()).containsExactly("one", "two");
        pollToEnd();
        assertThat(reader.snapshotState(1)).containsExactly(A.at(5).atEnd());
        reader.notifyCheckpointComplete(1);
        assertThat(told).containsExactly(new SplitsHeld(List.of()), new SplitFinished(List.of(BlobKey.of(A))));
    }

    @Test
    void tellsWhatItsStateBroughtBackBeforeItAsksForMore() throws Exception {
        reader.addSplits(List.of(A.at(5).atEnd()));
        assertThat(told).isEmpty();
        reader.start();
        assertThat(told).containsExactly(new SplitsHeld(List.of(BlobKey.of(A))));
    }

    @Test
    void positionsAreThoseOfWhatWasTaken() throws Exception {
        blobs.put("a", List.of(part("one", 3), part("two", 5)));
        begin(A);
        pollUntil(2);
        assertThat(reader.snapshotState(1)).containsExactly(A.at(3));
    }

    @Test
    void whatCouldNotBeTriedIsTriedAgainAndHoldsUpWhatIsBehindIt() throws Exception {
        blobs.put("a", List.of(part("one", 3), part("two", 5)));
        outcomes.add(WriteOutcome.refused(503, "no memory"));
        begin(A);
        pollUntil(2);
        assertThat(reader.snapshotState(1)).containsExactly(A);
        pollUntil(4);
        assertThat(bodies()).containsExactly("one", "one", "two");
    }

    @Test
    void whileADestinationIsFullNothingIsTaken() throws Exception {
        blobs.put("a", List.of(part("one", 3)));
        overload = "full";
        begin(A);
        // The rules, the part, and the part once more.
        for (int times = 0; times < 3; times++) {
            reader.isAvailable().get(5, TimeUnit.MINUTES);
            poll();
        }
        assertThat(bodies()).isEmpty();
        overload = null;
        pollUntil(2);
        assertThat(bodies()).containsExactly("one");
    }

    @Test
    void whileItsNamespaceIsOverItsLimitsAPartWaitsAndIsCountedWhenItIsTaken() throws Exception {
        blobs.put("a", List.of(part("one", 3), part("two", 5)));
        waits.addAll(List.of(1L, 1L, 0L));
        begin(A);
        pollUntil(3);
        assertThat(bodies()).containsExactly("one", "two");
        assertThat(counted)
                .containsExactly("default 3?", "default 3?", "default 3?", "default 3", "default 3?", "default 3");
    }

    @Test
    void otherRulesEndAWait() throws Exception {
        blobs.put("a", List.of(part("one", 3)));
        waits.addAll(List.of(TimeUnit.DAYS.toMillis(1), 0L));
        begin(A);
        while (waits.size() > 1) {
            reader.isAvailable().get(5, TimeUnit.MINUTES);
            poll();
        }
        reader.handleSourceEvents(TestEvents.change(2, "reader"));
        pollUntil(3);
        assertThat(bodies()).containsExactly("one");
    }

    @Test
    void ofABlobThatIsRefusedNothingMoreIsTakenAndTheNextComes() throws Exception {
        blobs.put("a", List.of(part("one", 3), part("two", 5), part("three", 7)));
        blobs.put("b", List.of(part("four", 1)));
        outcomes.add(taken());
        outcomes.add(WriteOutcome.refused(400, "no rows"));
        begin(A, B);
        pollUntil(5);
        assertThat(bodies()).containsExactly("one", "two", "four");
        assertThat(letters()).containsExactly("a: no rows (its first 3 rows were taken)");
    }

    @Test
    void aPartitionGoesOnBehindWhatIsRefused() throws Exception {
        ListenSplit partition = new ListenSplit("in", "t/0", "", -1, true, Map.of(), -1, false);
        blobs.put("t/0", List.of(part("one", 3), part("two", 5)));
        outcomes.add(WriteOutcome.refused(400, "no rows"));
        begin(partition);
        pollUntil(4);
        assertThat(bodies()).containsExactly("one", "two");
        assertThat(letters()).containsExactly("t/0: no rows (at 3)");
        assertThat(reader.snapshotState(1)).containsExactly(partition.at(5));
    }

    @Test
    void whatCannotBeReadIsToldOnceAndFinished() throws Exception {
        blobs.put("a", List.of(new UnreadableException("cut off")));
        begin(A);
        pollUntil(2);
        assertThat(letters()).containsExactly("a: cut off (its first 0 rows were taken)");
        assertThat(reader.snapshotState(1)).containsExactly(A.atEnd());
    }

    @Test
    void aSplitOfAnInputThatIsNotConfiguredStaysAsItIs() throws Exception {
        ListenSplit other = new ListenSplit("gone", "a", "1", 1, false, Map.of(), 4, false);
        begin(other);
        assertThat(reader.snapshotState(1)).containsExactly(other);
    }

    @Test
    void asksForBlobsWhenItIsStartedAndNotBefore() throws Exception {
        blobs.put("a", List.of());
        reader.addSplits(List.of(A));
        assertThat(requests).isZero();
        reader.start();
        assertThat(requests).isEqualTo(2);
    }

    private void begin(ListenSplit... splits) {
        reader.start();
        reader.handleSourceEvents(TestEvents.change(1, "reader"));
        reader.addSplits(List.of(splits));
    }

    private boolean poll() throws Exception {
        return reader.pollNext(output()) == InputStatus.MORE_AVAILABLE;
    }

    /** Until so much was taken. */
    private void pollUntil(int elements) throws Exception {
        while (taken.size() < elements) {
            reader.isAvailable().get(5, TimeUnit.MINUTES);
            poll();
        }
    }

    private void pollToEnd() throws Exception {
        while (reader.snapshotState(0).stream().anyMatch(split -> !split.finished())) {
            reader.isAvailable().get(5, TimeUnit.MINUTES);
            poll();
        }
    }

    private List<String> bodies() {
        return taken.stream()
                .filter(IngestRequest.class::isInstance)
                .map(each -> new String(((IngestRequest) each).body()))
                .toList();
    }

    private List<String> letters() {
        return taken.stream()
                .filter(UnreadableInput.class::isInstance)
                .map(each -> ((UnreadableInput) each).name() + ": " + ((UnreadableInput) each).detail())
                .toList();
    }

    private ListenDoor door() {
        return new ListenDoor() {
            @Override
            public long waitMillis(String namespace, long bytes) {
                counted.add(namespace + " " + bytes + "?");
                return waits.isEmpty() ? 0 : waits.remove();
            }

            @Override
            public void taken(String namespace, long bytes, long records, long newSeries) {
                counted.add(namespace + " " + bytes);
            }
        };
    }

    private static Part part(String body, long position) {
        return new Part(WireFormat.ROWS, null, body.getBytes(), position);
    }

    private static WriteOutcome taken() {
        return new WriteOutcome(204, null, 0, 0, 0, 0, true);
    }

    @SuppressWarnings("unchecked")
    private ReaderOutput<IngestElement> output() {
        return (ReaderOutput<IngestElement>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ReaderOutput.class}, (proxy, method, arguments) -> {
                    IngestElement element = (IngestElement) arguments[0];
                    taken.add(element);
                    if (element instanceof IngestRequest request) {
                        request.complete(outcomes.isEmpty() ? taken() : outcomes.remove());
                    }
                    return null;
                });
    }

    private SourceReaderContext context() {
        return (SourceReaderContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SourceReaderContext.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "metricGroup" -> {
                            return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
                        }
                        case "sendSplitRequest" -> requests++;
                        case "sendSourceEventToCoordinator" -> told.add((SourceEvent) arguments[0]);
                        default -> throw new AssertionError(method);
                    }
                    return null;
                });
    }

    private ListenSettings settings() {
        ListenKinds kinds = new ListenKinds() {
            @Override
            public Discovery discovery(ListenInput input) {
                throw new AssertionError("only coordinators look");
            }

            @Override
            public Feeds feeds(ListenInput input) {
                return split -> new FakeFeed(new ArrayDeque<>(blobs.get(split.name())));
            }
        };
        return new ListenSettings(
                List.of(INPUT),
                kinds,
                TestDocuments.settings("reader"),
                document -> new IngestTargets() {
                    @Override
                    public Target resolve(String namespace, String database) throws UnknownTargetException {
                        return new Target(namespace, "Metrics");
                    }

                    @Override
                    public String overload(Target target) {
                        return overload;
                    }
                },
                "");
    }

    private record FakeFeed(Deque<Object> parts) implements Feed {
        @Override
        public Object next() throws UnreadableException {
            Object next = parts.poll();
            if (next instanceof UnreadableException e) {
                throw e;
            }
            if (next == null) {
                Thread.onSpinWait();
            }
            return next;
        }

        @Override
        public void close() {}
    }
}
