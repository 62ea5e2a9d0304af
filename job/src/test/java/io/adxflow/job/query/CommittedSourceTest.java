package io.adxflow.job.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.query.CommittedFixture.Sample;
import io.adxflow.kql.duckdb.QueryEngine;
import io.adxflow.kql.syntax.KqlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a query reads, and how their columns become Kusto's. */
class CommittedSourceTest {
    @TempDir
    private Path root;

    private CommittedFixture tables;

    @BeforeEach
    void open() throws Exception {
        tables = new CommittedFixture(root);
    }

    @AfterEach
    void close() throws Exception {
        tables.close();
    }

    private String sql(String query) throws Exception {
        return tables.engine()
                .explain(new QueryEngine.Request(query, CommittedFixture.NOW))
                .get(0)
                .sql();
    }

    private int files(String query) throws Exception {
        return sql(query).split("\\.csv\\.gz'", -1).length - 1;
    }

    /** A file per minute of the last hour, the begin of the minute in each. */
    private void commitAnHour() throws Exception {
        List<Sample> samples = new ArrayList<>();
        long now = CommittedFixture.NOW.toEpochMilli();
        for (int minute = 60; minute > 0; minute--) {
            for (int second = 0; second < 60; second += 20) {
                samples.add(new Sample(now - minute * 60_000L + second * 1000L, second, Map.of("a", "b"), minute));
            }
        }
        tables.commit("Up", samples, 3);
    }

    @Test
    void readsOnlyTheFilesWhoseTimesTheWhereCanMean() throws Exception {
        commitAnHour();
        assertThat(files("Up | count")).isEqualTo(60);
        assertThat(files("Up | where Timestamp > ago(5m) | count")).isEqualTo(5);
        assertThat(files("Up | where Timestamp >= ago(5m) and Timestamp < ago(3m)"))
                .isEqualTo(2);
        assertThat(files("Up | where Timestamp between (ago(10m) .. 2m)")).isEqualTo(3);
        assertThat(files("Up | where ago(2m) < Timestamp and Value > 1")).isEqualTo(2);
        assertThat(files("Up | where Timestamp < ago(59m) or Timestamp >= ago(1m)"))
                .isEqualTo(60);
        assertThat(files("Up | extend T = Timestamp | where T > ago(5m)")).isEqualTo(5);
        assertThat(files("Up | project Timestamp, Value | sort by Value asc | where Timestamp > ago(5m)"))
                .isEqualTo(5);
        assertThat(files("Up | summarize sum(Value) by bin(Timestamp, 1m) | where Timestamp >= ago(5m)"))
                .isEqualTo(5);
        assertThat(files("Up | where Timestamp > ago(10m) | where Timestamp > ago(5m)"))
                .isEqualTo(5);
        assertThat(files("let since = ago(5m); Up | where Timestamp > since")).isEqualTo(5);
        assertThat(files("union Up, (Up | take 3) | where Timestamp > ago(5m)")).isEqualTo(65);
        assertThat(files("Up | where Timestamp > ago(5m) | invoke prom_rate()")).isEqualTo(5);
        assertThat(
                        files(
                                "Up | join kind=inner (Up | where Timestamp > ago(2m)) on SeriesId | where Timestamp > ago(1m)"))
                .isEqualTo(3);
        assertThat(files("Up | make-series sum(Value) on Timestamp from ago(5m) to now() step 1m"))
                .isEqualTo(5);
        // What looks at other rows needs them all.
        assertThat(files("Up | sort by Timestamp asc | extend p = prev(Value) | where Timestamp > ago(5m)"))
                .isEqualTo(60);
        assertThat(files("Up | take 10 | where Timestamp > ago(5m)")).isEqualTo(60);
        assertThat(files("Up | where Timestamp > ago(5m) or Value == 7")).isEqualTo(60);
        assertThat(files("Up | where Timestamp != ago(5m)")).isEqualTo(60);
    }

    @Test
    void neverLosesARowByTheFilesThatItLeavesOut() throws Exception {
        commitAnHour();
        for (int seconds = 0; seconds <= 3700; seconds += 411) {
            for (String operator : List.of(">", ">=", "<", "<=", "==")) {
                String where = "Timestamp " + operator + " ago(" + seconds + "s)";
                // The second form is one that says nothing of a range.
                assertThat(tables.rows("Up | where " + where + " | count"))
                        .as(where)
                        .isEqualTo(tables.rows("Up | where iff(" + where + ", 1, 0) == 1 | count"));
            }
        }
    }

