package io.adxflow.job.rows;

import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.DecodedBody;
import java.util.Collection;
import java.util.List;

/** Turns decoded bodies into rows and holds them, table by table, until they are cut. One per reader; one thread. */
public final class LiveTables {
    private final RowRules rules;

    public LiveTables(RowRules rules, RowSettings settings, DeadLetterOutput deadLetters) {
        this.rules = rules;
    }

    public AppendResult append(
            DecodedBody body, Target target, long sequence, long arrivalMillis, String sender, RowFilter filter) {
        throw new UnsupportedOperationException();
    }

    /** The tables that have rows now: a live view. */
    public Collection<TableBuffer> buffers() {
        return List.of();
    }

    /** Heap of the buffers. */
    public long heapBytes() {
        return 0;
    }

    public int tableCount() {
        return 0;
    }

    public int seriesCount() {
        return 0;
    }

    public long seriesCacheBytes() {
        return 0;
    }

    public RowRules rules() {
        return rules;
    }
}
