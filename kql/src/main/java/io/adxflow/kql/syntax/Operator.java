package io.adxflow.kql.syntax;

import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was written behind a bar, or as a source without input. */
public sealed interface Operator {

    /** Where its keyword stands. */
    TextSpan span();

    /** A value of {@code kind=…}, {@code hint.x=…} and the like. */
    record Parameter(String name, String value, TextSpan span) {}

    /** {@code where}. */
    record Where(Expression predicate, TextSpan span) implements Operator {}

    /** {@code extend}. */
    record Extend(List<NamedItem> items, TextSpan span) implements Operator {}

    /** {@code project}. */
    record Project(List<NamedItem> items, TextSpan span) implements Operator {}

    /** {@code project-away} or {@code project-keep}: names and patterns. */
    record ProjectSome(boolean keep, List<Expression> patterns, TextSpan span) implements Operator {}

    /** {@code project-rename new = old}. */
    record ProjectRename(List<NamedItem> items, TextSpan span) implements Operator {}

    /** {@code project-reorder}: patterns, each with {@code asc}, {@code desc}, {@code granny-asc}, {@code granny-desc} or nothing. */
    record ProjectReorder(List<Ordered> patterns, TextSpan span) implements Operator {
        /** A pattern and its order; empty when it has none. */
        public record Ordered(Expression pattern, String order) {}
    }

    /** {@code print}. */
    record Print(List<NamedItem> items, TextSpan span) implements Operator {}

    /** {@code serialize}, with or without columns. */
    record Serialize(List<NamedItem> items, TextSpan span) implements Operator {}

    /** {@code summarize}. */
    record Summarize(List<Parameter> parameters, List<NamedItem> aggregates, List<NamedItem> by, TextSpan span)
            implements Operator {}

    /** {@code count}, {@code count as n}. */
    record Count(NamedItem.@Nullable Name name, TextSpan span) implements Operator {}

    /** {@code distinct a, b}, or {@code distinct *} with no items. */
    record Distinct(List<Expression> items, TextSpan span) implements Operator {}

    /** {@code take} and {@code limit}. */
    record Take(Expression count, TextSpan span) implements Operator {}

    /** {@code sample}. */
    record Sample(Expression count, TextSpan span) implements Operator {}

    /** {@code sample-distinct n of x}. */
    record SampleDistinct(Expression count, NamedItem of, TextSpan span) implements Operator {}

    /** {@code sort by}, {@code order by}. */
    record Sort(List<SortItem> items, TextSpan span) implements Operator {}

    /** A key of an order; null where nothing was said. */
    record SortItem(Expression expression, @Nullable Boolean ascending, @Nullable Boolean nullsFirst) {}

    /** {@code top n by x}. */
    record Top(Expression count, SortItem by, TextSpan span) implements Operator {}

    /** {@code join} and {@code lookup}. */
    record Join(boolean lookup, List<Parameter> parameters, Expression right, List<Expression> on, TextSpan span)
            implements Operator {}

    /** {@code union}, as a source or behind a bar. */
    record Union(List<Parameter> parameters, List<Expression> tables, TextSpan span) implements Operator {}

    /** An item of {@code mv-expand} and {@code mv-apply}; the type is null where none was said. */
    record MvItem(NamedItem item, @Nullable KqlType type) {}

    /** {@code mv-expand}; the limit is null where none was said. */
    record MvExpand(
            boolean legacy, List<Parameter> parameters, List<MvItem> items, @Nullable Expression limit, TextSpan span)
            implements Operator {}

    /** {@code mv-apply … on (…)}. */
    record MvApply(
            List<Parameter> parameters,
            List<MvItem> items,
            @Nullable Expression limit,
            List<Operator> subquery,
            TextSpan span)
            implements Operator {}

    /** A part of {@code parse}: {@code *}, a delimiter, or a column with its type. */
    sealed interface ParsePart {
        record Star(TextSpan span) implements ParsePart {}

        record Text(String text, TextSpan span) implements ParsePart {}

        record Value(NamedItem.Name name, KqlType type) implements ParsePart {}
    }

    /** {@code parse} and {@code parse-where}. */
    record Parse(boolean where, List<Parameter> parameters, Expression source, List<ParsePart> parts, TextSpan span)
            implements Operator {}

    /** {@code parse-kv}. */
    record ParseKv(Expression source, List<Column> keys, List<Parameter> options, TextSpan span) implements Operator {}

    /** An aggregate of {@code make-series} with its default, null where none was said. */
    record SeriesItem(NamedItem item, @Nullable Expression missing) {}

    /** {@code make-series}. */
    record MakeSeries(
            List<Parameter> parameters,
            List<SeriesItem> aggregates,
            NamedItem axis,
            @Nullable Expression from,
            @Nullable Expression to,
            boolean inRange,
            Expression step,
            List<NamedItem> by,
            TextSpan span)
            implements Operator {}

    /** {@code range x from a to b step c}. */
    record Range(NamedItem.Name name, Expression from, Expression to, Expression step, TextSpan span)
            implements Operator {}

    /** {@code as}. */
    record As(String name, TextSpan span) implements Operator {}

    /** {@code render}. */
    record Render(String kind, Map<String, String> properties, TextSpan span) implements Operator {}

    /** {@code getschema}. */
    record GetSchema(TextSpan span) implements Operator {}

    /** {@code search}; no tables for all of them. */
    record Search(List<Parameter> parameters, List<Expression> tables, Expression predicate, TextSpan span)
            implements Operator {}

    /** {@code evaluate}; the columns are null where none were written. */
    record Evaluate(
            List<Parameter> parameters, Expression.Call call, Expression.@Nullable TypeOf columns, TextSpan span)
            implements Operator {}

    /** {@code invoke}. */
    record Invoke(Expression.Call call, TextSpan span) implements Operator {}

    /** {@code partition by}. */
    record Partition(List<Parameter> parameters, Expression by, List<Operator> subquery, TextSpan span)
            implements Operator {}
}
