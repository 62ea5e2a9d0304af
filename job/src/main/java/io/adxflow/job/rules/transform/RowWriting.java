package io.adxflow.job.rules.transform;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.otlp.JsonLift;
import io.adxflow.job.otlp.RecordView;
import io.adxflow.job.otlp.RefusedRecordException;
import io.adxflow.job.rules.scrub.RowScrubber;
import io.adxflow.job.rules.scrub.Scrubber.Outcome;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.job.tables.JsonBytes;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import io.adxflow.kql.values.TimeText;
import io.adxflow.sources.wire.MalformedBodyException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes rows of a program as CSV: scrubbed, then lifted. A column that is the record's own, and is neither, is written as if there were no rules. One per thread. */
final class RowWriting {
    private static final long TICKS_PER_MILLI = 10_000;

    private final RecordView view;
    private final RecordProgram program;
    private final @Nullable RowScrubber scrubber;
    private final Schema schema;
    private final Step[] steps;
    private final JsonLift attributeLift;
    private final JsonLift resourceLift;
    private final int time;
    private final RowAttributes attributes;
    private final Text text = new Text();
    private final DynamicValue dynamic = new DynamicValue();

    /**
     * What is done to one column.
     *
     * @param column of the program's rows
     * @param source column of the record that it is, unchanged; or -1
     * @param scrubbed whether it is looked at
     * @param lift what is lifted out of it, or null
     */
    private record Step(
            int column,
            String name,
            KqlType type,
            int source,
            boolean scrubbed,
            @Nullable JsonLift lift,
            boolean decides) {}

    RowWriting(RecordView view, RecordProgram program, OtlpRules otlp, @Nullable RowScrubber scrubber) {
        this.view = view;
        this.program = program;
        this.scrubber = scrubber;
        this.schema = program.program().schema();
        RecordKind kind = program.kind();
        this.attributeLift =
                new JsonLift(RecordProgram.isDynamic(schema, kind.attributes()) ? otlp.liftAttributes() : List.of());
        this.resourceLift =
                new JsonLift(RecordProgram.isDynamic(schema, kind.resource()) ? otlp.liftResources() : List.of());
        this.time = schema.has(kind.time())
                        && schema.get(schema.indexOf(kind.time())).type() == KqlType.DATETIME
                ? schema.indexOf(kind.time())
                : -1;
        this.attributes = new RowAttributes();
        this.steps = new Step[program.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = step(i, kind);
        }
    }

    private Step step(int written, RecordKind kind) {
        Column column = program.column(written, schema);
        boolean isText = column.type() == KqlType.STRING || column.type() == KqlType.DYNAMIC;
        JsonLift lift = column.name().equals(kind.attributes())
                ? attributeLift
                : column.name().equals(kind.resource()) ? resourceLift : null;
        return new Step(
                program.column(written),
                column.name(),
                column.type(),
                program.source(written),
                scrubber != null && isText && scrubber.looksAt(column.name()),
                lift == null || lift.isEmpty() ? null : lift,
                lift != null && column.type() == KqlType.DYNAMIC);
    }

    String schema() {
        return program.schema();
    }

    /** Whether rows tell attributes by name. */
    void setWatches(boolean watches) {
        attributes.setWatches(watches);
    }

    /** Writes a row behind those that are there, unless scrubbing drops it. */
    void write(RecordReader row, MadeRows into) throws MalformedBodyException, RefusedRecordException {
        ByteBuilder to = into.bytes();
        int start = to.length();
        attributes.clear();
        attributeLift.clear();
        resourceLift.clear();
        for (int i = 0; i < steps.length; i++) {
            if (i > 0) {
                to.put(',');
            }
            if (!write(steps[i], row, to)) {
                to.end(start);
                into.scrubAway();
                return;
            }
        }
        attributeLift.append(to);
        resourceLift.append(to);
        into.add(new MadeRows.Row(
                start,
                to.length(),
                name(program.table(), row),
                name(program.database(), row),
                timestampMillis(row),
                attributes.values()));
    }

