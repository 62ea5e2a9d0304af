package io.adxflow.kql.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.cases.CaseFiles;
import io.adxflow.kql.cases.Expectation;
import io.adxflow.kql.cases.KqlCase;
import io.adxflow.kql.sql.TableSql;
import io.adxflow.kql.syntax.KqlException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of cases by SQL in DuckDB. */
class CasesInDuckDbTest {
    private static DuckDb database;
    private static QueryEngine engine;

    @BeforeAll
    static void start() throws SQLException {
        database = DuckDb.inMemory(512L << 20, 1);
        engine = new QueryEngine(database, new NoTables(), QueryLimits.OF_THE_SERVICE.withoutTruncation());
    }

    @AfterAll
    static void stop() throws SQLException {
        database.close();
    }

    private static final class NoTables implements QuerySource {
        @Override
        public Catalog catalog() {
            return new MapCatalog("db");
        }

        @Override
        public TableSql tables() {
            return (database, table, schema, names, ranges) -> {
                throw new AssertionError("no case reads a table");
            };
        }
    }

    @TestFactory
    Stream<DynamicTest> casesGiveWhatTheyMust() {
        return CaseFiles.all().stream()
                .map(one -> dynamicTest(one.name(), () -> {
                    if (one.isAbsentIn("sql")) {
                        assertThatThrownBy(() -> check(one))
                                .isInstanceOf(KqlException.class)
                                .hasMessageMatching("(?s).*(is not there|there is no function).*");
                    } else if (one.differsIn("sql")) {
                        assertThatThrownBy(() -> check(one)).isInstanceOf(AssertionError.class);
                    } else {
                        check(one);
                    }
                }));
    }

    private static void check(KqlCase expected) throws SQLException {
        try (QueryRun run = engine.run(new QueryEngine.Request(expected.query(), Instant.EPOCH))) {
            assertThat(run.tables()).isEqualTo(1);
            ResultTable table = Objects.requireNonNull(run.nextTable());
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (table.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 0; i < table.schema().size(); i++) {
                    row.add(table.value(i));
                }
                rows.add(row);
            }
            Expectation.check(expected, table.schema(), rows);
        }
    }
}
