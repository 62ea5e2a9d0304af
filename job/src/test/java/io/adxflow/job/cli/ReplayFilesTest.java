package io.adxflow.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.bundle.ArchivedBodies;
import io.adxflow.job.cli.ReplayFiles.Copied;
import io.adxflow.job.cli.ReplayFiles.Letters;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.StoredBatches;
import io.adxflow.sinks.standby.KeptBatch;
import io.adxflow.sinks.standby.StandbyStore;
import io.adxflow.sinks.storage.LocalAppendStore;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

class ReplayFilesTest {
    @TempDir
    Path folder;

    @Test
    void deadBatchesAreCopiedOnceWithWhatTheirRowsAre() throws IOException {
        Path dead = Files.createDirectories(folder.resolve("dead"));
        for (String id : List.of("20260102T000000Z-1-abc", "20260102T000000Z-2-abc")) {
            Files.writeString(dead.resolve(id + ".csv.gz"), id);
            Files.writeString(
                    dead.resolve(id + ".json"), "{\"database\":\"D\",\"table\":\"T\",\"schema\":\"A:string\"}");
        }
        ReplayFiles files = new ReplayFiles(folder.resolve("to"));
        assertThat(files.deadBatches(dead, List.of("20260102T000000Z-2-abc", "none")))
                .isEqualTo(new Copied(1, 0, List.of("none")));
        assertThat(files.deadBatches(dead, List.of())).isEqualTo(new Copied(1, 1, List.of()));
        Path copied = folder.resolve("to/20260102T000000Z-2-abc");
        assertThat(copied.resolve("20260102T000000Z-2-abc.csv.gz")).hasContent("20260102T000000Z-2-abc");
        assertThat(copied.resolve("_schema.json"))
                .hasContent("{\"database\":\"D\",\"table\":\"T\",\"schemas\":{\"abc\":\"A:string\"}}");
    }

    @Test
    void theArchivesDaysAreChosenAndUnfinishedFilesLeft() throws IOException {
        for (String name : List.of("2026-01-01/archive-1.bodies", "2026-01-02/archive-2.bodies", "2026-01-02/.part")) {
            Files.createDirectories(folder.resolve("archive").resolve(name).getParent());
            Files.writeString(folder.resolve("archive").resolve(name), name);
        }
        ReplayFiles files = new ReplayFiles(folder.resolve("to"));
        assertThat(files.archive(folder.resolve("archive"), LocalDate.parse("2026-01-02"), null))
                .isEqualTo(new Copied(1, 0, List.of()));
        assertThat(files.archive(folder.resolve("archive"), null, LocalDate.parse("2026-01-02")))
                .isEqualTo(new Copied(1, 1, List.of()));
        assertThat(folder.resolve("to/2026-01-02/archive-2.bodies")).exists();
    }

