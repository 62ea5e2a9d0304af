package io.adxflow.sinks.blob.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.TableSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetRowsTest {
    private static final TableSchema SCHEMA = TableSchema.parse(
            "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real,Body:string,Flags:int,Good:bool");
    private static final String TYPES =
            "{'Timestamp': 'TIMESTAMP', 'SeriesId': 'BIGINT', 'Labels': 'VARCHAR', 'Value': 'DOUBLE',"
                    + " 'Body': 'VARCHAR', 'Flags': 'INTEGER', 'Good': 'BOOLEAN'}";

    @TempDir
    Path folder;

    @Test
    void duckDbReadsTheRowsThatTheCsvHas() throws Exception {
        Path csv = write();
        assertThat(query("SELECT count(*) FROM '" + parquet() + "'")).containsExactly("20000");
        String rows = " FROM '" + parquet() + "'";
        String expected = " FROM read_csv('" + csv + "', header = false, columns = " + TYPES
                + ", nullstr = '', all_varchar = false)";
        String columns = "SELECT Timestamp, SeriesId, Labels, Value, Body, Flags, Good";
        assertThat(query(columns.replace("SELECT Timestamp", "SELECT CAST(Timestamp AS TIMESTAMP)") + rows
                        + " EXCEPT ALL " + columns.replace("Body", "coalesce(Body, '')") + expected))
                .isEmpty();
    }

    @Test
    void pyarrowReadsTheRowsThatTheCsvHas() throws Exception {
        Path csv = write();
        String script = String.join(
                "\n",
                "import sys",
                "try:",
                "  import pyarrow.parquet as pq",
                "except ImportError:",
                "  print('absent'); sys.exit(0)",
                "import csv",
                "t = pq.read_table(sys.argv[1])",
                "n = 0",
                "for got, row in zip(t.to_pylist(), csv.reader(open(sys.argv[2], newline=''))):",
                "  ts = got['Timestamp'].strftime('%Y-%m-%dT%H:%M:%S.%f') + 'Z'",
                "  want = dict(zip(t.schema.names, row))",
                "  assert ts == want['Timestamp'], (ts, want)",
                "  assert got['SeriesId'] == int(want['SeriesId'])",
                "  assert (got['Labels'] or '') == want['Labels']",
                "  assert got['Body'] == want['Body'], (got, want)",
                "  v = want['Value']",
                "  assert got['Value'] is None if v == '' else repr(got['Value']) == repr(float(v)), (got, want)",
                "  assert got['Flags'] == (int(want['Flags']) if want['Flags'] else None)",
                "  assert got['Good'] == {'true': True, 'false': False, '': None}[want['Good']]",
                "  n += 1",
                "print(n)");
        Path file = Files.writeString(folder.resolve("read.py"), script);
        String said = python(file.toString(), parquet().toString(), csv.toString());
        Assumptions.assumeFalse(said.equals("absent"), "pyarrow is not there: pip install pyarrow");
        assertThat(said).isEqualTo("20000");
    }

    @Test
    void theSameRowsGiveTheSameBytes() throws IOException {
        byte[] csv = rows(5_000).getBytes(UTF_8);
        assertThat(parquet(csv, 1 << 20)).isEqualTo(parquet(csv, 1 << 20));
    }

    @Test
    void rowGroupsKeepTheMemoryThatTheyWereGiven() throws Exception {
        byte[] bytes = parquet(rows(60_000).getBytes(UTF_8), 1 << 20);
        Files.write(parquet(), bytes);
        List<String> groups =
                query("SELECT DISTINCT row_group_id, row_group_bytes FROM parquet_metadata('" + parquet() + "')");
        assertThat(groups).hasSizeGreaterThan(4);
    }

    @Test
    void timesAreCutToTheirUnitAndKeptWithinIt() {
        assertThat(time("1970-01-01T00:00:00.1234567Z", 1_000_000)).isEqualTo(123_456);
        assertThat(time("1970-01-01T00:00:00.1234567Z", 1_000_000_000)).isEqualTo(123_456_700);
        assertThat(time("1969-12-31T23:59:59Z", 1_000_000)).isEqualTo(-1_000_000);
        assertThat(time("2024-02-29T12:00:00Z", 1_000_000)).isEqualTo(1_709_208_000_000_000L);
        assertThat(time("9999-12-31T23:59:59.9999999Z", 1_000_000)).isEqualTo(253_402_300_799_999_999L);
        assertThat(time("9999-12-31T23:59:59Z", 1_000_000_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(time("0001-01-01T00:00:00Z", 1_000_000_000)).isEqualTo(Long.MIN_VALUE);
        assertThatThrownBy(() -> time("2026-13-01T00:00:00Z", 1_000_000)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void aValueThatIsNoneIsToldWithItsRowAndColumn() {
        assertThatThrownBy(() -> parquet(
                        "2026-01-02T03:04:05Z,1,{},1,x,1,true\n2026-01-02T03:04:05Z,9223372036854775808,{},1,x,1,true\n"
                                .getBytes(UTF_8),
                        1 << 20))
                .isInstanceOf(BadRowException.class)
                .hasMessage("row 2, column SeriesId: 9223372036854775808 (expected: long)");
    }

    private static long time(String text, long perSecond) {
        byte[] bytes = text.getBytes(UTF_8);
        return Values.time(bytes, 0, bytes.length, perSecond);
    }

    private Path parquet() {
        return folder.resolve("rows.parquet");
    }

    /** Writes the same rows both ways and returns the CSV. */
    private Path write() throws IOException {
        String rows = rows(20_000);
        Files.write(parquet(), parquet(rows.getBytes(UTF_8), 1 << 20));
        return Files.writeString(folder.resolve("rows.csv"), rows);
    }

    private static byte[] parquet(byte[] csv, int rowGroupBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParquetRows.write(SCHEMA, new ByteArrayInputStream(csv), out, rowGroupBytes, false, Map.of("a", "b"));
        return out.toByteArray();
    }

    private static String rows(int count) {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("seed of the rows: " + seed);
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < count; i++) {
            csv.append(String.format(
                    "20%02d-%02d-%02dT03:04:05.%06dZ,",
                    random.nextInt(100), 1 + random.nextInt(12), 1 + random.nextInt(28), random.nextInt(1_000_000)));
            csv.append(random.nextLong()).append(',');
            csv.append("\"{\"\"host\"\":\"\"h").append(random.nextInt(50)).append("\"\",\"\"ä,\"\":\"\"ü\nn\"\"}\",");
            csv.append(random.nextInt(20) == 0 ? "" : String.valueOf(random.nextDouble() * 1e6))
                    .append(',');
            csv.append(random.nextInt(20) == 0 ? "" : "\"b " + random.nextInt() + "\"")
                    .append(',');
            csv.append(random.nextInt(20) == 0 ? "" : String.valueOf(random.nextInt()))
                    .append(',');
            csv.append(random.nextInt(20) == 0 ? "" : String.valueOf(random.nextBoolean()))
                    .append('\n');
        }
        return csv.toString();
    }

    private static List<String> query(String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (ResultSet result = statement.executeQuery(sql)) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    StringBuilder row = new StringBuilder();
                    for (int i = 1; i <= columns; i++) {
                        row.append(i == 1 ? "" : "|").append(result.getString(i));
                    }
                    rows.add(row.toString());
                }
            }
        }
        return rows;
    }

    private static String python(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .directory(new File("."))
                    .start();
        } catch (IOException absent) {
            return "absent";
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        process.waitFor();
        return said;
    }
}
