package io.adxflow.job.rules.metrics;

import io.adxflow.job.otlp.RecordView;
import io.adxflow.job.otlp.RefusedRecordException;
import io.adxflow.job.rules.scrub.Scrubber;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.rows.RowRunner;
import io.adxflow.kql.rows.SummaryProgram;
import io.adxflow.kql.rows.SummaryProgram.Aggregate;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import io.adxflow.kql.values.Xxh64;
import io.adxflow.sources.wire.MalformedBodyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds what the records of one namespace and kind give to its metrics. Labels are scrubbed by every rule of the namespace, whatever place it looks at, since a query may make them of any. One per reader and version of the rules; not thread-safe. */
public final class RecordSums {
    private static final long TICKS_PER_MILLI = 10_000;
    /** What one record may become; further rows of it are not looked at. */
    private static final int MOST_ROWS = 10_000;

    private final PartialSums sums;
    private final @Nullable Scrubber scrubber;
    private final List<Metric> metrics;
    private final RecordView view;
    private String database = "";
    private long arrivalMillis;

    /**
     * Of records of one kind.
     *
     * @param programs of that kind
     * @param view for records that nobody else looks at as such
     * @param scrubber null when nothing is scrubbed
     */
    public RecordSums(List<MetricProgram> programs, RecordView view, PartialSums sums, @Nullable Scrubber scrubber) {
        this.sums = sums;
        this.scrubber = scrubber;
        this.view = view;
        this.metrics = programs.stream().map(Metric::new).toList();
    }

    /** Takes resource, scope and records, unless somebody else's view has them already. */
    public RecordView view() {
        return view;
    }

    /** As {@link #add(RecordReader, String, long)}, of the record of {@link #view} that stands there. */
    public void add(int start, int end, String inDatabase, long arrival) {
        try {
            view.record(start, end, arrival);
        } catch (MalformedBodyException | RefusedRecordException e) {
            // Its row was made all the same: a field that no row needs cannot be read.
            sums.fail();
            return;
        }
        add(view, inDatabase, arrival);
    }

    /**
     * Adds what a record gives.
     *
     * @param record as it came, brought into one form if that is on
     * @param inDatabase that the request names
     * @param arrival when it came, in epoch milliseconds
     */
    public void add(RecordReader record, String inDatabase, long arrival) {
        database = inDatabase;
        arrivalMillis = arrival;
        for (Metric metric : metrics) {
            try {
                metric.taken = 0;
                metric.runner.run(record, metric::take);
                if (metric.taken > MOST_ROWS) {
                    sums.fail();
                }
            } catch (RuntimeException | StackOverflowError e) {
                sums.fail();
            }
        }
    }

    /** One of them. */
    private final class Metric {
        private final SummaryProgram program;
        private final PartialSums.OfRule into;
        private final RowRunner runner;
        private final Text text = new Text();
        private final DynamicValue dynamic = new DynamicValue();
        private int taken;

        Metric(MetricProgram of) {
            program = of.program();
            into = sums.of(of.rule());
            runner = program.runner();
        }

        void take(RecordReader row) {
            taken++;
            if (taken > MOST_ROWS) {
                return;
            }
            int value = program.valueColumn();
            if (row.isNull(SummaryProgram.TIME)
                    || (value >= 0 && program.valueType() != KqlType.STRING && row.isNull(value))) {
                return;
            }
            boolean counts = value < 0 || program.aggregate() == Aggregate.DCOUNT;
            double number = counts ? 0 : row.real(value);
            String group = Double.isFinite(number) ? group(row) : null;
            if (group == null) {
                return;
            }
            long window = Math.floorDiv(row.whole(SummaryProgram.TIME) - Datetime.UNIX_EPOCH_TICKS, TICKS_PER_MILLI);
            Accumulator sum = into.staged(group, window, arrivalMillis);
            if (sum instanceof DistinctValues distinct) {
                distinct.addHash(hash(row, value, Objects.requireNonNull(program.valueType())));
            } else {
                sum.add(number);
            }
        }

        /** Null when scrubbing drops the record. */
        private @Nullable String group(RecordReader row) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < program.labels().size(); i++) {
                row.text(SummaryProgram.TIME + 1 + i, text);
                String label = text.string();
                if (scrubber != null) {
                    byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
                    Outcome outcome = scrubber.anywhere(program.labels().get(i), bytes);
                    if (outcome == Outcome.DROP_RECORD) {
                        return null;
                    }
                    label = outcome == Outcome.DROP_FIELD
                            ? ""
                            : outcome == Outcome.CHANGED
                                    ? new String(
                                            scrubber.output().array(),
                                            0,
                                            scrubber.output().length(),
                                            StandardCharsets.UTF_8)
                                    : label;
                }
                values.add(label);
            }
            return Groups.of(database, values);
        }

        private long hash(RecordReader row, int column, KqlType type) {
            switch (type) {
                case STRING -> row.text(column, text);
                case DYNAMIC -> {
                    row.dynamic(column, dynamic);
                    dynamic.json(text);
                }
                case REAL -> set(Double.toString(row.real(column)));
                case DECIMAL, GUID -> set(String.valueOf(row.object(column)));
                default -> set(Long.toString(row.whole(column)));
            }
            return Xxh64.hash(text.bytes(), text.from(), text.to());
        }

        private void set(String value) {
            text.set(value);
        }
    }
}
