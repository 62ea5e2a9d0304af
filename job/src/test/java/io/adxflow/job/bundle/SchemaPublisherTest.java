package io.adxflow.job.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.schema.SchemaHint;
import io.adxflow.sinks.schema.TableId;
import io.adxflow.sinks.schema.TableNotes;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaPublisherTest {
    private static final Map<String, String> MONIKERS = Map.of("adx", "definition");
    private static final TableId CPU = new TableId("Metrics", "Cpu");

    @TempDir
    Path folder;

    private final Deque<Runnable> aside = new ArrayDeque<>();
    private TableVersions versions;
    private long now = 1_000_000;

    @BeforeEach
    void someTables() throws Exception {
        versions = TableVersions.of(new StorageSettings(folder.toUri(), 1 << 20, 1 << 20));
        versions.resolve(new BatchKey("adx", "Metrics", "Cpu", "Timestamp:datetime,Value:real"));
        versions.hint(
                CPU, new SchemaHint(List.of(), new TableNotes("gauge", "", "Load, \"1m\".", Set.of("https://s/1"))));
        versions.publish("adx", CPU);
        versions.publish("gone", CPU);
    }

    private SchemaPublisher publisher() {
        aside.clear();
        return new SchemaPublisher(versions, aside::add);
    }

    private void work() {
        while (!aside.isEmpty()) {
            aside.poll().run();
        }
    }

    private List<Chunk> look(SchemaPublisher publisher) {
        now += 10_000;
        publisher.look(now);
        work();
        return publisher.chunks(MONIKERS, now, now + 5_000);
    }

    private static String csv(Chunk chunk) throws Exception {
        byte[] end = {3, 0};
        return new String(
                new InflaterInputStream(
                                new SequenceInputStream(
                                        new ByteArrayInputStream(chunk.deflated(), 0, chunk.deflatedLength()),
                                        new ByteArrayInputStream(end)),
                                new Inflater(true))
                        .readAllBytes(),
                UTF_8);
    }

    @Test
    void aVersionBecomesARowOfItsDatabaseAtItsMonikerAndAtNoneThatIsGone() throws Exception {
        List<Chunk> chunks = look(publisher());

        assertThat(chunks).hasSize(1);
        Chunk chunk = chunks.get(0);
        assertThat(chunk.key())
                .isEqualTo(new BatchKey("adx", "Metrics", "AdxflowSchemas", TableSchemas.versions(), "definition", ""));
        assertThat(chunk.rows()).isEqualTo(1);
        String row = csv(chunk);
        assertThat(row)
                .contains(",Metrics,Cpu,2,\"[{\"\"name\"\":\"\"Timestamp\"\"", ",gauge,,\"Load, \"\"1m\"\".\",")
                .endsWith("\"[\"\"https://s/1\"\"]\"\n");
        assertThat(chunk.rawLength()).isEqualTo(row.length());
    }

    @Test
    void aRowIsMadeOnceByOneAttemptAndAgainByTheNextUntilACheckpointHoldsIt() throws Exception {
        SchemaPublisher first = publisher();
        assertThat(look(first)).hasSize(1);
        assertThat(look(first)).as("it is still on its way").isEmpty();
        first.completed(6);
        work();
        assertThat(versions.pending(10)).as("no checkpoint holds it").hasSize(2);

        SchemaPublisher second = publisher();
        assertThat(look(second)).as("after a failure").hasSize(1);
        second.snapshot(7);
        second.completed(7);
        work();
        assertThat(versions.pending(10)).isEmpty();
        assertThat(look(second)).isEmpty();
        assertThat(look(publisher())).as("after a restart").isEmpty();
    }

    @Test
    void aLookFromBeforeItsArrivalMakesNoSecondRow() throws Exception {
        SchemaPublisher publisher = publisher();
        assertThat(look(publisher)).hasSize(1);
        publisher.snapshot(1);
        now += 10_000;
        publisher.look(now);
        publisher.completed(1);
        work();

        assertThat(publisher.chunks(MONIKERS, now, now)).isEmpty();
        versions.hint(CPU, SchemaHint.of(new TableNotes("", "s", "", Set.of())));
        versions.publish("adx", CPU);
        assertThat(look(publisher)).as("what comes after it does").hasSize(1);
    }
}
