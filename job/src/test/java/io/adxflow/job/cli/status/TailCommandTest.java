package io.adxflow.job.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.page.web.TailRoutes;
import io.adxflow.job.tail.TailFixture;
import io.adxflow.job.tail.TailHub;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TailCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AutoCloseable sender = new TailFixture().sending("node_load1", 500);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private WebServer web;

    @BeforeEach
    void start() {
        web = WebServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
        web.close();
    }

    private int run(boolean guarded, String... arguments) throws Exception {
        int port = web.listen(
                        new HostPort("127.0.0.1", 0),
                        WebLimits.FEW,
                        guarded ? new TailRoutes(TailHub.jvm(), "") : TailRoutes.of(false, "ops.authentication"))
                .port();
        String[] all = new String[arguments.length + 2];
        all[0] = "--ops";
        all[1] = "127.0.0.1:" + port;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return new CommandLine(new TailCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.write(failure.getMessage());
                    return failure instanceof CliException told ? told.exitCode() : 99;
                })
                .execute(all);
    }

    @Test
    void showsRowsUntilThereAreAsManyAsAskedForAndSaysWhatIsLeftOut() throws Exception {
        assertThat(run(true, "nodeload1", "--where", "Value >= 100", "--rows", "60"))
                .isZero();
        assertThat(out.toString().lines())
                .hasSize(60)
                .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  Timestamp=.*  Value=\\d+"));
        assertThat(err.toString()).contains(" rows came").contains(" shown");
    }

    @Test
    void givesALineOfJsonForEachRowToPrograms() throws Exception {
        assertThat(run(true, "NodeLoad1", "--rows", "2", "--format", "json")).isZero();
        for (String line : out.toString().split("\n")) {
            JsonNode row = JSON.readTree(line);
            assertThat(row.at("/row/Labels/host").asText()).isEqualTo("a1");
            assertThat(row.path("database").asText()).isEqualTo("Metrics");
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(run(true, "NodeLoad1", "--where", "Value >")).isEqualTo(2);
        assertThat(err.toString()).contains("where: ");
        assertThat(run(true, "NodeLoad1", "--where", "Nonsense > 1")).isEqualTo(2);
        assertThat(err.toString()).contains("Nonsense").contains("Timestamp:datetime");
        assertThat(run(true, "NodeLoad1", "--rows", "0")).isEqualTo(2);
        assertThat(run(false, "NodeLoad1")).isEqualTo(1);
        assertThat(err.toString()).contains("403").contains("ops.authentication");
    }

    @Test
    void lettersOfSendersMoveNoCursor() throws Exception {
        JsonNode row = JSON.readTree(
                "{\"at\":\"2026-01-02T03:04:05.678Z\",\"row\":{\"Body\":\"a\\u001b[2Jb\\nc\",\"N\":{\"k\":1}}}");
        assertThat(TailText.row(row, 0)).isEqualTo("03:04:05.678  Body=a?[2Jb?c  N={\"k\":1}");
        assertThat(TailText.row(row, 20)).hasSize(20).endsWith("…");
    }
}