    @Test
    void aFileWithoutARangeInItsNameIsAlwaysRead() throws Exception {
        commitAnHour();
        Path folder = root.resolve("Metrics/Up");
        Path file = CommittedFixture.file(folder, CommittedFixture.SCHEMA, 0, 0, "2026-01-02T02:59:59Z,1,\"{}\",5\n");
        Files.move(file, folder.resolve(file.getFileName().toString().replaceAll("\\.t0_0", "")));
        assertThat(files("Up | where Timestamp > ago(1m)")).isEqualTo(2);
        assertThat(tables.rows("Up | where Timestamp > ago(1m) | count")).containsExactly("3");
    }

    @Test
    void timesAreExactToHundredNanosecondsAndOfAllYears() throws Exception {
        Path folder = root.resolve("Metrics/OTelLogs");
        String schema = "Timestamp:datetime,ObservedTimestamp:datetime,Body:dynamic,Severity:string,Flags:long";
        CommittedFixture.schema(folder, schema);
        CommittedFixture.file(
                folder,
                schema,
                Instant.parse("2026-01-02T02:59:59.123Z").toEpochMilli(),
                Instant.parse("2026-01-02T02:59:59.123Z").toEpochMilli(),
                "2026-01-02T02:59:59.123456789Z,0001-01-01T00:00:00.0000001Z,\"{\"\"a\"\":1}\",info,1\n"
                        + "2026-01-02T02:59:59.1234568Z,9999-12-31T23:59:59.9999999Z,null,,\n"
                        + "2026-01-02T02:59:59.1234569Z,,\"\"\"text\"\"\",\"\",-5\n");
        assertThat(tables.rows("OTelLogs | sort by Timestamp asc"))
                .containsExactly(
                        "2026-01-02T02:59:59.1234567Z | 0001-01-01T00:00:00.0000001Z | {\"a\":1} | info | 1",
                        "2026-01-02T02:59:59.1234568Z | 9999-12-31T23:59:59.9999999Z | null |  | null",
                        "2026-01-02T02:59:59.1234569Z | null | \"text\" |  | -5");
        assertThat(tables.rows("OTelLogs | where Timestamp > datetime(2026-01-02T02:59:59.1234567Z) | count"))
                .containsExactly("2");
        assertThat(tables.rows(
                        "OTelLogs | where isempty(Severity) and isnull(Body) | project tostring(Body), isnull(Flags)"))
                .containsExactly(" | true");
    }

    @Test
    void filesOfFewerColumnsAreReadWithWhatIsMissing() throws Exception {
        Path folder = root.resolve("Metrics/Cpu");
        String wider = CommittedFixture.SCHEMA + ",Host:string,HOST:long";
        CommittedFixture.schema(folder, CommittedFixture.SCHEMA, wider);
        CommittedFixture.file(folder, CommittedFixture.SCHEMA, 1_000, 1_000, "1970-01-01T00:00:01Z,1,\"{}\",NaN\n");
        CommittedFixture.file(folder, wider, 2_000, 2_000, "1970-01-01T00:00:02Z,2,\"{}\",-Infinity,h,7\n");
        assertThat(tables.rows("Cpu | sort by Timestamp asc | project SeriesId, Value, Host, HOST"))
                .containsExactly("1 | NaN |  | null", "2 | -Infinity | h | 7");
    }

    @Test
    void namesWhatIsNearWhenThereIsNoSuchTable() throws Exception {
        commitAnHour();
        assertThatThrownBy(() -> tables.rows("Upp | count"))
                .isInstanceOfSatisfying(
                        KqlException.class, wrong -> assertThat(wrong.problem().pretty("Upp | count"))
                                .contains("1:1")
                                .contains("'Up'"));
        assertThatThrownBy(() -> tables.rows("up | count")).isInstanceOf(KqlException.class);
        assertThat(tables.rows("database('METRICS').Up | count")).containsExactly("180");
    }
}
