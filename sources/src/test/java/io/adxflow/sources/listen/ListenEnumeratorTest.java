package io.adxflow.sources.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.listen.Discovery.Found;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ListenEnumeratorTest {
    private final Context context = new Context(2);
    private final FakeDiscovery discovery = new FakeDiscovery();

    @Test
    void givesBlobsToWhoAskedWithinASnapshotAlone() throws Exception {
        ListenEnumerator enumerator = start(ListenState.NONE);
        discovery.found = List.of(blob("a", "r1"), blob("b", "r2"), blob("c", "r3"));
        context.register(0, enumerator);
        context.register(1, enumerator);
        enumerator.handleSplitRequest(0, null);
        enumerator.handleSplitRequest(0, null);
        enumerator.handleSplitRequest(1, null);
        context.look();
        assertThat(context.given).isEmpty();
        enumerator.snapshotState(1);
        assertThat(context.given(0)).containsExactly("a", "c");
        assertThat(context.given(1)).containsExactly("b");
    }

    @Test
    void givesNothingBeforeAllReadersAreThere() throws Exception {
        ListenEnumerator enumerator = start(ListenState.NONE);
        discovery.found = List.of(blob("a", ""));
        context.register(0, enumerator);
        enumerator.handleSplitRequest(0, null);
        context.look();
        enumerator.snapshotState(1);
        assertThat(context.given).isEmpty();
    }

    @Test
    void partitionsGoRoundTheReadersUnasked() throws Exception {
        ListenEnumerator enumerator = start(ListenState.NONE);
        discovery.found = List.of(partition("t/0"), partition("t/1"), partition("t/2"));
        context.register(0, enumerator);
        context.register(1, enumerator);
        context.look();
        enumerator.snapshotState(1);
        assertThat(context.given(0)).containsExactly("t/0", "t/2");
        assertThat(context.given(1)).containsExactly("t/1");
    }

    @Test
    void acknowledgesWhatIsFinishedAtTheNextLookAndAgainWhenThatFailed() throws Exception {
        ListenEnumerator enumerator = start(ListenState.NONE);
        discovery.found = List.of(blob("a", "r1"));
        context.look();
        enumerator.handleSourceEvent(0, new SplitFinished(List.of(BlobKey.of("in", "a", "1"))));
        discovery.isFailing = true;
        context.look();
        assertThat(discovery.acknowledged).isEmpty();
        discovery.isFailing = false;
        context.look();
        assertThat(discovery.acknowledged).containsExactly("r1");
    }

    @Test
    void aRestoredCoordinatorKnowsWhatWasTakenAndGivesWhatIsPending() throws Exception {
        ListenEnumerator first = start(ListenState.NONE);
        discovery.found = List.of(blob("a", ""), blob("b", ""));
        context.register(0, first);
        context.register(1, first);
        first.handleSplitRequest(0, null);
        context.look();
        ListenState state = first.snapshotState(1);
        context.restart();
        ListenEnumerator second = start(state);
        context.register(0, second);
        context.register(1, second);
        second.handleSplitRequest(1, null);
        second.handleSplitRequest(1, null);
        context.look();
        second.snapshotState(2);
        assertThat(context.given(1)).containsExactly("b");
    }

    @Test
    void whatAReaderHasLostIsGivenFirst() throws Exception {
        ListenEnumerator enumerator = start(ListenState.NONE);
        discovery.found = List.of(blob("a", ""), blob("b", ""));
        context.register(0, enumerator);
        context.register(1, enumerator);
        enumerator.handleSplitRequest(0, null);
        context.look();
        enumerator.snapshotState(1);
        enumerator.addSplitsBack(context.given.remove(0), 0);
        context.register(0, enumerator);
        enumerator.handleSplitRequest(1, null);
        enumerator.snapshotState(2);
        assertThat(context.given(1)).containsExactly("a");
    }

    /** Flink counts what is given within a snapshot for the checkpoint after, and so gives it back though the reader's state has it. */
    @Test
    void whatAReadersStateBroughtBackIsNotGivenAgain() throws Exception {
        ListenEnumerator enumerator = start(ListenState.NONE);
        discovery.found = List.of(blob("a", ""), blob("b", ""));
        context.register(0, enumerator);
        context.register(1, enumerator);
        enumerator.handleSplitRequest(0, null);
        context.look();
        enumerator.snapshotState(1);
        context.readers.clear();
        enumerator.addSplitsBack(context.given.remove(0), 0);
        context.register(1, enumerator);
        context.register(0, enumerator, BlobKey.of("in", "a", "1"));
        for (int i = 0; i < 4; i++) {
            enumerator.handleSplitRequest(1, null);
        }
        enumerator.snapshotState(2);
        assertThat(context.given(1)).containsExactly("b");
    }

    @Test
    void givesNothingBeforeAllReadersHaveToldWhatTheyHold() throws Exception {
        ListenEnumerator enumerator = start(ListenState.NONE);
        discovery.found = List.of(blob("a", ""));
        context.register(0, enumerator);
        context.readers.put(1, new ReaderInfo(1, "here"));
        enumerator.addReader(1);
        enumerator.handleSplitRequest(0, null);
        context.look();
        enumerator.snapshotState(1);
        assertThat(context.given).isEmpty();
        enumerator.handleSourceEvent(1, new SplitsHeld(List.of()));
        enumerator.snapshotState(2);
        assertThat(context.given(0)).containsExactly("a");
    }

    private ListenEnumerator start(ListenState state) {
        ListenInput input = new ListenInput(
                "in", "directory", "default", null, Duration.ofSeconds(1), Duration.ofHours(1), 100, Map.of());
        ListenKinds kinds = new ListenKinds() {
            @Override
            public Discovery discovery(ListenInput of) {
                return discovery;
            }

            @Override
            public Feeds feeds(ListenInput of) {
                throw new AssertionError("only readers read");
            }
        };
        ListenEnumerator enumerator = new ListenEnumerator(
                context, new ListenSettings(List.of(input), kinds, null, null, ""), state, () -> 0);
        enumerator.start();
        return enumerator;
    }

    private static Found blob(String name, String receipt) {
        return new Found(name, "1", 1, false, Map.of(), receipt);
    }

    private static Found partition(String name) {
        return new Found(name, "", -1, true, Map.of(), "");
    }

    private static final class FakeDiscovery implements Discovery {
        private List<Found> found = List.of();
        private final List<String> acknowledged = new ArrayList<>();
        private boolean isFailing;

        @Override
        public Look look() {
            return new Look(found, Map.of());
        }

        @Override
        public void acknowledge(List<String> receipts) throws IOException {
            if (isFailing) {
                throw new IOException("away");
            }
            acknowledged.addAll(receipts);
        }
    }

    /** Runs what is to run aside when the test says so. */
    private static final class Context implements SplitEnumeratorContext<ListenSplit> {
        private final int parallelism;
        private final Map<Integer, ReaderInfo> readers = new HashMap<>();
        private final List<Runnable> periodic = new ArrayList<>();
        private final Map<Integer, List<ListenSplit>> given = new HashMap<>();

        Context(int parallelism) {
            this.parallelism = parallelism;
        }

        void restart() {
            readers.clear();
            periodic.clear();
            given.clear();
        }

        /** As a reader that begins with what its state brought back. */
        void register(int subtask, ListenEnumerator enumerator, BlobKey... held) {
            readers.put(subtask, new ReaderInfo(subtask, "here"));
            enumerator.addReader(subtask);
            enumerator.handleSourceEvent(subtask, new SplitsHeld(List.of(held)));
        }

        void look() {
            periodic.forEach(Runnable::run);
        }

        List<String> given(int subtask) {
            return given.getOrDefault(subtask, List.of()).stream()
                    .map(ListenSplit::name)
                    .toList();
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {}

        @Override
        public int currentParallelism() {
            return parallelism;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        @Override
        public void assignSplits(SplitsAssignment<ListenSplit> assignments) {
            assignments.assignment().forEach((subtask, splits) -> given.computeIfAbsent(
                            subtask, key -> new ArrayList<>())
                    .addAll(splits));
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            throw new AssertionError("there are always more");
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            try {
                handler.accept(callable.call(), null);
            } catch (Exception e) {
                handler.accept(null, e);
            }
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
            periodic.add(() -> callAsync(callable, handler));
        }

        @Override
        public void runInCoordinatorThread(Runnable work) {
            work.run();
        }
    }
}
