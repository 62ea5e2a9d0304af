package io.adxflow.sources.control;

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

/** Keeps what is sent to readers, and runs what is to run aside when the test says so. */
final class TestEnumeratorContext implements SplitEnumeratorContext<NoSplit> {
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final Map<Integer, List<SourceEvent>> sent = new HashMap<>();
    private final List<Runnable> periodic = new ArrayList<>();

    void restart() {
        readers.clear();
        sent.clear();
        periodic.clear();
    }

    void register(int subtask, ControlCoordinator coordinator) {
        readers.put(subtask, new ReaderInfo(subtask, "here"));
        coordinator.addReader(subtask);
    }

    /** What was sent since this was last asked. */
    List<SourceEvent> sent(int subtask) {
        List<SourceEvent> events = sent.remove(subtask);
        return events == null ? List.of() : events;
    }

    void clear() {
        sent.clear();
    }

    /** Has the periodic work done once. */
    void look() {
        periodic.forEach(Runnable::run);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        sent.computeIfAbsent(subtask, key -> new ArrayList<>()).add(event);
    }

    @Override
    public int currentParallelism() {
        return readers.size();
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<NoSplit> assignments) {
        throw new AssertionError("there are no splits");
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        throw new AssertionError("there are no splits");
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        throw new AssertionError("nothing is looked at once");
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
        periodic.add(() -> {
            try {
                handler.accept(callable.call(), null);
            } catch (Exception e) {
                handler.accept(null, e);
            }
        });
    }

    @Override
    public void runInCoordinatorThread(Runnable work) {
        work.run();
    }
}
