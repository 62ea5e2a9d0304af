package io.adxflow.sources.http;

import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.jspecify.annotations.Nullable;

/** Has no splits to give and remembers nothing. */
final class NoSplitEnumerator implements SplitEnumerator<NoSplit, Integer> {
    /** What the enumerator's checkpoint holds: a number without meaning, since null is not allowed. */
    static final Integer NOTHING = 0;

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String requesterHostname) {}

    @Override
    public void addSplitsBack(List<NoSplit> splits, int subtask) {}

    @Override
    public void addReader(int subtask) {}

    @Override
    public Integer snapshotState(long checkpointId) {
        return NOTHING;
    }

    @Override
    public void close() {}
}
