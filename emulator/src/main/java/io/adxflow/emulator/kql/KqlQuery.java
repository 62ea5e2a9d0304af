package io.adxflow.emulator.kql;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.Column;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.KustoTable;
import io.adxflow.emulator.engine.KustoType;
import io.adxflow.emulator.engine.Sql;
import io.adxflow.emulator.kql.Token.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a query of the small part of KQL that tests need as SQL: a table or {@code print}, then {@code count, take, where,
 * summarize, project, extend, order by, top, distinct}. Anything else is refused with a message that names it.
 *
 * @param sql for DuckDB
 * @param columns of the result, by position; the type is a guess that the result's own type overrides, but for text
 */
public record KqlQuery(String sql, List<Column> columns) {

    /** An expression with the name it gets. */
    private record Named(String name, String sql, KustoType type) {}

    /** A query so far. */
    private static final class Stage {
        final Catalog catalog;
        final String database;
        final TokenReader in;
        String sql = "";
        List<Column> columns = List.of();

        Stage(Catalog catalog, String database, TokenReader in) {
            this.catalog = catalog;
            this.database = database;
            this.in = in;
        }

        Map<String, String> scope() {
            Map<String, String> scope = new HashMap<>();
            List<String> names = Catalog.physicalColumns(columns);
            for (int i = 0; i < names.size(); i++) {
                scope.put(columns.get(i).name(), names.get(i));
            }
            return scope;
        }

        String expression() throws KustoException {
            return new KqlExpressions(in, scope()).read();
        }
    }

    /**
     * Translates.
     *
     * @throws KustoException when the query is wrong, or uses what is not known here
     */
    public static KqlQuery translate(Catalog catalog, String database, String query)
            throws KustoException, SQLException {
        Stage stage = new Stage(catalog, database, new TokenReader(query));
        source(stage);
        while (stage.in.accept("|")) {
            operator(stage);
        }
        stage.in.accept(";");
        if (!stage.in.atEnd()) {
            throw KustoException.syntax("nothing was expected " + stage.in.where());
        }
        return new KqlQuery(stage.sql, stage.columns);
    }

    private static void source(Stage stage) throws KustoException, SQLException {
        if (stage.in.accept("print")) {
            stage.sql = "(SELECT 1)";
            project(stage, named(stage, "print_"));
            return;
        }
        String database = stage.database;
        if (stage.in.accept("database", "(")) {
            database = stage.in.string();
            stage.in.expect(")");
            stage.in.expect(".");
        }
        if (stage.in.peekSecond().is("(")
                || stage.in.peek().is("let")
                || stage.in.peek().is("union")) {
            throw KustoException.syntax("the stand-in queries tables alone; it does not know '"
                    + stage.in.peek().text() + "'");
        }
        String name = stage.in.name();
        KustoTable table = stage.catalog.find(database, name);
        if (table == null) {
            throw new KustoException(
                    "General_BadRequest",
                    "Semantic error: SEM0100: 'take' operator: Failed to resolve table or column expression named '"
                            + name + "'");
        }
        stage.sql = "SELECT * FROM " + table.sqlName();
        stage.columns = table.columns();
    }

    private static void operator(Stage stage) throws KustoException {
        TokenReader in = stage.in;
        if (in.accept("count")) {
            stage.sql = "SELECT count(*) AS \"Count\" FROM (" + stage.sql + ")";
            stage.columns = List.of(new Column("Count", KustoType.LONG));
        } else if (in.accept("take") || in.accept("limit")) {
            stage.sql = "SELECT * FROM (" + stage.sql + ") LIMIT " + integer(in);
        } else if (in.accept("where") || in.accept("filter")) {
            stage.sql = "SELECT * FROM (" + stage.sql + ") WHERE " + stage.expression();
        } else if (in.accept("project")) {
            project(stage, named(stage, "Column"));
        } else if (in.accept("extend")) {
            extend(stage);
        } else if (in.accept("summarize")) {
            summarize(stage);
        } else if (in.accept("distinct")) {
            distinct(stage);
        } else if (in.accept("order", "by") || in.accept("sort", "by")) {
            stage.sql = "SELECT * FROM (" + stage.sql + ") ORDER BY " + order(stage);
        } else if (in.accept("top")) {
            String count = integer(in);
            in.expect("by");
            stage.sql = "SELECT * FROM (" + stage.sql + ") ORDER BY " + order(stage) + " LIMIT " + count;
        } else {
            throw KustoException.syntax("the stand-in does not know the operator " + in.where());
        }
    }

