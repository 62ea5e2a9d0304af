package io.adxflow.job.rules.transform;

import io.adxflow.job.config.EntityNames;
import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.otlp.JsonLift;
import io.adxflow.kql.rows.RowFunctions;
import io.adxflow.kql.rows.RowProgram;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A program over records of one kind, bound to their columns, and what its rows look like as CSV: the program's columns in their order, but for those that only say where a
 * row goes, then what is lifted out of attributes and resource, if these are still there. Immutable.
 */
public final class RecordProgram {
    /** The column that names a row's table. */
    public static final String TABLE = "_Table";
    /** The column that names a row's database. */
    public static final String DATABASE = "_Database";

    private static final String IDENTITY = RowProgram.SOURCE;

    private final RowProgram program;
    private final boolean isIdentity;
    private final int[] columns;
    private final int[] sources;
    private final int table;
    private final int database;
    private final RecordKind kind;
    private final String schema;

    private RecordProgram(RowProgram program, boolean isIdentity, RecordKind kind, OtlpRules otlp) {
        this.program = program;
        this.isIdentity = isIdentity;
        this.kind = kind;
        Schema made = program.schema();
        table = indexOf(made, TABLE);
        database = indexOf(made, DATABASE);
        List<Integer> written = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < made.size(); i++) {
            if (i != table && i != database) {
                written.add(i);
                text.append(text.isEmpty() ? "" : ",")
                        .append(made.get(i).name())
                        .append(':')
                        .append(made.get(i).type().keyword());
            }
        }
        columns = written.stream().mapToInt(Integer::intValue).toArray();
        sources = written.stream().mapToInt(program::sourceOf).toArray();
        if (isDynamic(made, kind.attributes())) {
            text.append(new JsonLift(otlp.liftAttributes()).schema());
        }
        if (isDynamic(made, kind.resource())) {
            text.append(new JsonLift(otlp.liftResources()).schema());
        }
        schema = text.toString();
    }

    private static int indexOf(Schema schema, String name) {
        return schema.has(name) ? schema.indexOf(name) : -1;
    }

    static boolean isDynamic(Schema schema, String name) {
        return schema.has(name) && schema.get(schema.indexOf(name)).type() == KqlType.DYNAMIC;
    }

    /** Records as they are. */
    public static RecordProgram identity(RecordKind kind, OtlpRules otlp) {
        return new RecordProgram(RowProgram.bind(IDENTITY, kind.schema()), true, kind, otlp);
    }

    /**
     * Binds a program.
     *
     * @throws KqlException when the text is no program over such records
     * @throws IllegalArgumentException when its rows are none of a table
     */
    public static RecordProgram bind(String text, RecordKind kind, OtlpRules otlp, RowFunctions functions) {
        RuleFunctions.check(text);
        RowProgram program = RowProgram.bind(text, kind.schema(), functions);
        check(program.schema(), otlp);
        return new RecordProgram(program, false, kind, otlp);
    }

    private static void check(Schema made, OtlpRules otlp) {
        Set<String> taken = new HashSet<>();
        otlp.liftAttributes().forEach(lift -> taken.add(lift.column().toLowerCase(Locale.ROOT)));
        otlp.liftResources().forEach(lift -> taken.add(lift.column().toLowerCase(Locale.ROOT)));
        int written = 0;
        for (Column column : made.columns()) {
            String name = column.name();
            if (name.equals(TABLE) || name.equals(DATABASE)) {
                if (column.type() != KqlType.STRING) {
                    throw new IllegalArgumentException(
                            name + " is a " + column.type().keyword() + " (expected: a string; tostring(…) makes one)");
                }
                continue;
            }
            written++;
            if (!EntityNames.isValid(name)) {
                throw new IllegalArgumentException(
                        "'" + name + "' is not a column name (expected: " + EntityNames.EXPECTED + ")");
            }
            if (!taken.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "column " + name
                                + " is there twice, as names compare regardless of case, or is one of lift-attributes or lift-resources");
            }
        }
        if (written == 0) {
            throw new IllegalArgumentException("its rows have no columns");
        }
    }

    /** The text of the {@link io.adxflow.sinks.batch.TableSchema} of its rows. */
    public String schema() {
        return schema;
    }

    RowProgram program() {
        return program;
    }

    boolean isIdentity() {
        return isIdentity;
    }

    RecordKind kind() {
        return kind;
    }

    /** How many of the program's columns are written. */
    int size() {
        return columns.length;
    }

    /** Which of the program's columns is the n-th that is written. */
    int column(int written) {
        return columns[written];
    }

    /** Which column of the record that one is, unchanged; or -1. */
    int source(int written) {
        return sources[written];
    }

    Column column(int written, Schema of) {
        return of.get(columns[written]);
    }

    /** The program's column that names the table, or -1. */
    int table() {
        return table;
    }

    int database() {
        return database;
    }
}
