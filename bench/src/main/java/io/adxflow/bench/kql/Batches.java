package io.adxflow.bench.kql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.bench.run.Folders;
import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A table of a metric in committed batches as a {@code directory} destination leaves them: 20,000 series, a sample of each every 15 seconds, a file a minute.
 *
 * @param end of the last sample's time
 */
record Batches(Path tables, List<Path> files, Instant end) {
    static final String DATABASE = "Metrics";
    static final String TABLE = "HttpRequestsTotal";

    private static final String SCHEMA = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";
    private static final int SERIES = 20_000;
    private static final int SECONDS_BETWEEN = 15;
    private static final int STEPS_PER_FILE = 4;
    private static final Instant END = Instant.parse("2026-01-02T00:00:00Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    /** Those in a folder, made when they are not there. */
    static Batches in(Path folder, long rows) throws IOException {
        Path tables = folder.resolve("tables");
        Path table = tables.resolve(DATABASE).resolve(TABLE);
        int count = (int) Math.max(10, rows / SERIES / STEPS_PER_FILE);
        if (!Files.isDirectory(table) || list(table).size() != count) {
            if (Files.exists(tables)) {
                Folders.delete(tables);
            }
            Files.createDirectories(table);
            String id = BatchIds.schemaId(SCHEMA);
            Files.writeString(
                    table.resolve("_schema.json"),
                    "{\"database\": \"" + DATABASE + "\", \"table\": \"" + TABLE + "\", \"columns\": ["
                            + Stream.of(SCHEMA.split(","))
                                    .map(column -> column.split(":"))
                                    .map(column -> "{\"name\": \"" + column[0] + "\", \"type\": \"" + column[1] + "\"}")
                                    .collect(java.util.stream.Collectors.joining(", "))
                            + "], \"schemas\": {\"" + id + "\": \"" + SCHEMA + "\"}}");
            byte[][] series =
                    IntStream.range(0, SERIES).mapToObj(Batches::series).toArray(byte[][]::new);
            IntStream.range(0, count).parallel().forEach(file -> write(table, count - 1 - file, series));
        }
        return new Batches(tables, list(table), END);
    }

    private static byte[] series(int number) {
        String labels = "{\"code\":\"" + new int[] {200, 200, 200, 404, 500}[number % 5] + "\",\"instance\":\"10.0."
                + number / 250 % 250 + "." + number % 250 + ":8080\",\"job\":\"api\",\"path\":\"/v1/orders/"
                + number % 40 + "\"}";
        long id = number * 0x9E3779B97F4A7C15L;
        return ("," + id + ",\"" + labels.replace("\"", "\"\"") + "\",").getBytes(UTF_8);
    }

    /** @param back how many files follow it */
    private static void write(Path table, int back, byte[][] series) {
        long lastStep = END.getEpochSecond() - (long) back * STEPS_PER_FILE * SECONDS_BETWEEN;
        long firstStep = lastStep - (STEPS_PER_FILE - 1L) * SECONDS_BETWEEN;
        SealedBatch batch = new SealedBatch(
                BatchIds.random().next(lastStep * 1000, SCHEMA),
                new BatchKey("local", DATABASE, TABLE, SCHEMA),
                List.of(),
                (long) STEPS_PER_FILE * SERIES,
                0,
                0,
                firstStep * 1000,
                lastStep * 1000,
                lastStep * 1000);
        Path file = table.resolve(BatchFiles.name(batch));
        try (OutputStream out = new FastGzip(Files.newOutputStream(file))) {
            for (int number = 0; number < SERIES; number++) {
                for (long step = firstStep; step <= lastStep; step += SECONDS_BETWEEN) {
                    out.write(TIME.format(Instant.ofEpochSecond(step)).getBytes(UTF_8));
                    out.write(series[number]);
                    out.write(((step / SECONDS_BETWEEN % 100_000 * (1 + number % 9) + number) + "\n").getBytes(UTF_8));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The quickest compression, which the job's own is near. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static List<Path> list(Path table) throws IOException {
        try (Stream<Path> files = Files.list(table)) {
            return files.filter(file -> file.toString().endsWith(BatchFiles.ENDING))
                    .sorted()
                    .toList();
        }
    }

    /** The files that hold samples later than that. */
    List<Path> since(Instant time) {
        List<Path> needed = new ArrayList<>();
        for (Path file : files) {
            BatchFiles.Range range = BatchFiles.range(String.valueOf(file.getFileName()));
            if (range == null || range.maxMillis() > time.toEpochMilli()) {
                needed.add(file);
            }
        }
        return needed;
    }
}