    private static String integer(TokenReader in) throws KustoException {
        Token token = in.take();
        if (token.kind() != Kind.NUMBER || !token.text().matches("\\d+")) {
            throw KustoException.syntax("expected a number at '" + token.text() + "'");
        }
        return token.text();
    }

    private static String order(Stage stage) throws KustoException {
        List<String> keys = new ArrayList<>();
        do {
            String key = stage.expression();
            boolean ascending = stage.in.accept("asc");
            if (!ascending) {
                stage.in.accept("desc");
            }
            keys.add(key + (ascending ? " ASC NULLS FIRST" : " DESC NULLS LAST"));
        } while (stage.in.accept(","));
        return String.join(", ", keys);
    }

    /** {@code [name =] expression, …}; without a name that of the column, or {@code count_}, {@code sum_X} and so on. */
    private static List<Named> named(Stage stage, String prefix) throws KustoException {
        List<Named> all = new ArrayList<>();
        do {
            TokenReader in = stage.in;
            if (in.peek().kind() == Kind.NAME && in.peekSecond().is("=")) {
                String name = in.take().text();
                in.take();
                all.add(new Named(name, stage.expression(), KustoType.STRING));
                continue;
            }
            Token first = in.peek();
            boolean call = in.peekSecond().is("(");
            String sql = stage.expression();
            Column column = stage.columns.stream()
                    .filter(known -> sql.equals(Sql.quoted(stage.scope().getOrDefault(known.name(), ""))))
                    .findFirst()
                    .orElse(null);
            if (column != null) {
                all.add(new Named(column.name(), sql, column.type()));
            } else if (call && !prefix.equals("print_")) {
                all.add(new Named(callName(first.text(), sql, stage), sql, KustoType.STRING));
            } else {
                all.add(new Named(
                        prefix + (prefix.equals("print_") ? all.size() : all.size() + 1), sql, KustoType.STRING));
            }
        } while (stage.in.accept(","));
        return all;
    }

    /** {@code count_}, {@code sum_Value}; {@code bin(Timestamp, 1m)} keeps the column's name. */
    private static String callName(String function, String sql, Stage stage) {
        String column = stage.columns.stream()
                .map(Column::name)
                .filter(name -> sql.contains(Sql.quoted(stage.scope().getOrDefault(name, name))))
                .findFirst()
                .orElse("");
        return function.equals("bin") ? column : function + "_" + column;
    }

    private static void project(Stage stage, List<Named> wanted) {
        List<Column> columns =
                wanted.stream().map(one -> new Column(one.name(), one.type())).toList();
        stage.sql = "SELECT " + select(wanted, columns) + " FROM (" + stage.sql + ")";
        stage.columns = columns;
    }

    private static String select(List<Named> wanted, List<Column> columns) {
        List<String> names = Catalog.physicalColumns(columns);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            parts.add(wanted.get(i).sql() + " AS " + Sql.quoted(names.get(i)));
        }
        return String.join(", ", parts);
    }

    private static void extend(Stage stage) throws KustoException {
        List<Named> added = named(stage, "Column");
        Set<String> replaced = added.stream().map(Named::name).collect(Collectors.toSet());
        Map<String, String> scope = stage.scope();
        List<Named> all = new ArrayList<>();
        for (Column column : stage.columns) {
            if (!replaced.contains(column.name())) {
                all.add(new Named(column.name(), Sql.quoted(scope.getOrDefault(column.name(), "")), column.type()));
            }
        }
        all.addAll(added);
        project(stage, all);
    }

    private static void summarize(Stage stage) throws KustoException {
        List<Named> aggregates = stage.in.peek().is("by") ? List.of() : named(stage, "Column");
        List<Named> keys = stage.in.accept("by") ? named(stage, "Column") : List.of();
        List<Named> all = new ArrayList<>(keys);
        all.addAll(aggregates);
        project(stage, all);
        if (!keys.isEmpty()) {
            stage.sql += " GROUP BY " + keys.stream().map(Named::sql).collect(Collectors.joining(", "));
        }
    }

    private static void distinct(Stage stage) throws KustoException {
        if (!stage.in.accept("*")) {
            project(stage, named(stage, "Column"));
        }
        stage.sql = "SELECT DISTINCT * FROM (" + stage.sql + ")";
    }
}
