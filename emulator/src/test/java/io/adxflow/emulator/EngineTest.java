package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.commands.CommandContext;
import io.adxflow.emulator.commands.ManagementCommands;
import io.adxflow.emulator.commands.Operations;
import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.DuckStore;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.KqlRunner;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.ingestion.StandInStats;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and queries without storage. */
class EngineTest {
    @TempDir
    private Path folder;

    private DuckStore store;
    private Catalog catalog;
    private Extents extents;
    private ManagementCommands commands;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void open() throws Exception {
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        store = DuckStore.open(folder);
        catalog = new Catalog(store, Set.of("db"));
        extents = new Extents(store, clock);
        commands = new ManagementCommands(new CommandContext(catalog, extents, null, null, new Operations(clock)));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private ResultTable command(String command) throws Exception {
        return commands.run("db", command);
    }

    private List<List<Object>> query(String kql) throws Exception {
        return new KqlRunner(store, catalog, Clock.fixed(now, ZoneOffset.UTC))
                .run("db", kql)
                .get(0)
                .rows();
    }

    @Test
    void addsTheColumnsThatATableLacksAndRefusesAnotherType() throws Exception {
        command(".create-merge table T (a:string)");
        command(".create-merge table T (a:string, ['b c']:long) with (folder='f', docstring=\"d\")");
        assertThat(command(".show table T cslschema").rows())
                .containsExactly(ResultTable.row("T", "a:string,b c:long", "db", "f", "d"));
        assertThatThrownBy(() -> command(".create-merge table T (a:long)")).isInstanceOf(KustoException.class);
        assertThatThrownBy(() -> command(".create table T (a:string)")).isInstanceOf(KustoException.class);
        assertThatThrownBy(() -> commands.run("other", ".create-merge table T (a:string)"))
                .hasMessageContaining("Database");
    }

    @Test
    void takesEveryNameThatKustoTakes() throws Exception {
        command(".create-merge table ['my logs-v1.2'] (['a b']:string, ['c-d.e_f']:long)");
        command(".create-or-alter table ['my logs-v1.2'] ingestion csv mapping 'MyLogs_1'"
                + " '[{\"Column\":\"c-d.e_f\",\"Properties\":{\"Ordinal\":\"0\"}}]'");
        assertThat(query("['my logs-v1.2'] | where ['c-d.e_f'] > 1 | project ['a b'] | count"))
                .containsExactly(ResultTable.row(0L));
        assertThat(command(".show table ['my logs-v1.2'] cslschema").rows())
                .containsExactly(ResultTable.row("my logs-v1.2", "a b:string,c-d.e_f:long", "db", "", ""));
    }

    @Test
    void findsADatabaseWhateverTheCaseOfItsName() throws Exception {
        commands.run("DB", ".create-merge table T (a:string)");
        assertThat(commands.run("db", ".show tables").rows()).hasSize(1);
        assertThat(catalog.databases()).containsExactly("db");
    }

    @Test
    void tellsTablesAndColumnsApartByTheirCase() throws Exception {
        command(".create-merge table Up (x:long, X:long)");
        command(".create-merge table UP (x:string)");
        assertThat(query("Up | project X | count")).containsExactly(ResultTable.row(0L));
        assertThat(command(".show tables").rows()).hasSize(2);
        command(".drop table UP");
        assertThat(command(".show tables").rows()).hasSize(1);
    }

    @Test
    void keepsMappingsFunctionsAndPoliciesOverARestart() throws Exception {
        command(".create-merge table T (a:string)");
        command(
                ".create-or-alter table T ingestion csv mapping 'm' '[{\"column\":\"a\",\"Properties\":{\"Ordinal\":\"0\"}}]'");
        command(".create-or-alter function with (folder='f') Near(x:real) { T | where 1 > x }");
        command(".alter-merge table T policy retention softdelete = 30d recoverability = disabled");
        command(".alter-merge database db policy caching hot = 7d");
        store.close();
        open();
        assertThat(command(".show table T ingestion mappings").rows()).hasSize(1);
        assertThat(command(".show function Near").rows())
                .containsExactly(ResultTable.row("Near", "(x:real)", "{ T | where 1 > x }", "f", ""));
        assertThat(command(".show table T policy retention").rows().get(0).get(2))
                .isEqualTo("{\"SoftDeletePeriod\":\"30.00:00:00\",\"Recoverability\":\"disabled\"}");
        assertThat(command(".show database db policy caching").rows().get(0).get(2))
                .asString()
                .contains("7.00:00:00");
    }

    @Test
    void refusesAMappingOfAColumnThatTheTableLacks() throws Exception {
        command(".create-merge table T (a:string)");
        assertThatThrownBy(
                        () -> command(
                                ".create-or-alter table T ingestion csv mapping 'm' '[{\"column\":\"b\",\"Properties\":{\"Ordinal\":\"0\"}}]'"))
                .hasMessageContaining("'b'");
    }

    @Test
    void runsEachCommandOfAScript() throws Exception {
        ResultTable result = command(
                """
                .execute database script with (ContinueOnErrors=true) <|
                .create-merge table A (a:string)
                .make coffee
                .create-merge table B (a:string)
                """);
        assertThat(result.rows()).extracting(row -> row.get(3)).containsExactly("Completed", "Failed", "Completed");
    }

    @Test
    void runsTheKqlThatTestsAskFor() throws Exception {
        command(".create-merge table T (Ts:datetime, Name:string, Value:real, Labels:dynamic)");
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO db.\"T\" VALUES ('2026-01-01 00:00:10', 'a', 1, '{\"pod\":\"x-1\"}'),"
                    + " ('2026-01-01 00:00:50', 'a', 2, '{\"pod\":\"y\"}'),"
                    + " ('2026-01-01 00:01:10', 'b', 'NaN', NULL)");
        }
        assertThat(query("T | count")).containsExactly(ResultTable.row(3L));
        assertThat(query("T | where Name == 'a' and Value >= 2 | project Ts, Double = Value * 2"))
                .containsExactly(ResultTable.row("2026-01-01T00:00:50Z", 4.0));
        assertThat(query("T | summarize count(), Top=max(Value) by Name | order by Name asc | take 1"))
                .containsExactly(ResultTable.row("a", 2L, 2.0));
        assertThat(query("T | where Labels.pod has \"x\" | count")).containsExactly(ResultTable.row(1L));
        assertThat(query("T | summarize c=count() by bin(Ts, 1m) | sort by Ts asc"))
                .containsExactly(
                        ResultTable.row("2026-01-01T00:00:00Z", 2L), ResultTable.row("2026-01-01T00:01:00Z", 1L));
        assertThat(query("T | where Ts > datetime(2026-01-01T00:00:20Z) | extend N = strcat(Name, '!') | distinct N"
                        + " | top 1 by N desc"))
                .containsExactly(ResultTable.row("b!"));
        assertThat(query("print 1 + 1, x = 'y'")).containsExactly(ResultTable.row(2L, "y"));
        assertThatThrownBy(() -> query("T | facet by Name")).hasMessageContaining("facet");
        assertThatThrownBy(() -> query("T | where Nope == 1"))
                .hasMessageContaining("SEM0100")
                .hasMessageContaining("Nope");
        assertThatThrownBy(() -> query("T | where (")).hasMessageContaining("SYN0002");
    }

    @Test
    void runsStoredFunctions() throws Exception {
        command(".create-merge table T (Ts:datetime, Name:string, Value:real)");
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO db.\"T\" VALUES ('2025-12-31 23:59:50', 'a', 1), ('2025-12-31 00:00:00', 'b', 2)");
        }
        command(".create-or-alter function Recent(age:timespan=1m) { T | where Ts > ago(age) }");
        command(".create-or-alter function Twice(R:(Value:real)) { R | extend Value = Value * 2 }");
        assertThat(query("Recent() | project Name")).containsExactly(ResultTable.row("a"));
        assertThat(query("Recent(2d) | invoke Twice() | summarize sum(Value)")).containsExactly(ResultTable.row(6.0));
        assertThat(query("Recent() | where Ts between (datetime(2025-12-31T23:00:00Z) .. 1h) | count"))
                .containsExactly(ResultTable.row(1L));
        command(".drop function Recent");
        assertThatThrownBy(() -> query("Recent")).hasMessageContaining("Recent");
    }

    @Test
    void forgetsATagWhenThePolicyOfItsTableIsOver() throws Exception {
        command(".create-merge table T (a:string)");
        extents.committed(new Extents.Extent(
                UUID.randomUUID(), "db", "T", now, 1, 1, 1, 1, List.of("ingest-by:x", "other"), List.of()));
        command(".alter-merge table T policy extent_tags_retention"
                + " '[{\"TagPrefix\":\"ingest-by:\",\"RetentionPeriod\":\"2.00:00:00\"}]'");
        assertThat(extents.hasTag(catalog.table("db", "T"), "ingest-by:x")).isTrue();
        now = now.plus(Duration.ofDays(2));
        assertThat(extents.hasTag(catalog.table("db", "T"), "ingest-by:x")).isFalse();
        assertThat(extents.hasTag(catalog.table("db", "T"), "other")).isTrue();
    }

    @Test
    void usesARuleOfFaultsUp() {
        Faults faults = new Faults();
        faults.answer("mgmt \\.show", 503, null, 2);
        assertThat(faults.ofRequest("/v1/rest/mgmt .drop table T")).isNull();
        assertThat(faults.ofRequest("/v1/rest/mgmt .show tables")).isNotNull();
        assertThat(faults.ofRequest("/v1/rest/mgmt .show tables")).isNotNull();
        assertThat(faults.ofRequest("/v1/rest/mgmt .show tables")).isNull();
        assertThat(new StandInStats().all()).isEmpty();
    }
}
