package io.adxflow.kql.bind;

import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a query: rows in (none, one or several inputs), rows out. Immutable; one object may stand at several places of a tree.
 *
 * <p>Whether rows have an order: {@link Sort}, {@link Range}, {@link Rows} and {@link Serialize} give them one, {@link Filter}, {@link Project},
 * {@link Take}, {@link MvExpand}, {@link Parse} and {@link ParseKv} keep it, all others lose it. Window functions stand in {@link Project} alone,
 * over an input that has an order, and never inside one another's arguments: the binder puts a projection below for the inner one.
 */
public sealed interface BoundOperator {

    /** The columns of its rows. */
    Schema schema();

    /** What it reads, in order; the subquery of {@link MvApply} and {@link Partition} is not among them. */
    List<BoundOperator> inputs();

    /** A table of the catalog, all columns in its order. */
    record Table(String database, String name, Schema schema) implements BoundOperator {
        @Override
        public List<BoundOperator> inputs() {
            return List.of();
        }
    }

    /**
     * Literal rows.
     *
     * @param rows values by column, as the package {@code types} describes; not to be changed
     */
    record Rows(List<List<@Nullable Object>> rows, Schema schema) implements BoundOperator {
        @Override
        public List<BoundOperator> inputs() {
            return List.of();
        }
    }

    /** One row without columns: what {@code print} reads. */
    record OneRow() implements BoundOperator {
        @Override
        public Schema schema() {
            return Schema.EMPTY;
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of();
        }
    }

    /**
     * In the subquery of {@link MvApply} or {@link Partition}: the rows that the operator around it hands in.
     *
     * @param id tells subqueries inside one another apart: the same as the operator's
     */
    record ContextRows(int id, Schema schema) implements BoundOperator {
        @Override
        public List<BoundOperator> inputs() {
            return List.of();
        }
    }

    /**
     * {@code range}: {@code from, from + step, …} up to {@code to}, which is included; nothing when the step leads away from it or is 0.
     *
     * @param from, to, step without columns, of the column's type ({@code step} a timespan when that is a datetime)
     */
    record Range(String name, BoundExpression from, BoundExpression to, BoundExpression step, Schema schema)
            implements BoundOperator {
        @Override
        public List<BoundOperator> inputs() {
            return List.of();
        }
    }

