package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundOperator.ParseKv;
import io.adxflow.kql.types.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code parse-kv}: of pairs with one key the first counts. */
final class ParseKvSql {
    private final QuerySql query;
    private final Relation input;

    ParseKvSql(QuerySql query, Relation input) {
        this.query = query;
        this.input = input;
    }

    Relation parse(ParseKv parse) {
        String source = query.expressions(input).text(parse.source());
        String pairs = query.hidden("$pairs");
        String select =
                "SELECT *, " + pairs(parse.options(), source) + " AS " + Sql.quoted(pairs) + "\n" + input.from();
        Map<String, Column> made = new HashMap<>();
        parse.keys().forEach(key -> made.put(key.name(), key));
        List<String> names = Relation.namesOf(parse.schema());
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Column key = made.get(parse.schema().get(i).name());
            if (key == null) {
                columns.add(Relation.column(input.names().get(i)) + " AS " + Sql.quoted(names.get(i)));
                continue;
            }
            String text = "coalesce(kql_pair(" + Relation.column(pairs) + ", " + Sql.literal(key.name()) + "), '')";
            columns.add(ExtractSql.parsed(key.type(), text) + " AS " + Sql.quoted(names.get(i)));
        }
        input.hidden().forEach(name -> columns.add(Relation.column(name)));
        return new Relation(
                        "SELECT " + String.join(",\n  ", columns) + "\nFROM " + Sql.nested(select) + " AS "
                                + Relation.ALIAS,
                        parse.schema(),
                        names,
                        List.of(),
                        input.partition())
                .ordered(input.order().stream()
                        .filter(term -> !made.containsKey(term.column()))
                        .toList());
    }

    /** A list of structures of key and value, in order. */
    private static String pairs(Map<String, Object> options, String source) {
        String regex = text(options, "regex");
        if (regex != null) {
            String pattern = Sql.literal(Regexes.translated(regex));
            return "kql_pairs_of(regexp_extract_all(" + source + ", " + pattern + ", 1), regexp_extract_all(" + source
                    + ", " + pattern + ", 2))";
        }
        String pair = text(options, "pair_delimiter");
        String keyValue = text(options, "kv_delimiter");
        if (pair == null || keyValue == null) {
            if (pair != null || keyValue != null || options.containsKey("quote")) {
                throw Refusal.of("parse-kv", "'parse-kv' takes both delimiters or neither here");
            }
            return "kql_alternating_pairs(regexp_extract_all(" + source + ", '[\\p{L}\\p{Nd}_]+'))";
        }
        if (Boolean.TRUE.equals(options.get("greedy"))) {
            if (options.containsKey("quote")) {
                throw Refusal.of("greedy", "'greedy' of parse-kv together with 'quote' is not there");
            }
            return "kql_greedy_pairs(string_split(" + source + ", " + Sql.literal(keyValue) + "), " + Sql.literal(pair)
                    + ")";
        }
        String quote = text(options, "quote");
        if (quote == null) {
            return "kql_split_pairs(string_split(" + source + ", " + Sql.literal(pair) + "), " + Sql.literal(keyValue)
                    + ", '', '', '')";
        }
        if (pair.length() != 1) {
            throw Refusal.of("quote", "'quote' of parse-kv takes a pair_delimiter of one character here");
        }
        String open = quote.substring(0, 1);
        String close = quote.substring(quote.length() - 1);
        String escape = text(options, "escape");
        String inQuotes = escape == null
                ? "[^" + inClass(close) + "]*"
                : "(?:[^" + inClass(close) + inClass(escape) + "]|" + StringOperators.quoted(escape) + ".)*";
        String token = "((?:[^" + inClass(pair) + inClass(open) + "]|" + StringOperators.quoted(open) + inQuotes
                + StringOperators.quoted(close) + ")*)" + StringOperators.quoted(pair);
        return "kql_split_pairs(regexp_extract_all(" + source + " || " + Sql.literal(pair) + ", "
                + Sql.literal("(?s)" + token) + ", 1), "
                + Sql.literal(keyValue) + ", " + Sql.literal(open) + ", " + Sql.literal(close) + ", "
                + Sql.literal(escape == null ? "" : escape) + ")";
    }

    private static String inClass(String one) {
        return "\\" + one;
    }

    private static @Nullable String text(Map<String, Object> options, String name) {
        return options.get(name) instanceof String text ? text : null;
    }
}
