package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundQuery;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a bound query as SQL. */
public final class SqlCompiler {
    /** Characters of SQL that DuckDB can be asked to read. */
    private static final double LONGEST = 32e6;

    private SqlCompiler() {}

    /**
     * A statement for each result of a query, in order.
     *
     * @param text of the query, for the positions of refusals
     * @throws io.adxflow.kql.syntax.KqlException when the query asks for what this backend cannot do; never for one that was bound with {@link SqlRefusals} but
     *     for a few forms of arguments
     */
    public static List<SqlStatement> compile(String text, BoundQuery query, TableSql tables) {
        List<SqlStatement> statements = new ArrayList<>();
        try {
            for (BoundQuery.Result result : query.results()) {
                String sql = new QuerySql(tables).statement(result.operator());
                if (Prelude.length(sql) > LONGEST) {
                    throw Refusal.tooLong();
                }
                statements.add(
                        new SqlStatement(result.name(), sql, result.operator().schema(), result.render()));
            }
        } catch (Refusal refusal) {
            throw refusal.placedIn(text);
        }
        return statements;
    }

    /** The different values of a column, sorted, without null: one column. */
    public static SqlStatement distinctValues(String text, BoundOperator input, int column, TableSql tables) {
        Column kept = input.schema().get(column);
        try {
            QuerySql query = new QuerySql(tables);
            Relation rows = query.relation(input, Map.of());
            String value = Relation.column(rows.names().get(column));
            String select = "SELECT DISTINCT " + value + " AS v\n" + rows.from() + "\nWHERE " + value + " IS NOT NULL";
            return new SqlStatement(null, query.whole(select + "\nORDER BY v"), new Schema(List.of(kept)), null);
        } catch (Refusal refusal) {
            throw refusal.placedIn(text);
        }
    }

    /** The keys at the top of a column's bags, sorted, and the one type of the values, or {@code dynamic}: two columns. */
    public static SqlStatement bagKeys(String text, BoundOperator input, int column, TableSql tables) {
        try {
            QuerySql query = new QuerySql(tables);
            Relation rows = query.relation(input, Map.of());
            String entries = "SELECT unnest(kql_entries("
                    + Relation.column(rows.names().get(column)) + ")) AS e\n" + rows.from();
            String select =
                    "SELECT t.e.key AS k, CASE WHEN count(DISTINCT kql_gettype(t.e.value)) FILTER (WHERE t.e.value <> 'null') = 1\n"
                            + "  THEN any_value(kql_gettype(t.e.value)) FILTER (WHERE t.e.value <> 'null') ELSE 'dynamic' END AS type\nFROM "
                            + Sql.nested(entries) + " AS t\nGROUP BY k\nORDER BY k";
            Schema schema = new Schema(List.of(new Column("k", KqlType.STRING), new Column("type", KqlType.STRING)));
            return new SqlStatement(null, query.whole(select), schema, null);
        } catch (Refusal refusal) {
            throw refusal.placedIn(text);
        }
    }
}
