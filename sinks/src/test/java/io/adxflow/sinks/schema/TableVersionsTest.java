package io.adxflow.sinks.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.TableSchema.Column;
import io.adxflow.sinks.schema.TableColumn.Origin;
import io.adxflow.sinks.schema.TableVersion.Resolved;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableVersionsTest {
    private static final TableId CPU = new TableId("Metrics", "Cpu");
    private static final String PLAIN = "Timestamp:datetime,Value:real";

    @TempDir
    Path folder;

    private AppendStore store;

    @BeforeEach
    void open() {
        store = new LocalAppendStore(folder);
    }

    /** A process of its own, with nothing remembered. */
    private TableVersions process() {
        return new TableVersions(new VersionFiles(store, System::currentTimeMillis), () -> 1_000);
    }

    private static BatchKey key(String moniker, String schema) {
        return new BatchKey(moniker, "Metrics", "Cpu", schema);
    }

    @Test
    void aTableBeginsWithVersionOneAndANewColumnMakesTheNext() throws Exception {
        TableVersions versions = process();

        assertThat(versions.resolve(key("a", PLAIN))).isEqualTo(new Resolved(PLAIN, 1));
        assertThat(versions.resolve(key("a", PLAIN + ",Host:string")))
                .isEqualTo(new Resolved(PLAIN + ",Host:string", 2));
        assertThat(versions.resolve(key("b", PLAIN + ",Zone:string")))
                .isEqualTo(new Resolved(PLAIN + ",Zone:string", 3));

        assertThat(versions.resolve(key("b", PLAIN)))
                .as("a batch's version is the first that has its columns, whatever came since")
                .isEqualTo(new Resolved(PLAIN, 1));
        assertThat(names(versions.newest(CPU, true))).containsExactly("Timestamp", "Value", "Host", "Zone");
    }

    @Test
    void anotherTypeOfAColumnIsAnotherColumnForGood() throws Exception {
        TableVersions versions = process();
        versions.resolve(key("a", "Value:real"));

        Resolved renamed = new Resolved("Value_long:long", 2);
        assertThat(versions.resolve(key("a", "Value:long"))).isEqualTo(renamed);
        assertThat(process().resolve(key("b", "Value:long")))
                .as("another process, another moniker")
                .isEqualTo(renamed);
        assertThat(versions.resolve(key("a", "Value:real"))).isEqualTo(new Resolved("Value:real", 1));
        assertThat(versions.resolve(key("a", "Value_long:long,Value:long")))
                .as("a column that was always called so has a name of its own beside it")
                .isEqualTo(new Resolved("Value_long_long:long,Value_long:long", 3));
    }

    @Test
    void processesAgreeWhoeverIsFirstAndWhateverTheyAskFor() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        String[] types = {"long", "real", "string", "bool"};
        int processes = 6;
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        List<Future<Map<String, Resolved>>> answers = new ArrayList<>();
        try {
            for (int p = 0; p < processes; p++) {
                Random random = new Random(seed * 31 + p);
                TableVersions versions = process();
                answers.add(threads.submit(() -> {
                    Map<String, Resolved> told = new HashMap<>();
                    for (int i = 0; i < 40; i++) {
                        String schema = "A:" + types[random.nextInt(4)] + ",B:" + types[random.nextInt(4)] + ",C"
                                + random.nextInt(4) + ":" + types[random.nextInt(4)];
                        Resolved resolved = versions.resolve(key("m" + random.nextInt(2), schema));
                        Resolved before = told.put(schema, resolved);
                        assertThat(before == null || before.equals(resolved)).isTrue();
                    }
                    return told;
                }));
            }
            Map<String, Resolved> all = new HashMap<>();
            for (Future<Map<String, Resolved>> answer : answers) {
                answer.get(5, TimeUnit.MINUTES).forEach((schema, resolved) -> {
                    Resolved before = all.put(schema, resolved);
                    assertThat(before == null ? resolved : before)
                            .as("seed %s, %s", seed, schema)
                            .isEqualTo(resolved);
                });
            }
            TableVersions later = process();
            for (Map.Entry<String, Resolved> one : all.entrySet()) {
                assertThat(later.resolve(key("m0", one.getKey()))).isEqualTo(one.getValue());
                assertThat(Set.copyOf(columnNames(one.getValue()))).hasSize(3);
            }
            TableVersion newest = later.newest(CPU, true);
            assertThat(names(newest)).doesNotHaveDuplicates();
            for (int n = 1; n <= newest.number(); n++) {
                TableVersion one = later.version(CPU, n);
                assertThat(newest.columns())
                        .as("each version has what the ones before it had")
                        .containsAll(one.columns());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatTheTableHasInTruthIsLearnedForItsMonikerAlone() throws Exception {
        TableVersions versions = process();
        versions.resolve(key("adx", "Timestamp:datetime,Value:real"));
        versions.resolve(key("files", "Timestamp:datetime,Value:real"));

        Resolved learned = versions.learn(
                key("adx", "Timestamp:datetime,Value:real"),
                List.of(new Column("Timestamp", "datetime"), new Column("Value", "string"), new Column("Old", "guid")));

        assertThat(learned).isEqualTo(new Resolved("Timestamp:datetime,Value_real:real", 2));
        assertThat(versions.resolve(key("adx", "Value:string")).schema())
                .as("rows of the type that the table has take its column")
                .isEqualTo("Value:string");
        assertThat(versions.resolve(key("files", "Timestamp:datetime,Value:real")))
                .isEqualTo(new Resolved(PLAIN, 1));
        assertThat(process().resolve(key("adx", "Timestamp:datetime,Value:real")))
                .isEqualTo(learned);
        assertThat(versions.resolve(key("files", "Old:long")).schema())
                .as("nobody takes a name that is another type's anywhere")
                .isEqualTo("Old_long:long");
        assertThat(versions.learn(
                        key("adx", "Timestamp:datetime,Value:real"),
                        List.of(new Column("Value", "string"), new Column("Value_real", "dynamic"))))
                .as("and if that name is taken too, another one")
                .extracting(Resolved::schema)
                .isEqualTo("Timestamp:datetime,Value_real_2:real");
    }

    @Test
    void whoMayChangeThePipelineKeepsANameForItsType() throws Exception {
        TableVersions versions = process();

        TableVersion hinted = versions.hint(
                CPU,
                new SchemaHint(List.of(new Column("Status", "long")), new TableNotes("gauge", "", "Load.", Set.of())));

        assertThat(hinted.number()).isEqualTo(1);
        assertThat(versions.resolve(key("a", "Status:string")).schema()).isEqualTo("Status_string:string");
        assertThat(versions.resolve(key("a", "Status:long"))).isEqualTo(new Resolved("Status:long", 1));
        assertThat(versions.newest(CPU, true).notes().help()).isEqualTo("Load.");
    }

    @Test
    void whatSendersSayTakesNoNameAndMakesNoTable() throws Exception {
        TableVersions versions = process();
        versions.hints()
                .say(CPU, new SchemaHint(List.of(new Column("Value", "string")), TableNotes.ofUrl("https://s/1.0")));

        versions.applyHints();
        assertThat(versions.newest(CPU, true)).as("nobody has rows of it").isNull();

        assertThat(versions.resolve(key("a", "Value:real"))).isEqualTo(new Resolved("Value:real", 1));
        assertThat(versions.newest(CPU, true).notes().schemaUrls()).containsExactly("https://s/1.0");
        assertThat(versions.newest(CPU, true).columns())
                .extracting(TableColumn::origin)
                .containsExactly(Origin.ROWS);
        assertThat(versions.hints().size()).isZero();
    }

    @Test
    void whatSendersSayLaterMakesAVersionForMonikersThatHaveTheTable() throws Exception {
        TableVersions readers = process();
        TableVersions sinks = process();
        sinks.resolve(key("adx", "Value:real"));
        sinks.publish("adx", CPU);

        readers.hints().say(CPU, SchemaHint.of(new TableNotes("counter", "s", "Time.", Set.of())));
        readers.hints().say(CPU, SchemaHint.of(new TableNotes("gauge", "", "Other.", Set.of())));
        readers.applyHints();

        assertThat(sinks.pending(10))
                .extracting(
                        pending -> pending.moniker() + " " + pending.version().number() + " "
                                + pending.version().notes().kind())
                .containsExactlyInAnyOrder("adx 1 ", "adx 2 counter");
        readers.hints().say(CPU, SchemaHint.of(new TableNotes("gauge", "", "", Set.of())));
        readers.applyHints();
        assertThat(process().newest(CPU, true).number())
                .as("who was first is believed")
                .isEqualTo(2);
    }

    @Test
    void aVersionIsPublishedOncePerMonikerAndThenNeverAgain() throws Exception {
        TableVersions versions = process();
        versions.resolve(key("adx", "Value:real"));
        versions.publish("adx", CPU);
        versions.publish("adx", CPU);
        versions.publish("other", CPU);

        assertThat(versions.pending(10)).hasSize(2);
        for (TableVersions.PendingVersion pending : versions.pending(10)) {
            versions.arrived(pending);
        }
        TableVersions restarted = process();
        restarted.resolve(key("adx", "Value:real"));
        restarted.publish("adx", CPU);
        assertThat(restarted.pending(10)).isEmpty();
        assertThat(versions.pending(10)).isEmpty();
    }

    @Test
    void aLostFolderBeginsAnewAndARunningProcessGoesOn() throws Exception {
        TableVersions running = process();
        running.resolve(key("a", "Value:real"));
        running.resolve(key("a", "Value:real,Host:string"));
        wipe();

        assertThat(running.resolve(key("a", "Value:real,Zone:string")))
                .isEqualTo(new Resolved("Value:real,Zone:string", 3));
        assertThat(process().resolve(key("a", "Value:real,Host:string")))
                .as("a file holds all that was known, not only what is new")
                .isEqualTo(new Resolved("Value:real,Host:string", 2));

        wipe();
        assertThat(process().resolve(key("a", "Value:real,Zone:string")))
                .isEqualTo(new Resolved("Value:real,Zone:string", 1));
    }

    @Test
    void aFileThatStaysHalfIsPassedOverAndOneThatIsBeingWrittenIsWaitedFor() throws Exception {
        process().resolve(key("a", "Value:real"));
        Path half = folder.resolve("tables/Metrics/Cpu.2.json");
        Files.writeString(half, "{\"database\": \"Metr");

        assertThatThrownBy(() -> process().resolve(key("a", "Value:real,Host:string")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("being written");
        assertThat(process().newest(new TableId("Metrics", "Other"), true))
                .as("nobody else is held up")
                .isNull();

        Files.setLastModifiedTime(half, FileTime.from(Instant.now().minusMillis(2 * VersionFiles.WRITING_MILLIS)));
        assertThat(process().resolve(key("a", "Value:real,Host:string")))
                .isEqualTo(new Resolved("Value:real,Host:string", 3));
        assertThat(process().resolve(key("a", "Value:real"))).isEqualTo(new Resolved("Value:real", 1));
    }

    @Test
    void namesOfAnyKindAreFoundAgain() throws Exception {
        TableVersions versions = process();
        String longName = "L".repeat(900) + "ä.b";
        for (String table : List.of("a.1.json", "My Table", "x/../y", longName)) {
            versions.resolve(new BatchKey("a", "Db 1.x", table, "V:real"));
        }
        assertThat(process().newest().keySet())
                .extracting(TableId::table)
                .containsExactlyInAnyOrder("a.1.json", "My Table", "x/../y", longName);
        assertThat(process()
                        .resolve(new BatchKey("a", "Db 1.x", longName, "V:real,W:real"))
                        .version())
                .isEqualTo(2);
    }

    private void wipe() throws IOException {
        for (String name : store.list("")) {
            store.delete(name);
        }
    }

    private static List<String> names(TableVersion version) {
        return version.columns().stream().map(TableColumn::name).toList();
    }

    private static List<String> columnNames(Resolved resolved) {
        return TableSchema.parse(resolved.schema()).columns().stream()
                .map(Column::name)
                .toList();
    }
}
