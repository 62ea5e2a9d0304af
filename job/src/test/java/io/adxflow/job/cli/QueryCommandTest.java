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
    void readsTablesAndColumnsOfAnyName() throws IOException {
        schema("otel-prod 1.x", "my-logs.v1", PLAIN, PLAIN + ",my zone-1:string");
        file("otel-prod 1.x", "my-logs.v1", "b1-schema1", "2022-11-22T10:22:04Z,1,\"{}\",2,x\n");
        assertThat(run("query", "--format", "csv", "SELECT \"my zone-1\", Value FROM \"otel-prod 1.x\".\"my-logs.v1\""))
                .isZero();
        assertThat(out.toString()).isEqualTo("my zone-1,Value\nx,2.0\n");
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
    void tellsKqlFromSql() {
        assertThat(
                        run(
                                "query",
                                "--format",
                                "csv",
                                "Load | where Labels.node == 'x' | summarize n = count(), max(Value) by SeriesId | order by n asc, SeriesId asc"))
                .isZero();
        assertThat(run("query", "--format", "csv", "Load | count")).isZero();
        assertThat(run("query", "--format", "csv", "FROM Load SELECT count(*) AS n"))
                .isZero();
        assertThat(run("query", "--format", "csv", "Load")).isZero();
        assertThat(out.toString())
                .startsWith("SeriesId,n,max_Value\n7,1,Infinity\n9223372036854775807,1,1.5\nCount\n4\nn\n4\n"
                        + "Timestamp,SeriesId,Labels,Value,Host\n2022-11-22T10:22:04.001Z,-42,");
        assertThat(run("query", "--sql", "Load | count")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString()).contains("the SQL is DuckDB's");
        assertThat(run("query", "--kql", "SELECT 1")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString()).contains("1:8");
    }

    @Test
    void pointsToWhatIsWrongWithKql() {
        assertThat(run("query", "Load\n| where Valu > 1")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString())
                .contains("2:9: ")
                .contains("\n| where Valu > 1\n        ^^^^\n")
                .contains("'Value'");
    }

    @Test
    void writesEveryFormatOfKql() {
        String query =
                "print a = 'x|y', b = dynamic({\"k\": [1, 2.5]}), c = real(nan), d = 1.5h, e = int(null), f = datetime(2026-01-02 03:04:05.1), g = 2.0";
        for (String format : List.of("table", "csv", "json", "markdown")) {
            assertThat(run("query", "--format", format, query)).isZero();
        }
        assertThat(out.toString())
                .isEqualTo(
                        """
                        a    b                c  d            e  f                       g
                        ---  -------------  ---  --------  ----  ----------------------  -
                        x|y  {"k":[1,2.5]}  NaN  01:30:00  NULL  2026-01-02T03:04:05.1Z  2
                        (1 row)
                        a,b,c,d,e,f,g
                        x|y,"{""k"":[1,2.5]}",NaN,01:30:00,,2026-01-02T03:04:05.1Z,2
                        {"a":"x|y","b":{"k":[1,2.5]},"c":"NaN","d":"01:30:00","e":null,"f":"2026-01-02T03:04:05.1Z","g":2.0}
                        | a | b | c | d | e | f | g |
                        | --- | --- | --- | --- | --- | --- | --- |
                        | x\\|y | {"k":[1,2.5]} | NaN | 01:30:00 |  | 2026-01-02T03:04:05.1Z | 2 |
                        """);
    }

    @Test
    void showsTheSqlOfKqlWithoutRunningIt() {
        assertThat(run("query", "--explain", "Load | where Timestamp > datetime(2022-11-22T10:22:06Z) | count"))
                .isZero();
        assertThat(out.toString())
                .contains("read_csv([")
                .contains("2022-11-22T10:22:06.0000000Z")
                .endsWith(";\n");
    }

    @Test
    void drawsWhatRenderAsksFor() {
        assertThat(run("query", "Load | project Timestamp, SeriesId = toreal(SeriesId) / 1e18 | render timechart"))
                .isZero();
        assertThat(out.toString()).contains("┤").contains("2022-11-22 10:22:04").contains("● SeriesId");
        String bars = "datatable(k:string, v:long)['one', 1, 'three', 3] | render ";
        assertThat(run("query", bars + "barchart")).isZero();
        assertThat(out.toString()).contains("three " + "█".repeat(50) + " 3").contains("one   ████████████████▋ 1");
        assertThat(run("query", bars + "columnchart")).isZero();
        assertThat(run("query", bars + "piechart")).isZero();
        assertThat(out.toString()).contains("25.0 %").contains("75.0 %");
        assertThat(run("query", "--format", "csv", bars + "barchart")).isZero();
        assertThat(out.toString()).endsWith("k,v\none,1\nthree,3\n");
    }

    @Test
    void writesAPageThatNeedsNothingElse() throws IOException {
        Path page = data.resolve("chart.html");
        assertThat(run(
                        "query",
                        "--html",
                        page.toString(),
                        "datatable(k:string, v:long)['</script><b>', 1] | render columnchart; print x = '<i>'"))
                .isZero();
        assertThat(page)
                .content()
                .contains("Chart.js v4")
                .contains("\"kind\":\"columnchart\"")
                .contains("\\u003c/script>\\u003cb>")
                .contains("&lt;/script&gt;")
                .doesNotContain("<b>")
                .doesNotContainPattern("(src|href)=")
                .doesNotContain("@data@");
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
