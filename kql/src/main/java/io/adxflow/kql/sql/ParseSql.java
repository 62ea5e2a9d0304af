package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundOperator.Parse;
import io.adxflow.kql.bind.BoundOperator.ParseKind;
import io.adxflow.kql.bind.BoundOperator.ParsePart;
import io.adxflow.kql.types.KqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code parse} and {@code parse-where}: the parts as one regular expression with a group for each column. A text is read from its begin; behind the last part
 * anything may follow, and a string in last place takes it all.
 */
final class ParseSql {
    private final QuerySql query;
    private final Relation input;

    ParseSql(QuerySql query, Relation input) {
        this.query = query;
        this.input = input;
    }

    /** A column that is read: the group of the expression that holds its text. */
    private record Value(String column, KqlType type, int group) {}

    Relation parse(Parse parse) {
        List<Value> values = new ArrayList<>();
        String pattern = Sql.literal(pattern(parse, values));
        String source = query.expressions(input).text(parse.source());
        String matched = query.hidden("$matched");
        List<String> below = new ArrayList<>();
        below.add("*");
        below.add("regexp_matches(" + source + ", " + pattern + ") AS " + Sql.quoted(matched));
        Map<String, String> texts = new HashMap<>();
        for (Value value : values) {
            String name = query.hidden("$part");
            below.add("regexp_extract(" + source + ", " + pattern + ", " + value.group() + ") AS " + Sql.quoted(name));
            texts.put(value.column(), Relation.column(name));
        }
        String select = "SELECT " + String.join(",\n  ", below) + "\n" + input.from();

        String all = Relation.column(matched);
        List<String> conditions = new ArrayList<>(List.of(all));
        Map<String, String> read = new HashMap<>();
        for (Value value : values) {
            String text = texts.get(value.column());
            read.put(value.column(), ExtractSql.parsed(value.type(), String.valueOf(text)));
            if (value.type() != KqlType.STRING) {
                conditions.add(read.get(value.column()) + " IS NOT NULL");
            }
        }
        String whole = String.join(" AND ", conditions);
        List<String> names = Relation.namesOf(parse.schema());
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String column = parse.schema().get(i).name();
            String text = read.get(column);
            if (text == null) {
                columns.add(Relation.column(input.names().get(i)) + " AS " + Sql.quoted(names.get(i)));
                continue;
            }
            KqlType type = parse.schema().get(i).type();
            String condition = parse.kind() == ParseKind.RELAXED ? all : whole;
            columns.add("CASE WHEN " + condition + " THEN " + text + " ELSE " + SqlTypes.missing(type) + " END AS "
                    + Sql.quoted(names.get(i)));
        }
        input.hidden().forEach(name -> columns.add(Relation.column(name)));
        // What rows are ordered by may be a column that was replaced: its value of before goes along.
        Relation rows = new Relation(
                "SELECT " + String.join(",\n  ", columns) + "\nFROM " + Sql.nested(select) + " AS " + Relation.ALIAS
                        + (parse.dropFailed() ? "\nWHERE " + whole : ""),
                parse.schema(),
                names,
                List.of(),
                input.partition());
        return rows.ordered(input.order().stream()
                .filter(term -> !read.containsKey(term.column()))
                .toList());
    }

    private static String pattern(Parse parse, List<Value> values) {
        boolean isRegex = parse.kind() == ParseKind.REGEX;
        StringBuilder pattern = new StringBuilder(
                isRegex && !parse.flags().isEmpty() ? "(?" + parse.flags() + ")" : isRegex ? "" : "(?s)");
        pattern.append('^');
        int group = 0;
        List<ParsePart> parts = parse.parts();
        for (int i = 0; i < parts.size(); i++) {
            ParsePart part = parts.get(i);
            ParsePart next = i + 1 < parts.size() ? parts.get(i + 1) : null;
            if (part instanceof ParsePart.Delimiter delimiter) {
                String regex =
                        isRegex ? Regexes.translated(delimiter.text()) : StringOperators.quoted(delimiter.text());
                group += isRegex ? Regexes.groups(delimiter.text()) : 0;
                pattern.append("(?:").append(regex).append(')');
            } else if (part instanceof ParsePart.Skip) {
                pattern.append(next == null ? ".*" : ".*?");
            } else if (part instanceof ParsePart.Value value) {
                group++;
                values.add(new Value(value.column(), value.type(), group));
                pattern.append('(')
                        .append(shape(value.type(), next, parse.kind()))
                        .append(')');
            }
        }
        return pattern.toString();
    }

    /** What the text of a value looks like; where a delimiter ends it anything will do, and is read afterwards. */
    private static String shape(KqlType type, @org.jspecify.annotations.Nullable ParsePart next, ParseKind kind) {
        if (type == KqlType.STRING) {
            // Regular expressions are greedy: what the page's examples with and without the flag U show.
            return next == null || kind == ParseKind.REGEX ? ".*" : ".*?";
        }
        if (next instanceof ParsePart.Delimiter && kind != ParseKind.REGEX) {
            return ".*?";
        }
        return switch (type) {
            case INT, LONG -> "[-+]?\\d+";
            case REAL, DECIMAL -> "[-+]?\\d+(?:\\.\\d*)?(?:[eE][-+]?\\d+)?";
            case BOOL -> "[A-Za-z]+|\\d+";
            default -> next == null || kind == ParseKind.REGEX ? ".*" : ".*?";
        };
    }
}