    /** The rows for which the predicate is true. */
    record Filter(BoundOperator input, BoundExpression predicate) implements BoundOperator {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** Each row anew from its values: all outputs in order. Columns kept as they are, are {@link BoundExpression.ColumnRef}s. */
    record Project(BoundOperator input, List<NamedExpression> outputs, Schema schema) implements BoundOperator {
        public Project(BoundOperator input, List<NamedExpression> outputs) {
            this(
                    input,
                    List.copyOf(outputs),
                    new Schema(outputs.stream().map(NamedExpression::column).toList()));
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** One row per combination of keys: the keys in order, then the outputs of the aggregates. Without keys always one row. */
    record Summarize(BoundOperator input, List<NamedExpression> keys, List<AggregateCall> aggregates, Schema schema)
            implements BoundOperator {
        public Summarize(BoundOperator input, List<NamedExpression> keys, List<AggregateCall> aggregates) {
            this(input, List.copyOf(keys), List.copyOf(aggregates), schema(keys, aggregates));
        }

        private static Schema schema(List<NamedExpression> keys, List<AggregateCall> aggregates) {
            List<Column> columns = new ArrayList<>();
            keys.forEach(key -> columns.add(key.column()));
            aggregates.forEach(one -> columns.addAll(one.outputs()));
            return new Schema(columns);
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** The different rows. */
    record Distinct(BoundOperator input) implements BoundOperator {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /**
     * At most so many rows, the first ones when they have an order.
     *
     * @param count a {@code long} without columns
     */
    record Take(BoundOperator input, BoundExpression count) implements BoundOperator {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** At most so many rows by chance. */
    record Sample(BoundOperator input, BoundExpression count) implements BoundOperator {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** By what rows are sorted. */
    record SortKey(BoundExpression expression, boolean ascending, boolean nullsFirst) {}

    /** All rows in order. */
    record Sort(BoundOperator input, List<SortKey> keys) implements BoundOperator {
        public Sort {
            keys = List.copyOf(keys);
        }

        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** All rows, in the order in which they come, from here on an order that window functions may use. */
    record Serialize(BoundOperator input) implements BoundOperator {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** How rows of two sides find each other. */
    enum JoinKind {
        /** Of the left rows with the same keys an arbitrary one, then as {@link #INNER}. */
        INNER_UNIQUE,
        INNER,
        LEFT_OUTER,
        RIGHT_OUTER,
        FULL_OUTER,
        /** The left rows that have a match; their columns alone. */
        LEFT_SEMI,
        /** The left rows without a match; their columns alone. */
        LEFT_ANTI,
        /** The right rows that have a match; their columns alone. */
        RIGHT_SEMI,
        /** The right rows without a match; their columns alone. */
        RIGHT_ANTI
    }

    /** A pair of values that must be equal, and not null, for rows to match: each over its side's columns, both of one type. */
    record JoinKey(BoundExpression left, BoundExpression right) {}

    /**
     * A join. But for semi and anti joins, the columns are all of the left side, then all of the right side, renamed where they clash.
     * Where a side has no row, its strings are empty and all else is null.
     */
    record Join(JoinKind kind, BoundOperator left, BoundOperator right, List<JoinKey> keys, Schema schema)
            implements BoundOperator {
        public Join {
            keys = List.copyOf(keys);
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(left, right);
        }
    }

    /** The rows of all inputs, which have the same schema. */
    record Union(List<BoundOperator> inputs, Schema schema) implements BoundOperator {
        public Union {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * An array or a bag that is taken apart.
     *
     * @param source a {@code dynamic} over the input
     * @param output the column that takes the elements: one of the input's, replaced in place, or a new one at the end
     * @param type of the output: {@code dynamic}, or what {@code to typeof(T)} says; elements of other types become null
     */
    record MvItem(BoundExpression source, String output, KqlType type) {}

    /**
     * One row per element; several items are read side by side, the shorter ones filled with nulls. Null makes one row with null, an empty array none, what
     * is neither array nor bag one row with itself.
     *
     * @param arraysOfPairs whether an entry of a bag becomes {@code [key, value]} (true) or a bag of one entry
     * @param indexColumn name of a {@code long} from 0 at the end of the schema; null when not asked for
     * @param rowLimit at most so many rows per row; {@link Integer#MAX_VALUE} without a limit
     */
    record MvExpand(
            BoundOperator input,
            List<MvItem> items,
            boolean arraysOfPairs,
            @Nullable String indexColumn,
            long rowLimit,
            Schema schema)
            implements BoundOperator {
        public MvExpand {
            items = List.copyOf(items);
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** A column of {@link MvApply}: of the subquery's row or of the input's, at a position there. */
    record MvOutput(boolean ofSubquery, int index) {}

    /**
     * A subquery over the expanded rows of each row. The subquery reads {@link ContextRows} of this id: the input's columns with the items put in place or
     * added, as {@link MvExpand} makes them. A result row takes its columns from the row of the input and from the row that the subquery made.
     *
     * @param outputs where the columns of the schema come from, in order
     */
    record MvApply(
            BoundOperator input,
            List<MvItem> items,
            @Nullable String indexColumn,
            long rowLimit,
            int id,
            BoundOperator subquery,
            List<MvOutput> outputs,
            Schema schema)
            implements BoundOperator {
        public MvApply {
            items = List.copyOf(items);
            outputs = List.copyOf(outputs);
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** A subquery over the rows of each value of a key, which reads {@link ContextRows} of this id; all its results together. */
    record Partition(BoundOperator input, int keyColumn, int id, BoundOperator subquery) implements BoundOperator {
        @Override
        public Schema schema() {
            return subquery.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** How {@code parse} reads. */
    enum ParseKind {
        /** Delimiters as they are; one that is missing or a value of another type makes all columns null. */
        SIMPLE,
        /** As simple, but only the values that fail are null. */
        RELAXED,
        /** Delimiters are regular expressions. */
        REGEX
    }

    /** A part of what {@code parse} expects, in order. */
    sealed interface ParsePart {
        /** Text, or a regular expression. */
        record Delimiter(String text) implements ParsePart {}

        /** {@code *}: anything up to the next delimiter. */
        record Skip() implements ParsePart {}

        /** A value of a column. */
        record Value(String column, KqlType type) implements ParsePart {}
    }

    /**
     * Columns out of a text.
     *
     * @param source a {@code string} over the input
     * @param flags of the regular expressions: letters of {@code Umsi}
     * @param dropFailed {@code parse-where}: whether rows that do not match are left out
     */
    record Parse(
            BoundOperator input,
            ParseKind kind,
            String flags,
            BoundExpression source,
            List<ParsePart> parts,
            boolean dropFailed,
            Schema schema)
            implements BoundOperator {
        public Parse {
            parts = List.copyOf(parts);
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /**
     * Columns out of a text of keys and values.
     *
     * @param keys the columns, called as their keys
     * @param options by their names, lower-case: {@code pair_delimiter}, {@code kv_delimiter}, {@code quote} (one or two chars), {@code escape} and
     *     {@code regex} strings, {@code greedy} a Boolean; absent ones are not in it
     */
    record ParseKv(
            BoundOperator input,
            BoundExpression source,
            List<Column> keys,
            java.util.Map<String, Object> options,
            Schema schema)
            implements BoundOperator {
        public ParseKv {
            keys = List.copyOf(keys);
            options = java.util.Map.copyOf(options);
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /**
     * An aggregate of {@code make-series}.
     *
     * @param missing the value of bins without rows, without columns
     */
    record SeriesAggregate(AggregateCall call, BoundExpression missing) {}

    /**
     * {@code make-series}: per combination of keys one row of arrays, a value per bin of the axis. The schema: keys, an array per aggregate, the array of the axis
     * (of {@code dynamic} all).
     *
     * @param axis a number, {@code datetime} or {@code timespan}
     * @param from the first bin, to which bins are aligned; null: the first of the data, by plain {@code bin}
     * @param to the end of the bins; null: the last of the data, included
     * @param toIncluded whether a bin that begins at {@code to} is one ({@code in range(…)})
     * @param step the width of a bin
     * @param nonEmpty whether there is one row of defaults when there is none in the input and no keys
     */
    record MakeSeries(
            BoundOperator input,
            List<NamedExpression> keys,
            List<SeriesAggregate> aggregates,
            NamedExpression axis,
            @Nullable BoundExpression from,
            @Nullable BoundExpression to,
            boolean toIncluded,
            BoundExpression step,
            boolean nonEmpty,
            Schema schema)
            implements BoundOperator {
        public MakeSeries {
            keys = List.copyOf(keys);
            aggregates = List.copyOf(aggregates);
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }

    /** {@code materialize}: calculated once, however often this object stands in the tree. */
    record Materialize(BoundOperator input) implements BoundOperator {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<BoundOperator> inputs() {
            return List.of(input);
        }
    }
}
