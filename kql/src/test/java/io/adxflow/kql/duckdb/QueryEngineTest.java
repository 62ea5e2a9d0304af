package io.adxflow.kql.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.sql.TableSql;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a query may take, and how its results are handed out. */
class QueryEngineTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.1234567Z");
    private static final String ENDLESS = "range x from 1 to 1000000000000 step 1 | where x % 7 == 9 | count";

    private static final String ENDLESS_KEYS =
            "range x from 1 to 1000000000000 step 1 | where x % 7 == 9 | extend b = bag_pack('k', x) | evaluate"
                    + " bag_unpack(b)";

    /** Its first rows come at once; then it calculates on while they are fetched, and no more come. */
    private static final String SOME_ROWS_THEN_ENDLESS =
            "union (range x from 1 to 400000 step 1), (range x from 1 to 1000000000000 step 1 | where x % 7 == 9)";

    private static final int AT_ONCE = 100_000;

    private DuckDb database;
    private QueryEngine engine;

    @BeforeEach
    void start() throws SQLException {
        database = DuckDb.inMemory(128L << 20, 2);
        engine = new QueryEngine(
                database,
                new QuerySource() {
                    @Override
                    public Catalog catalog() {
                        return new MapCatalog("db");
                    }

                    @Override
                    public TableSql tables() {
                        return (name, table, schema, names, ranges) -> {
                            throw new AssertionError("no query reads a table");
                        };
                    }
                },
                QueryLimits.OF_THE_SERVICE);
    }

    @AfterEach
    void stop() throws SQLException {
        database.close();
    }

    private long count(String text) throws SQLException {
        return count(new QueryEngine.Request(text, NOW));
    }

    private long count(QueryEngine.Request request) throws SQLException {
        try (QueryRun run = engine.run(request)) {
            ResultTable table = Objects.requireNonNull(run.nextTable());
            while (table.next()) {
                assertThat(table.schema().size()).isPositive();
            }
            return table.rows();
        }
    }

    private static void assertLimit(org.assertj.core.api.ThrowableAssert.ThrowingCallable query, String message) {
        assertThatThrownBy(query).isInstanceOfSatisfying(KqlException.class, failed -> {
            assertThat(failed.problem().kind()).isEqualTo(KqlProblem.Kind.LIMIT);
            assertThat(failed.problem().message()).contains(message);
        });
    }

    @Test
    void aResultHasAtMostHalfAMillionRowsUnlessTheQueryAsksForMore() throws SQLException {
        assertThat(count("range x from 1 to 500000 step 1")).isEqualTo(500_000);
        assertLimit(() -> count("range x from 1 to 500001 step 1"), "E_QUERY_RESULT_SET_TOO_LARGE");
        assertThat(count("set notruncation; range x from 1 to 500001 step 1")).isEqualTo(500_001);
        assertLimit(() -> count("set truncationmaxrecords = 5; range x from 1 to 6 step 1"), "more than 5 rows");
        assertThat(count(new QueryEngine.Request(
                        "range x from 1 to 500001 step 1", NOW, Map.of(), Map.of("notruncation", "true"))))
                .isEqualTo(500_001);
    }

    @Test
    void aResultHasAtMost64Megabytes() {
        assertLimit(
                () -> count("range x from 1 to 100000 step 1 | extend s = strrep('0123456789', 100)"),
                "more than 67108864 bytes");
    }

    @Test
    @Timeout(600)
    void aQueryEndsAtItsTime() {
        assertLimit(() -> count("set servertimeout = 1s; " + ENDLESS), "longer than 1 s");
    }

    @Test
    @Timeout(600)
    void aQueryWhoseRowsAreReadEndsAtItsTime() throws SQLException {
        AtomicInteger rows = new AtomicInteger();
        assertLimit(() -> read("set servertimeout = 1s; " + SOME_ROWS_THEN_ENDLESS, rows), "longer than 1 s");
        assertThat(rows).hasPositiveValue();
    }

    @Test
    @Timeout(600)
    void columnsThatAreAskedOfTheDataAreAskedWithinTheQuerysTime() {
        assertLimit(
                () -> count(new QueryEngine.Request(ENDLESS_KEYS, NOW, Map.of(), Map.of("servertimeout", "00:00:01"))),
                "longer than 1 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {ENDLESS, ENDLESS_KEYS, SOME_ROWS_THEN_ENDLESS})
    @Timeout(600)
    void aQueryIsCancelledFromAnotherThreadWhateverItDoes(String text) throws Exception {
        CompletableFuture<Runnable> cancel = new CompletableFuture<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            AtomicInteger rows = new AtomicInteger();
            Future<?> reading = thread.submit(() -> {
                try (QueryRun run = engine.run(new QueryEngine.Request(text, NOW), cancel::complete)) {
                    read(run, rows);
                }
                return null;
            });
            while (text.equals(SOME_ROWS_THEN_ENDLESS) && rows.get() < AT_ONCE && !reading.isDone()) {
                Thread.onSpinWait();
            }
            cancel.get().run();
            assertThatThrownBy(reading::get).hasMessageContaining("cancelled");
        } finally {
            thread.shutdownNow();
        }
        assertThat(count("print 1")).isEqualTo(1);
    }

    private void read(String text, AtomicInteger rows) throws SQLException {
        try (QueryRun run = engine.run(new QueryEngine.Request(text, NOW))) {
            read(run, rows);
        }
    }

    private static void read(QueryRun run, AtomicInteger rows) throws SQLException {
        ResultTable table = Objects.requireNonNull(run.nextTable());
        while (table.next()) {
            rows.incrementAndGet();
        }
    }

    @Test
    void aQueryThatNeedsMoreMemoryThanThereIsFailsAlone() throws SQLException {
        assertLimit(
                () -> count("range x from 1 to 8000000 step 1 | summarize make_list(x) by x % 3"),
                "more memory than it may take");
        assertThat(count("print 1")).isEqualTo(1);
    }

    @Test
    void resultsComeOneAfterAnother() throws SQLException {
        List<String> seen = new ArrayList<>();
        try (QueryRun run = engine.run(new QueryEngine.Request(
                "print a = 1; range b from 1 to 3 step 1 | as Numbers; print c = now() | render table", NOW))) {
            assertThat(run.tables()).isEqualTo(3);
            for (ResultTable table = run.nextTable(); table != null; table = run.nextTable()) {
                seen.add(table.name() + " " + table.schema() + " "
                        + (table.render() == null ? "" : table.render().kind()));
            }
        }
        assertThat(seen).containsExactly("null (a:long) ", "Numbers (b:long) ", "null (c:datetime) table");
    }

    @Test
    void parametersAreTheTextsOfLiterals() throws SQLException {
        String text = "declare query_parameters(from:datetime, n:long = 5); print from, n, ago(1h)";
        QueryEngine.Request request =
                new QueryEngine.Request(text, NOW, Map.of("from", "datetime(2026-01-01)", "n", "7"), Map.of());
        try (QueryRun run = engine.run(request)) {
            ResultTable table = Objects.requireNonNull(run.nextTable());
            assertThat(table.next()).isTrue();
            assertThat(List.of(
                            Objects.requireNonNull(table.value(0)),
                            Objects.requireNonNull(table.value(1)),
                            Objects.requireNonNull(table.value(2))))
                    .containsExactly(639_028_224_000_000_000L, 7L, 639_029_198_451_234_567L - 36_000_000_000L);
        }
        assertThatThrownBy(() -> count(text)).isInstanceOf(KqlException.class);
    }

    @Test
    void whatIsNotThereIsRefusedWithItsPlace() {
        String text = "print 1\n| extend y = series_fft(dynamic([1]))";
        assertThatThrownBy(() -> count(text)).isInstanceOfSatisfying(KqlException.class, refused -> assertThat(
                        refused.problem().pretty(text))
                .contains("2:14: 'series_fft' is not there")
                .contains("\n             ^^^^^^^^^^"));
    }

    @Test
    void whatWouldGrowBeyondAllBoundsIsRefusedBeforeDuckDbReadsIt() {
        StringBuilder text = new StringBuilder("a");
        for (int i = 0; i < 40; i++) {
            text.insert(0, "sqrt(log(").append("))");
        }
        assertLimit(() -> count("datatable(a:real)[1.0] | extend x = " + text), "more SQL than may be");
    }
}
