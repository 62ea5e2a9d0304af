package io.adxflow.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import io.adxflow.bench.run.Folders;
import io.adxflow.bench.run.OwnJvm;
import io.adxflow.emulator.AzuriteProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One moniker of three is cut off for minutes under load, then comes back: the others' rows are committed as soon as before, and it gets
 * everything once, oldest first; also when the job's whole state is lost meanwhile. {@code -Dadxflow.cutoff.minutes=10} is for how long.
 */
@Tag("soak")
class MonikerCutOffITCase {
    private static final int MINUTES = Integer.getInteger("adxflow.cutoff.minutes", 10);
    private static final double BODIES_PER_SECOND = 20;
    /** The name of a kept batch tells how many rows it has. */
    private static final Pattern KEPT = Pattern.compile(".*\\.r(\\d+)\\.b\\d+\\.standby");

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    /** What the load began with, by this machine's clock. */
    private long beganMillis;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOthersGoOnAndItGetsEverythingOnce(boolean stateIsLost) throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        for (String name : List.of("files", "other", "spare")) {
            Files.createDirectories(folder.resolve(name));
        }
        try (AzuriteProcess azurite = AzuriteProcess.start(folder.resolve("azurite"))) {
            BlobContainerClient lake = new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    .buildClient()
                    .createBlobContainer("lake");
            Path sas = Files.writeString(folder.resolve("sas"), azurite.sas(Duration.ofDays(1)));
            List<String> settings = List.of(
                    "standby.after=20s",
                    "batch.max-age=2s",
                    "batch.small-max-age=2s",
                    "monikers.files.kind=directory",
                    "monikers.files.path=" + folder.resolve("files"),
                    "monikers.other.kind=directory",
                    "monikers.other.path=" + folder.resolve("other"),
                    "monikers.spare.kind=directory",
                    "monikers.spare.path=" + folder.resolve("spare"),
                    "monikers.lake.kind=blob",
                    "monikers.lake.container=" + lake.getBlobContainerUrl(),
                    "monikers.lake.sas-file=" + sas,
                    "monikers.lake.standby=spare",
                    "namespaces.default.monikers=files,other,lake");
            SingleJob job = new SingleJob(folder, settings);
            try {
                job.awaitReady();
                long samples = underLoad(job, azurite);
                if (stateIsLost) {
                    job.close();
                    Folders.delete(folder.resolve("data"));
                    job = new SingleJob(folder, settings);
                    job.awaitReady();
                }
                azurite.start();
                long backMillis = System.currentTimeMillis();
                Waiting.until(
                        "all of it in the lake",
                        () -> entries(lake).stream()
                                        .mapToLong(entry -> entry.path("rows").asLong())
                                        .sum()
                                >= samples);
                System.out.printf(
                        Locale.ROOT,
                        "state lost: %s; all of it delivered %.0f s after the end of the cut%n",
                        stateIsLost,
                        (System.currentTimeMillis() - backMillis) / 1e3);
                assertEachOnce(lake, samples);
                assertOldestFirst(lake);
                job.drain();
                for (String name : List.of("files", "other")) {
                    assertThat(values(folder.resolve(name)).cardinality()).isEqualTo((int) samples);
                }
            } finally {
                job.close();
            }
        }
    }

    /** Sends for three minutes, then while the lake is cut off, and until its batches are all in the standby store. */
    private long underLoad(SingleJob job, AzuriteProcess azurite) throws Exception {
        beganMillis = System.currentTimeMillis();
        try (OfferedLoad load = new OfferedLoad(job.endpoints(), "default", BODIES_PER_SECOND, 32)) {
            TimeUnit.MINUTES.sleep(1);
            long calm = System.currentTimeMillis();
            TimeUnit.MINUTES.sleep(3);
            long cut = System.currentTimeMillis();
            long heapBefore = heapBytes(job);
            azurite.stop();
            TimeUnit.MINUTES.sleep(MINUTES);
            long heapAfter = heapBytes(job);
            long end = System.currentTimeMillis();
            double before = p99Millis(calm, cut - 5_000);
            double during = p99Millis(cut + 5_000, end - 5_000);
            System.out.printf(
                    Locale.ROOT,
                    "rows to file at the others, p99: %.0f ms before, %.0f ms while one is cut off for %d min; heap after a"
                            + " collection: %.1f MB, then %.1f MB; refusals: %d%n",
                    before,
                    during,
                    MINUTES,
                    heapBefore / 1e6,
                    heapAfter / 1e6,
                    load.refusals());
            assertThat(during).isLessThan(1.1 * before);
            assertThat(heapAfter).as("heap").isLessThan(heapBefore + (20L << 20));
            long samples = load.end();
            assertThat(load.strange()).isNull();
            for (String name : List.of("files", "other")) {
                Waiting.until(
                        "all rows in " + name,
                        () -> values(folder.resolve(name)).cardinality() == samples);
            }
            long[] seen = {-1, 0};
            Waiting.until("nothing more comes into the standby store", () -> {
                long rows = standbyRows();
                if (rows != seen[0]) {
                    seen[0] = rows;
                    seen[1] = System.nanoTime();
                }
                return rows > 0 && System.nanoTime() - seen[1] > TimeUnit.MINUTES.toNanos(1);
            });
            System.out.printf(Locale.ROOT, "%d of %d rows in the standby store%n", standbyRows(), samples);
            return samples;
        }
    }

    /** From when a row was due to be sent until its file was there, of the oldest rows of files that came in a time. */
    private double p99Millis(long fromMillis, long toMillis) throws IOException {
        List<Double> waits = new ArrayList<>();
        for (String name : List.of("files", "other")) {
            for (CommittedFile file : CommittedRows.listMetrics(folder.resolve(name))) {
                long there = Files.getLastModifiedTime(file.path()).toMillis();
                if (there >= fromMillis && there < toMillis) {
                    long[] oldest = {Long.MAX_VALUE};
                    file.visitRows(row -> oldest[0] = Math.min(oldest[0], OfferedLoad.value(row)));
                    double due = (oldest[0] - 1) / OfferedLoad.SAMPLES_PER_BODY / BODIES_PER_SECOND * 1e3;
                    waits.add(there - beganMillis - due);
                }
            }
        }
        double[] sorted =
                waits.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        assertThat(sorted).hasSizeGreaterThan(20);
        return sorted[(int) (sorted.length * 0.99)];
    }

    private static BitSet values(Path tables) throws IOException {
        return OfferedLoad.values(CommittedRows.listMetrics(tables));
    }

    private static List<JsonNode> entries(BlobContainerClient lake) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        String name = "_manifest/00000000.jsonl";
        if (lake.getBlobClient(name).exists()) {
            String lines = new String(lake.getBlobClient(name).downloadContent().toBytes(), UTF_8);
            for (String line : lines.lines().toList()) {
                entries.add(JSON.readTree(line));
            }
        }
        return entries;
    }

    private static void assertEachOnce(BlobContainerClient lake, long samples) throws IOException {
        BitSet seen = new BitSet();
        for (JsonNode entry : entries(lake)) {
            byte[] file = lake.getBlobClient(entry.path("file").asText())
                    .downloadContent()
                    .toBytes();
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
                new String(in.readAllBytes(), UTF_8).lines().forEach(row -> {
                    int value = (int) Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
                    assertThat(seen.get(value)).as("%d twice", value).isFalse();
                    seen.set(value);
                });
            }
        }
        assertThat(seen.cardinality()).isEqualTo((int) samples);
    }

    /** Four are attempted at a time, so that neighbours may change places. */
    private static void assertOldestFirst(BlobContainerClient lake) throws IOException {
        long newest = 0;
        long farthest = 0;
        for (JsonNode entry : entries(lake)) {
            long sealed = entry.path("sealedAtMillis").asLong();
            newest = Math.max(newest, sealed);
            farthest = Math.max(farthest, newest - sealed);
        }
        System.out.printf(
                Locale.ROOT, "the batch most out of order came %.1f s behind a younger one%n", farthest / 1e3);
        assertThat(farthest).isLessThan(TimeUnit.MINUTES.toMillis(MINUTES) / 5);
    }

    private long standbyRows() throws IOException {
        try (Stream<Path> kept = Files.walk(folder.resolve("spare"))) {
            return kept.map(file -> KEPT.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .sum();
        }
    }

    /** What is left after a collection of the whole heap. */
    private static long heapBytes(SingleJob job) throws Exception {
        Path jcmd = Path.of(OwnJvm.java()).resolveSibling("jcmd");
        Process histogram = new ProcessBuilder(jcmd.toString(), Long.toString(job.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(histogram.getInputStream().readAllBytes(), UTF_8);
        String total = text.lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IOException(text));
        return Long.parseLong(Arrays.asList(total.strip().split(" +", -1)).get(2));
    }
}
