package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QueryCommandTest {
    private static final String PLAIN = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTables() throws IOException {
        schema("Metrics", "Load", PLAIN, PLAIN + ",Host:string");
        file(
                "Metrics",
                "Load",
                "b1-schema0",
                """
                2022-11-22T10:22:04.001Z,-42,"{""node"":""a,b""}",NaN
                2022-11-22T10:22:05Z,9223372036854775807,"{""node"":""x""}",1.5
                """);
        file(
                "Metrics",
                "Load",
                "b2-schema1",
                """
                2022-11-22T10:22:06.5Z,7,"{""node"":""x""}",Inf,"say ""hi""
                twice"
                2022-11-22T10:22:07Z,7,"{}",-Inf,
                """);
        file("Metrics", "Load", ".b3-schema1", "garbage");
        schema("Metrics", "Up", PLAIN);
        file("Metrics", "Up", "b1-schema0", "2022-11-22T10:22:04Z,1,\"{}\",1\n");
        schema("Other", "Up", PLAIN);
        file("Other", "Up", "b1-schema0", "2022-11-22T10:22:04Z,1,\"{}\",2\n");
    }

    @Test
    void readsEachFileWithTheColumnsItWasWrittenWith() {
        assertThat(run("query", "--format", "csv", "SELECT * FROM Metrics.Load ORDER BY 1"))
                .isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        Timestamp,SeriesId,Labels,Value,Host
                        2022-11-22T10:22:04.001Z,-42,"{""node"":""a,b""}",NaN,
                        2022-11-22T10:22:05Z,9223372036854775807,"{""node"":""x""}",1.5,
                        2022-11-22T10:22:06.5Z,7,"{""node"":""x""}",Infinity,"say ""hi""
                        twice"
                        2022-11-22T10:22:07Z,7,{},-Infinity,
                        """);
    }

    @Test
    void writesOneJsonObjectARow() {
        assertThat(run("query", "--format", "json", "SELECT Timestamp, SeriesId, Value, Host FROM Load ORDER BY 1"))
                .isZero();
        assertThat(out.toString().lines())
                .contains(
                        "{\"Timestamp\":\"2022-11-22T10:22:04.001Z\",\"SeriesId\":-42,\"Value\":\"NaN\",\"Host\":null}",
                        "{\"Timestamp\":\"2022-11-22T10:22:05Z\",\"SeriesId\":9223372036854775807,\"Value\":1.5,\"Host\":null}")
                .hasSize(4);
    }

    @Test
    void alignsNumbersAndCountsRows() {
        assertThat(run("query", "SELECT Labels->>'node' AS node, count(*) AS n FROM load GROUP BY 1 ORDER BY 1"))
                .isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                node  n
                ----  -
                a,b   1
                x     2
                NULL  1
                (3 rows)
                """);
    }

    @Test
    void knowsATableWithoutItsDatabaseOnlyWhereThatIsUnique() {
        assertThat(run("query", "--format", "csv", "SELECT Value FROM Other.Up"))
                .isZero();
        assertThat(out.toString()).isEqualTo("Value\n2.0\n");

        assertThat(run("query", "SELECT * FROM Up")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString()).contains("there is no table Up");
    }

    @Test
    void namesTheTableThatWasMeant() {
        assertThat(run("query", "SELECT * FROM Lod")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString())
                .isEqualTo("adxflow: there is no table Lod; did you mean Load?\n./adxflow tables lists all 3.\n");
    }

    @Test
    void listsTablesWithTheirRows() {
        assertThat(run("tables", "--rows")).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("Load")))
                .singleElement()
                .asString()
                .matches("Metrics +Load +2 +\\d+ B +\\d+ s ago +4 +Timestamp, SeriesId, Labels, Value, Host");
    }

    @Test
    void saysWhatToDoWhenThereIsNothingYet() {
        int code = commandLine().execute("query", "--data", data.resolve("none").toString(), "SELECT 1");

        assertThat(code).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString()).contains("there are no tables in").contains("--data");
    }

    @Test
    void makesViewsOfTwoThousandTables() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            schema("Many", "Table" + i, PLAIN);
            file("Many", "Table" + i, "b1-schema0", "2022-11-22T10:22:04Z,1,\"{}\",1\n");
        }
        assertThat(run("query", "--format", "csv", "SELECT count(*) AS n FROM Table77"))
                .isZero();
        assertThat(out.toString()).isEqualTo("n\n1\n");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(1, "--data");
        all.add(2, data.toString());
        return commandLine().execute(all.toArray(String[]::new));
    }

    private CommandLine commandLine() {
        return AdxflowCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    }

    private void schema(String database, String table, String... schemas) throws IOException {
        StringBuilder byId = new StringBuilder();
        for (int i = 0; i < schemas.length; i++) {
            byId.append(i == 0 ? "" : ",").append("\"schema" + i + "\": \"" + schemas[i] + "\"");
        }
        StringBuilder columns = new StringBuilder();
        for (String column : schemas[schemas.length - 1].split(",")) {
            columns.append(columns.length() == 0 ? "" : ",")
                    .append("{\"name\": \"" + column.split(":")[0] + "\", \"type\": \"" + column.split(":")[1] + "\"}");
        }
        Path folder =
                Files.createDirectories(data.resolve("tables").resolve(database).resolve(table));
        Files.writeString(
                folder.resolve("_schema.json"), "{\"columns\": [" + columns + "], \"schemas\": {" + byId + "}}");
    }

    private void file(String database, String table, String batch, String csv) throws IOException {
        Path file = data.resolve("tables").resolve(database).resolve(table).resolve(batch + ".csv.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(csv.getBytes(StandardCharsets.UTF_8));
        }
    }
}
