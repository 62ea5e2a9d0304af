package io.adxflow.job.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.blob.parquet.ParquetRows;
import io.adxflow.sources.listen.Feed;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.listen.ListenSplit;
import io.adxflow.sources.listen.UnreadableException;
import io.adxflow.sources.wire.RowsBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobFeedsTest {
    @TempDir
    Path folder;

    private final FakeBlobs blobs = new FakeBlobs();
    private final Map<String, String> options = new HashMap<>();

    @Test
    void rowsOfCsvAreTakenByteForByteButForLineEnds() throws Exception {
        options.put("schema", "A:string,B:dynamic");
        blobs.put("t/f.csv", "x,\"{\"\"a\"\": 1}\"\r\n\ny,\"two\nlines\"");
        assertThat(rows("t/f.csv", 0)).isEqualTo("t|A:string,B:dynamic|x,\"{\"\"a\"\": 1}\"\ny,\"two\nlines\"\n");
    }

    @Test
    void gzipAndZstdAreReadAndMembersBehindEachOther() throws Exception {
        options.put("schema", "A:string");
        byte[] one = gzip("a\n");
        byte[] two = gzip("b\n");
        byte[] both = java.util.Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        blobs.put("t/f.csv.gz", both);
        blobs.put("t/f.csv.zst", Zstd.compress("c\n".getBytes(UTF_8)));
        assertThat(rows("t/f.csv.gz", 0)).isEqualTo("t|A:string|a\nb\n");
        assertThat(rows("t/f.csv.zst", 0)).isEqualTo("t|A:string|c\n");
    }

    @Test
    void aHeaderNamesTheColumnsInItsOrder() throws Exception {
        blobs.put("t/f.csv", "Timestamp:datetime,Value:real\n2026-01-01T00:00:00Z,1\n");
        assertThat(rows("t/f.csv", 0)).isEqualTo("t|Timestamp:datetime,Value:real|2026-01-01T00:00:00Z,1\n");
        options.put("header", "true");
        options.put("schema", "Value:real,Host:string");
        blobs.put("t/g.csv", "host,\"Value\"\nx,1\n");
        assertThat(rows("t/g.csv", 0)).isEqualTo("t|host:string,Value:real|x,1\n");
    }

    @Test
    void objectsOfJsonBecomeRowsOfTheColumnsThatAreKnown() throws Exception {
        options.put("schema", "Name:string,Bag:dynamic,Count:long,Gone:real");
        blobs.put("t/f.jsonl", "{\"Name\":\"a,b\",\"Bag\":{\"x\":[1]},\"Count\":7,\"more\":1}\n{\"Count\":null}");
        assertThat(rows("t/f.jsonl", 0)).endsWith("|\"a,b\",\"{\"\"x\"\":[1]}\",7,\n,,,\n");
    }

    @Test
    void parquetGivesTheRowsThatItWasMadeOf() throws Exception {
        Path file = folder.resolve("f.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT * FROM (VALUES"
                    + " (TIMESTAMPTZ '2026-01-02 03:04:05.12+00', 7::BIGINT, '{\"a\":\"x,y\"}', 1.5::DOUBLE, true, [1,2]),"
                    + " (NULL, NULL, '', 'NaN'::DOUBLE, NULL, NULL)) AS t(T, N, Labels, V, B, L)) TO '" + file
                    + "' (FORMAT parquet)");
        }
        blobs.put("t/f.parquet", Files.readAllBytes(file));
        assertThat(rows("t/f.parquet", 0))
                .isEqualTo("t|T:datetime,N:long,Labels:string,V:real,B:bool,L:dynamic|"
                        + "2026-01-02T03:04:05.12Z,7,\"{\"\"a\"\":\"\"x,y\"\"}\",1.5,true,\"[1,2]\"\n,,,NaN,,\n");
        options.put("schema", "N:long,Gone:string,T:datetime");
        assertThat(rows("t/f.parquet", 1)).isEqualTo("t|N:long,Gone:string,T:datetime|,,\n");
        blobs.put("t/no.parquet", "PAR1 or not");
        assertUnreadable("t/no.parquet", "");
    }

    @Test
    void whatKindBlobWritesAsParquetComesBackAsItsCsv() throws Exception {
        String schema = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real,Code:int,Ok:bool,Host:string";
        String csv =
                """
                2026-01-02T03:04:05.123Z,-9223372036854775808,"{""a"":""b,c""}",0.1,7,true,h
                0001-01-01T00:00:00Z,9007199254740993,{},1e300,,false,"x
                ""y""z"
                1969-12-31T23:59:59.9Z,,,NaN,,,
                ,1,,Infinity,,,
                ,2,,-Infinity,-1,,
                ,3,,123456789,,,
                """;
        ByteArrayOutputStream parquet = new ByteArrayOutputStream();
        ParquetRows.write(
                TableSchema.parse(schema),
                new ByteArrayInputStream(csv.getBytes(UTF_8)),
                parquet,
                1 << 20,
                false,
                Map.of());
        options.put("schema", schema);
        blobs.put("t/f.parquet", parquet.toByteArray());
        assertThat(rows("t/f.parquet", 0)).isEqualTo("t|" + schema + "|" + csv);
    }

    @Test
    void theFileBesideTellsOfTableAndColumnsByTheIdInTheName() throws Exception {
        blobs.put(
                "db/T~/_schema.json",
                "{\"database\":\"My Db\",\"table\":\"T/\",\"schemas\":{\"s1\":\"A:string\",\"s2\":\"A:string,B:long\"}}");
        blobs.put("db/T~/dt=2026-01-01/hh=01/20260101T000000Z-0-s2.t0_1.csv", "x,1\n");
        assertThat(rows("db/T~/dt=2026-01-01/hh=01/20260101T000000Z-0-s2.t0_1.csv", 0))
                .isEqualTo("T/|A:string,B:long|x,1\n");
        assertThat(database("db/T~/dt=2026-01-01/hh=01/20260101T000000Z-0-s2.t0_1.csv"))
                .isEqualTo("My Db");
    }

    @Test
    void goesOnBehindTheRowsThatWereTaken() throws Exception {
        options.put("schema", "A:string");
        blobs.put("t/f.csv", "a\nb\nc\n");
        assertThat(rows("t/f.csv", 2)).isEqualTo("t|A:string|c\n");
        assertThat(rows("t/f.csv", 3)).isEmpty();
        assertThatThrownBy(() -> rows("t/f.csv", 4)).hasMessageContaining("only 3 of the 4 rows");
    }

    @Test
    void aFailingStorageIsTriedAgainAndIsNotTheBlobsFault() throws Exception {
        options.put("schema", "A:string");
        blobs.put("t/f.csv.gz", gzip("a\n"));
        blobs.failures = 2;
        assertThat(rows("t/f.csv.gz", 0)).isEqualTo("t|A:string|a\n");
        blobs.failures = 4;
        assertThatThrownBy(() -> rows("t/f.csv.gz", 0))
                .isInstanceOf(IOException.class)
                .hasMessage("away");
    }

    @Test
    void whatCannotBeReadSaysWhy() throws Exception {
        options.put("schema", "A:string");
        byte[] whole = gzip("abcdefgh\n".repeat(1000));
        blobs.put("t/cut.csv.gz", java.util.Arrays.copyOf(whole, whole.length / 2));
        blobs.put("t/open.csv", "\"a\n");
        blobs.put("t/no.jsonl", "[1]");
        blobs.put("t/x.bin", "x");
        assertUnreadable("t/cut.csv.gz", "EOFException");
        assertUnreadable("t/open.csv", "within a quoted field");
        assertUnreadable("t/no.jsonl", "no object of JSON");
        assertUnreadable("t/x.bin", "listen.in.format");
        assertUnreadable("t/gone.csv", "gone");
        options.remove("schema");
        blobs.put("t/f.csv", "a\n");
        assertUnreadable("t/f.csv", "which columns");
        assertThatThrownBy(() -> feeds().open(split("t/f.csv", "other", 0)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("written anew");
    }

    private void assertUnreadable(String name, String why) {
        assertThatThrownBy(() -> rows(name, 0))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    private BlobFeeds feeds() {
        return new BlobFeeds(
                new ListenInput("in", "directory", "default", null, Duration.ZERO, Duration.ofDays(1), 10, options),
                blobs);
    }

    private ListenSplit split(String name, String etag, long position) {
        return new ListenSplit("in", name, etag, 1, false, Map.of(), position, false);
    }

    /** {@code table|schema|rows}, or nothing. */
    private String rows(String name, long position) throws Exception {
        StringBuilder rows = new StringBuilder();
        try (Feed feed = feeds().open(split(name, blobs.etag(name), position))) {
            for (Object next = feed.next(); next != null; next = feed.next()) {
                Feed.Part part = (Feed.Part) next;
                RowsBody head = RowsBody.read(part.body(), part.body().length);
                if (rows.isEmpty()) {
                    rows.append(head.table()).append('|').append(head.schema()).append('|');
                }
                rows.append(new String(part.body(), head.rowsStart(), part.body().length - head.rowsStart(), UTF_8));
            }
        }
        return rows.toString();
    }

    private String database(String name) throws Exception {
        try (Feed feed = feeds().open(split(name, blobs.etag(name), 0))) {
            return ((Feed.Part) feed.next()).database();
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