    private String name(int column, RecordReader row) {
        if (column < 0) {
            return "";
        }
        row.text(column, text);
        return text.string();
    }

    private long timestampMillis(RecordReader row) {
        return time < 0 || program.program().sourceOf(time) >= 0 || row.isNull(time)
                ? view.timestampMillis()
                : Math.floorDiv(row.whole(time) - Datetime.UNIX_EPOCH_TICKS, TICKS_PER_MILLI);
    }

    /** Returns false when the row is to be dropped. */
    private boolean write(Step step, RecordReader row, ByteBuilder to)
            throws MalformedBodyException, RefusedRecordException {
        if (step.type == KqlType.DYNAMIC
                && (step.scrubbed || step.lift != null || step.source < 0 || (step.decides && attributes.watches()))) {
            return dynamic(step, row, to);
        }
        if (step.source >= 0 && !step.scrubbed) {
            view.csv(step.source, to);
            return true;
        }
        if (step.type == KqlType.STRING) {
            row.text(step.column, text);
            return text(step, to);
        }
        if (!row.isNull(step.column)) {
            scalar(step, row, to);
        }
        return true;
    }

    private boolean text(Step step, ByteBuilder to) throws RefusedRecordException {
        byte[] bytes = text.bytes();
        if (step.scrubbed) {
            RowScrubber looking = Objects.requireNonNull(scrubber);
            switch (looking.text(step.name, bytes, text.from(), text.to())) {
                case KEPT -> {}
                case CHANGED -> {
                    append(looking.output().array(), 0, looking.output().length(), to);
                    return true;
                }
                case DROP_FIELD -> {
                    return true;
                }
                case DROP_RECORD -> {
                    return false;
                }
            }
        }
        append(bytes, text.from(), text.to(), to);
        return true;
    }

    private static void append(byte[] bytes, int start, int end, ByteBuilder to) throws RefusedRecordException {
        if (!CsvText.appendString(bytes, start, end, to)) {
            throw new RefusedRecordException("a text is not UTF-8");
        }
    }

    private boolean dynamic(Step step, RecordReader row, ByteBuilder to) {
        if (row.isNull(step.column)) {
            return true;
        }
        row.dynamic(step.column, dynamic);
        if (dynamic.isNull()) {
            return true;
        }
        dynamic.json(text);
        byte[] json = text.bytes();
        int start = text.from();
        int end = text.to();
        if (step.scrubbed) {
            RowScrubber looking = Objects.requireNonNull(scrubber);
            Outcome outcome = looking.json(step.name, json, start, end);
            if (outcome == Outcome.DROP_RECORD) {
                return false;
            }
            if (outcome == Outcome.DROP_FIELD) {
                return true;
            }
            if (outcome == Outcome.CHANGED) {
                json = looking.output().array();
                start = 0;
                end = looking.output().length();
            }
        }
        if (step.decides) {
            attributes.set(step.name.equals(program.kind().attributes()), json, start, end);
        }
        if (step.lift != null) {
            // It is read again when the lifted columns are written, behind all others.
            boolean stays = step.source >= 0 && !step.scrubbed;
            byte[] kept = stays ? json : Arrays.copyOfRange(json, start, end);
            step.lift.split(kept, stays ? start : 0, stays ? end : kept.length, to);
        } else {
            to.put('"');
            JsonBytes.appendDoubled(json, start, end, to);
            to.put('"');
        }
        return true;
    }

    private static void scalar(Step step, RecordReader row, ByteBuilder to) {
        switch (step.type) {
            case BOOL -> to.putAscii(row.whole(step.column) != 0 ? "true" : "false");
            case INT, LONG -> to.put(row.whole(step.column));
            case REAL -> to.put(row.real(step.column));
            case DATETIME ->
                to.end(TimeText.putDatetime(to.room(TimeText.MAX_BYTES), to.length(), row.whole(step.column)));
            case TIMESPAN ->
                to.end(TimeText.putTimespan(to.room(TimeText.MAX_BYTES), to.length(), row.whole(step.column)));
            default -> to.putAscii(String.valueOf(row.object(step.column)));
        }
    }
}