    @Test
    void deadLettersThatAreToldWholeBecomeBodiesOnce() throws IOException {
        Path day = Files.createDirectories(folder.resolve("letters/2026-01-02"));
        Files.writeString(
                day.resolve("letters-1.jsonl"),
                """
                {"time":"2026-01-02T00:00:00Z","reason":"UNREADABLE_INPUT","namespace":"n","database":"D","series":"T","detail":"","row":"{\\"A\\":\\"x, y\\",\\"B\\":{\\"c\\":1}}","sender":"s","columns":"A:string,B:dynamic"}
                {"time":"2026-01-02T00:00:00Z","reason":"UNREADABLE_INPUT","namespace":"n","database":"D","series":"T","detail":"","row":"{\\"A\\":\\"z\\"}","sender":"s","columns":"A:string,B:dynamic"}
                {"time":"2026-01-02T00:00:00Z","reason":"EMPTY_TABLE_NAME","namespace":"n","database":"D","series":"x","detail":"","row":"{\\"timestamp\\":1767323045000,\\"value\\":\\"Infinity\\"}","sender":"s","labels":"{\\"__name__\\":\\"§\\",\\"a\\":\\"b\\"}"}
                {"time":"2026-01-02T00:00:00Z","reason":"UNREADABLE_INPUT","namespace":"n","database":"D","series":"blob.csv","detail":"cut off","row":"{}","sender":"s"}
                no letter
                """);
        Files.writeString(day.resolve(".letters-2.jsonl"), "{}");
        ReplayFiles files = new ReplayFiles(folder.resolve("to"));
        assertThat(files.deadLetters(folder.resolve("letters"), null, LocalDate.parse("2026-01-01"), null))
                .isEqualTo(new Letters(0, 0, 0, 0));
        assertThat(files.deadLetters(folder.resolve("letters"), null, null, null))
                .isEqualTo(new Letters(1, 0, 3, 2));
        assertThat(files.deadLetters(folder.resolve("letters"), null, null, null))
                .isEqualTo(new Letters(0, 1, 0, 0));
        assertThat(files.deadLetters(folder.resolve("letters"), null, null, "empty_table_name"))
                .isEqualTo(new Letters(1, 0, 1, 1));
        try (InputStream in = Files.newInputStream(folder.resolve("to/2026-01-02/dead-letters-1.jsonl.bodies"))) {
            ArchivedBodies bodies = new ArchivedBodies(in);
            ArchivedBodies.ArchivedBody rows = bodies.next();
            assertThat(rows.format()).isEqualTo(WireFormat.ROWS);
            assertThat(rows.target()).isEqualTo(new Target("n", "D"));
            assertThat(new String(rows.body(), UTF_8))
                    .isEqualTo("T\nA:string,B:dynamic\n\"x, y\",\"{\"\"c\"\":1}\"\nz,\n");
            ArchivedBodies.ArchivedBody sample = bodies.next();
            assertThat(sample.format()).isEqualTo(WireFormat.REMOTE_WRITE_1);
            assertThat(new String(Snappy.uncompress(sample.body()), UTF_8)).contains("__name__", "§");
            assertThat(bodies.next()).isNull();
        }
    }

    @Test
    void soundBatchesOfAStandbyAreCopiedWithWhatTheirRowsAre() throws IOException {
        StoredBatches segments = new StoredBatches(folder.resolve("segments"));
        StandbyStore standby = new StandbyStore(new LocalAppendStore(folder.resolve("standby")));
        SealedBatch sound = segments.of("Up", "2026-01-02T03:04:05Z,1\n".getBytes(UTF_8), 1);
        SealedBatch damaged = segments.of("Up", "2026-01-02T03:04:05Z,2\n".getBytes(UTF_8), 1);
        standby.keep(new KeptBatch(sound, 1, 1, "TRANSIENT", "away"), segments.content(sound));
        Path torn = folder.resolve("standby")
                .resolve(standby.keep(new KeptBatch(damaged, 1, 1, "TRANSIENT", "away"), segments.content(damaged))
                        .text());
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, Arrays.copyOf(bytes, bytes.length - 5));
        ReplayFiles files = new ReplayFiles(folder.resolve("to"));
        assertThat(files.parked(
                        folder.resolve("standby"), name -> name.database().equals("Other")))
                .isEqualTo(new Copied(0, 0, List.of()));
        assertThat(files.parked(folder.resolve("standby"), name -> true))
                .isEqualTo(new Copied(1, 0, List.of(damaged.batchId())));
        assertThat(files.parked(folder.resolve("standby"), name -> true))
                .isEqualTo(new Copied(0, 1, List.of(damaged.batchId())));
        Path copied = folder.resolve("to").resolve(sound.batchId());
        assertThat(copied.resolve(sound.batchId() + ".csv.gz")).hasBinaryContent(segments.bytes(sound));
        assertThat(copied.resolve("_schema.json")).content().contains("\"table\":\"Up\"", StoredBatches.SCHEMA);
    }
}
