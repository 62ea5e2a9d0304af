package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.commands.CommandContext;
import io.adxflow.emulator.commands.ManagementCommands;
import io.adxflow.emulator.commands.Operations;
import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.DuckStore;
import io.adxflow.emulator.engine.Extents;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.engine.SqlRunner;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.ingestion.StandInStats;
import io.adxflow.emulator.kql.KqlQuery;
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
        KqlQuery query = KqlQuery.translate(catalog, "db", kql);
        return new SqlRunner(store).run(query.sql(), query.columns()).rows();
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
        assertThat(query("print 1 + 1, x = 'y'")).containsExactly(ResultTable.row(2, "y"));
        assertThatThrownBy(() -> query("T | mv-expand Labels")).hasMessageContaining("mv");
        assertThatThrownBy(() -> query("T | where Nope == 1")).hasMessageContaining("Nope");
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
