package io.adxflow.kql.rows;

import io.adxflow.kql.rows.nodes.Scope;
import java.util.function.Function;

/** Runs a program over records, one after another. For one thread. */
public final class RowRunner {
    private final Scope scope;
    private final Stage first;
    private RowSink sink = row -> {};
    private int rows;

    RowRunner(Function<Function<Frame, Stage>, Stage> compile, Scope scope) {
        this.scope = scope;
        this.first = compile.apply(frame -> {
            NodeRow row = new NodeRow(frame.columns());
            return () -> {
                rows++;
                sink.row(row);
            };
        });
    }

    /**
     * Runs the program over a record.
     *
     * @param record read during the call alone
     * @param into takes each row that the program makes
     * @return how many rows it made
     */
    public int run(RecordReader record, RowSink into) {
        rows = 0;
        sink = into;
        scope.next(record);
        first.run();
        return rows;
    }

    /**
     * Whether the last record would have made more rows: a record's elements, with those of all {@code mv-expand} and {@code mv-apply} behind one
     * another counted, are looked at up to about a million.
     */
    public boolean isCut() {
        return scope.isCut();
    }
}
