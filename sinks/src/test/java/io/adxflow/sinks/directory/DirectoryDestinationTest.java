package io.adxflow.sinks.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.CommittedRows;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.LocalAppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryDestinationTest {
    private static final String SCHEMA = "Timestamp:datetime,Value:real";

    @TempDir
    Path folder;

    private Path root;
    private DirectoryDestination destination;

    @BeforeEach
    void open() {
        root = folder.resolve("tables");
        destination = new DirectoryDestination(root);
    }

    @Test
    void aStagedBatchIsNotSeenBeforeItsCommit() throws Exception {
        SealedBatch batch = batch("Metrics", "Cpu", SCHEMA);
        destination.stage(batch, content(batch));
        assertThat(CommittedRows.files(root)).isEmpty();

        destination.commit(batch, content(batch));
        destination.sync();
        assertThat(root.resolve("Metrics/Cpu/" + batch.batchId() + ".t-5_7.csv.gz"))
                .exists();
        assertThat(root.resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void foldersHaveTheNamesThatKustoTakes() throws Exception {
        SealedBatch batch = batch("otel-prod 1.x", "my logs-v1.2_a", "a b:datetime,c-d.e:real");
        destination.stage(batch, content(batch));
        destination.commit(batch, content(batch));
        destination.sync();
        Path table = root.resolve("otel-prod 1.x/my logs-v1.2_a");
        assertThat(CommittedRows.files(table)).singleElement().satisfies(file -> assertThat(
                        file.getFileName().toString())
                .startsWith(batch.batchId())
                .endsWith(".csv.gz"));
        assertThat(Files.readString(table.resolve("_schema.json")))
                .contains("\"otel-prod 1.x\"", "\"my logs-v1.2_a\"", "\"a b\"", "\"c-d.e\"");
    }

    @Test
    void aCommitWithoutStagedBytesStagesThem() throws Exception {
        SealedBatch batch = batch("Metrics", "Cpu", SCHEMA);
        destination.stage(batch, content(batch));
        destination.sweep();
        destination.commit(batch, content(batch));
        assertThat(CommittedRows.files(root)).hasSize(1);
    }

    @Test
    void aCommitAgainDoesNotLookAtTheBytes() throws Exception {
        SealedBatch batch = batch("Metrics", "Cpu", SCHEMA);
        destination.commit(batch, content(batch));
        SealedBatch withoutSegments = new SealedBatch(
                batch.batchId(),
                batch.key(),
                List.of(new io.adxflow.sinks.batch.SliceRef("gone", 0, 1, 0, 1, 0, 1)),
                1,
                1,
                0,
                -5,
                7,
                0);
        destination.commit(withoutSegments, content(withoutSegments));
        assertThat(CommittedRows.files(root)).hasSize(1);
    }

    @Test
    void aBatchThatAnEarlierVersionCommittedIsNotWrittenAgain() throws Exception {
        SealedBatch batch = batch("Metrics", "Cpu", SCHEMA);
        Path earlier = root.resolve("Metrics/Cpu/" + batch.batchId() + ".csv.gz");
        Files.createDirectories(earlier.getParent());
        Files.writeString(earlier, "");
        destination.stage(batch, content(batch));
        destination.commit(batch, content(batch));
        assertThat(CommittedRows.files(root)).containsExactly(earlier);
    }

    @Test
    void aFilesNameTellsItsSchemaAndItsRangeOfTime() {
        SealedBatch batch = batch("Metrics", "Cpu", SCHEMA);
        String name = BatchFiles.name(batch);
        assertThat(BatchFiles.range(name)).isEqualTo(new BatchFiles.Range(-5, 7));
        assertThat(BatchFiles.schemaId(name)).isEqualTo(BatchIds.schemaId(SCHEMA));
        String earlier = BatchFiles.nameWithoutRange(batch);
        assertThat(BatchFiles.range(earlier)).isNull();
        assertThat(BatchFiles.schemaId(earlier)).isEqualTo(BatchIds.schemaId(SCHEMA));
        assertThat(BatchFiles.range("x.t99999999999999999999_1.csv.gz")).isNull();
    }

    @Test
    void manyCommitsOfOneBatchAtOnceLeaveOneFile() throws Exception {
        SealedBatch batch = batch("Metrics", "Cpu", SCHEMA);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> commits = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                commits.add(threads.submit(() -> {
                    destination.stage(batch, content(batch));
                    destination.commit(batch, content(batch));
                    destination.sync();
                    return null;
                }));
            }
            for (Future<?> commit : commits) {
                commit.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(CommittedRows.files(root)).hasSize(1);
    }

    @Test
    void saysWhichColumnsTheFilesOfATableHave() throws Exception {
        SealedBatch first = batch("Metrics", "Cpu", SCHEMA);
        SealedBatch wider = batch("Metrics", "Cpu", SCHEMA + ",Host:string");
        destination.commit(first, content(first));
        assertThat(root.resolve("Metrics/Cpu/_schema.json"))
                .content()
                .contains("\"Value\"")
                .doesNotContain("Host");

        destination.commit(wider, content(wider));
        assertThat(root.resolve("Metrics/Cpu/_schema.json"))
                .content()
                .contains("\"database\": \"Metrics\"")
                .contains("{\"name\": \"Host\", \"type\": \"string\"}")
                .contains("\"" + BatchIds.schemaIdOf(first.batchId()) + "\": \"" + SCHEMA + "\"")
                .contains("\"" + BatchIds.schemaIdOf(wider.batchId()) + "\": \"" + SCHEMA + ",Host:string\"");
    }

    @Test
    void severalProcessesKeepEachOthersSchemas() throws Exception {
        DirectoryDestination other = new DirectoryDestination(root);
        for (int i = 0; i < 10; i++) {
            SealedBatch batch = batch("Metrics", "Cpu", SCHEMA + ",C" + i + ":string");
            (i % 2 == 0 ? destination : other).commit(batch, content(batch));
        }
        String summary = Files.readString(root.resolve("Metrics/Cpu/_schema.json"));
        for (int i = 0; i < 10; i++) {
            assertThat(summary).contains("\"C" + i + "\"");
        }
    }

    @Test
    void refusesNamesThatLeaveItsFolder() throws Exception {
        for (String bad : List.of("..", ".hidden", "a/b", "a\\b", "", "a\u0000b", "_schema.json")) {
            SealedBatch batch = batch(bad, "Cpu", SCHEMA);
            assertThatThrownBy(() -> destination.commit(batch, content(batch)))
                    .isInstanceOfSatisfying(IllegalArgumentException.class, e -> assertThat(destination.classify(e))
                            .isEqualTo(FailureKind.PERMANENT));
            SealedBatch table = batch("Metrics", bad, SCHEMA);
            assertThatThrownBy(() -> destination.commit(table, content(table)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aDatabasesFolderThatIsNoneConcernsThatDatabaseAlone() throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("Gone"), "in the way");
        SealedBatch gone = batch("Gone", "Cpu", SCHEMA);
        assertThatThrownBy(() -> destination.commit(gone, content(gone)))
                .isInstanceOfSatisfying(IOException.class, e -> {
                    assertThat(destination.classify(e)).isEqualTo(FailureKind.CONFIGURATION);
                    assertThat(destination.scope(e)).isEqualTo(FailureScope.DATABASE);
                });
        Path staging = root.resolve(".staging");
        assertThat(destination.scope(new java.nio.file.AccessDeniedException(staging.toString())))
                .isEqualTo(FailureScope.DESTINATION);
        assertThat(destination.classify(new java.nio.file.AccessDeniedException(root.toString())))
                .isEqualTo(FailureKind.TRANSIENT);
    }

    @Test
    void theFactoryListsAllProblems() {
        DirectoryDestinationFactory factory = new DirectoryDestinationFactory();
        assertThat(factory.validate(new MonikerSpec("m", "directory", Map.of())))
                .isEmpty();
        assertThat(factory.validate(new MonikerSpec("m", "directory", Map.of("path", " ", "pth", "x"))))
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("pth"))
                .anyMatch(problem -> problem.startsWith("path"));
    }

    @Test
    void withoutAPathItIsBesideTheSegments() throws Exception {
        StorageSettings storage = new StorageSettings(folder.toUri(), 1, 1);
        SealedBatch batch = batch("Metrics", "Cpu", SCHEMA);
        new DirectoryDestinationFactory()
                .open(new MonikerSpec("local", "directory", Map.of()), storage)
                .commit(batch, content(batch));
        assertThat(CommittedRows.files(folder.resolve("tables"))).hasSize(1);
    }

    private SealedBatch batch(String database, String table, String schema) {
        return new SealedBatch(
                BatchIds.random().next(0, schema),
                new BatchKey("m", database, table, schema),
                List.of(),
                0,
                0,
                0,
                -5,
                7,
                0);
    }

    private BatchContent content(SealedBatch batch) {
        return new BatchContent(new LocalAppendStore(folder.resolve("segments")), batch);
    }
}
