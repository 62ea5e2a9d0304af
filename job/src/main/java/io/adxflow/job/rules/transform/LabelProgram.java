package io.adxflow.job.rules.transform;

import com.google.re2j.Pattern;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.rows.RowFunctions;
import io.adxflow.kql.rows.RowProgram;
import io.adxflow.kql.rows.RowRunner;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.JsonText;
import io.adxflow.kql.values.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program over the labels of a series, run once for each series: {@code source} has its {@code Name} and its other {@code Labels}, and the program may change both or drop
 * the series. For one thread.
 */
public final class LabelProgram {
    private static final Schema SOURCE =
            new Schema(List.of(new Column("Name", KqlType.STRING), new Column("Labels", KqlType.DYNAMIC)));
    private static final String WHY =
            "; on metrics a program runs once per series and not per sample, so that it sees Name and Labels alone, and makes these two (or _Table, which"
                    + " stands for Name). Timestamps and values cannot be asked for, columns are made of labels by lift-labels, and a series is not split";
    private static final Pattern SPLITS = Pattern.compile("\\|\\s*(mv-expand|mvexpand|mv-apply|union|range)\\b");
    private static final byte[] NAME = "__name__".getBytes(StandardCharsets.US_ASCII);

    private final RowRunner runner;
    private final int name;
    private final int table;
    private final int labels;
    private final Series series = new Series();
    private final Text text = new Text();
    private final DynamicValue dynamic = new DynamicValue();
    private @Nullable String madeName;
    private @Nullable Object madeLabels;

    private LabelProgram(RowProgram program) {
        runner = program.runner();
        name = indexOf(program.schema(), "Name");
        table = indexOf(program.schema(), RecordProgram.TABLE);
        labels = indexOf(program.schema(), "Labels");
    }

    private static int indexOf(Schema schema, String column) {
        return schema.has(column) ? schema.indexOf(column) : -1;
    }

    /**
     * Binds a program.
     *
     * @throws IllegalArgumentException when it is none over labels, with the reason
     */
    public static LabelProgram bind(String text, RowFunctions functions) {
        RuleFunctions.check(text);
        RowProgram program;
        try {
            program = RowProgram.bind(text, SOURCE, functions);
        } catch (KqlException e) {
            throw new IllegalArgumentException(e.getMessage() + WHY, e);
        }
        if (SPLITS.matcher(text).find()) {
            throw new IllegalArgumentException("it may make several rows of one" + WHY);
        }
        for (Column column : program.schema().columns()) {
            boolean isName = column.name().equals("Name") || column.name().equals(RecordProgram.TABLE);
            boolean fits = isName
                    ? column.type() == KqlType.STRING
                    : column.name().equals("Labels") && column.type() == KqlType.DYNAMIC;
            if (!fits) {
                throw new IllegalArgumentException("it makes column " + column.name() + " of type "
                        + column.type().keyword() + WHY);
            }
        }
        return new LabelProgram(program);
    }

    /**
     * Runs it over a series.
     *
     * @param from sorted
     * @param to gets the labels that remain, sorted
     * @return false when it drops the series
     */
    public boolean run(LabelSet from, LabelSet to) {
        series.read(from);
        madeName = series.name;
        madeLabels = series.labels;
        if (runner.run(series, this::take) == 0) {
            return false;
        }
        to.clear();
        add(NAME, String.valueOf(madeName), to);
        if (madeLabels instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                String label = value instanceof String string ? string : value == null ? "" : JsonText.text(value);
                if (!label.isEmpty()) {
                    add(String.valueOf(key).getBytes(StandardCharsets.UTF_8), label, to);
                }
            });
        }
        to.sort();
        return true;
    }

    private void take(RecordReader row) {
        if (name >= 0) {
            row.text(name, text);
            madeName = text.string();
        }
        if (table >= 0) {
            row.text(table, text);
            madeName = text.isEmpty() ? madeName : text.string();
        }
        if (labels >= 0) {
            madeLabels = null;
            if (!row.isNull(labels)) {
                row.dynamic(labels, dynamic);
                madeLabels = dynamic.tree();
            }
        }
    }

    private static void add(byte[] name, String value, LabelSet to) {
        byte[] of = value.getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(name, name.length + of.length);
        System.arraycopy(of, 0, both, name.length, of.length);
        to.add(both, 0, name.length, name.length, both.length);
    }

    /** The series at hand as a record. */
    private static final class Series implements RecordReader {
        private String name = "";
        private Map<String, Object> labels = Map.of();

        void read(LabelSet from) {
            labels = new LinkedHashMap<>();
            name = "";
            for (int i = 0; i < from.count(); i++) {
                String key = string(from, from.nameStart(i), from.nameEnd(i));
                String value = string(from, from.valueStart(i), from.valueEnd(i));
                if (key.equals("__name__")) {
                    name = value;
                } else {
                    labels.put(key, value);
                }
            }
        }

        private static String string(LabelSet from, int start, int end) {
            return new String(from.bytes(), start, end - start, StandardCharsets.UTF_8);
        }

        @Override
        public boolean isNull(int column) {
            return false;
        }

        @Override
        public long whole(int column) {
            throw new IllegalStateException("no number");
        }

        @Override
        public double real(int column) {
            throw new IllegalStateException("no number");
        }

        @Override
        public void text(int column, Text into) {
            into.set(name);
        }

        @Override
        public void dynamic(int column, DynamicValue into) {
            into.setTree(labels);
        }

        @Override
        public @Nullable Object object(int column) {
            return null;
        }
    }
}
